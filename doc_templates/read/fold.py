"""Letters without accents or case, so that a word is known again after bad typing or OCR.

Folding keeps the length: position `i` of the folded text is position `i` of the original.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that look Latin in print: OCR mixes alphabets, and a mark must not hide behind one.
_LOOK_ALIKES = dict(zip("đаеіморсухткματοι", "daeimopcyxtkmatoi", strict=True))
_NOT_LETTERS = re.compile("[^a-z]+")


class _BaseLetters(dict[int, str]):
    """Fills itself: each code point once, then served by `str.translate` at C speed."""

    def __missing__(self, code_point: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code_point))[0].lower()[0]
        self[code_point] = _LOOK_ALIKES.get(base, base)
        return self[code_point]


_BASE_LETTERS = _BaseLetters()


def fold(text: str) -> str:
    """Return `text` in lower case without accents, of the same length."""
    return text.translate(_BASE_LETTERS)


def letters(text: str) -> str:
    """Return only the letters a-z of the folded text: `"M Ậ T."` gives `"mat"`."""
    return _NOT_LETTERS.sub("", fold(text))
