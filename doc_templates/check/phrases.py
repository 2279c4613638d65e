"""Finds phrases in Vietnamese text by their words, with gaps, however accents are typed. Pure.

Two ways to compare words. Loosely: without accents and with `i` for `y`, so that *nội qui* is
*nội quy*. Closely: as written, but a word typed without accents stands for any; *hài* is then not
*hai*.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.read.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W_]+|[.;!?\n,:]")
_END_OF_CLAUSE, _PAUSES = frozenset(".;!?\n"), frozenset(",:")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text; `start` and `end` count characters of the composed text (NFC)."""

    close: str  # lower case
    loose: str  # lower case without accents, `i` for `y`
    start: int
    end: int
    clause: int  # which one of the text
    pauses: int  # commas and colons before it


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that belong together: one alternative of each part, at most `gap` words between."""

    parts: tuple[tuple[tuple[str, ...], ...], ...]  # parts, alternatives, loose words
    gap: int


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase was found: positions in the list of words, the second exclusive."""

    first: int
    after: int


def composed(text: str) -> str:
    """Return a text as all positions here count it (NFC)."""
    return unicodedata.normalize("NFC", text)


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a composed text; a clause ends at `.`, `;`, `!`, `?` or a line's end."""
    found: list[Word] = []
    clause = pauses = 0
    for match in _WORD.finditer(text):
        if match[0] in _END_OF_CLAUSE:
            clause += 1
        elif match[0] in _PAUSES:
            pauses += 1
        else:
            close = match[0].lower()
            found.append(Word(close, loosely(close), match.start(), match.end(), clause, pauses))
    return tuple(found)


def loosely(word: str) -> str:
    """Return a word without case, accents and the two ways to write i."""
    return fold(word).replace("y", "i")


def phrase(parts: Sequence[Sequence[str]], gap: int) -> Phrase:
    """Return a phrase from its parts, each a list of alternatives as people write them."""
    return Phrase(
        tuple(
            tuple(sorted((_loose_words(each) for each in part), key=len, reverse=True))
            for part in parts
        ),
        gap,
    )


def matches(sought: Phrase, words: Sequence[Word]) -> Iterator[Match]:
    """Yield where a phrase stands, one match for each place it begins."""
    for first in range(len(words)):
        after = _after(sought.parts, sought.gap, words, first)
        if after is not None:
            yield Match(first, after)


def means(word: Word, written: str) -> bool:
    """Tell whether a word is, compared closely, the one that is written here."""
    return word.close == written or (word.close.isascii() and word.close == fold(written))


def stands_at(written: Sequence[str], words: Sequence[Word], first: int) -> bool:
    """Tell whether these words, compared closely, stand at a place, all in one clause."""
    found = words[first : first + len(written)]
    return (
        len(found) == len(written)
        and all(means(word, said) for word, said in zip(found, written, strict=True))
        and found[0].clause == found[-1].clause
    )


def _loose_words(text: str) -> tuple[str, ...]:
    return tuple(loosely(word) for word in composed(text).split())


def _after(
    parts: Sequence[tuple[tuple[str, ...], ...]], gap: int, words: Sequence[Word], first: int
) -> int | None:
    """Return the place behind the parts when the first of them stands at `first`."""
    for alternative in parts[0]:
        after = first + len(alternative)
        found = words[first:after]
        if tuple(word.loose for word in found) != alternative:
            continue
        if len(parts) == 1:
            return after
        for start in range(after, min(after + gap + 1, len(words))):
            if words[start].clause != words[first].clause:
                break
            end = _after(parts[1:], gap, words, start)
            if end is not None:
                return end
    return None
