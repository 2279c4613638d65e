"""What a short text from a person may hold: comments, reasons, explanations."""

from __future__ import annotations

import unicodedata

from workflows.domain.errors import ControlCharacterError, TextTooLongError

ALLOWED_CONTROLS = frozenset("\n\t")
REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # controls, direction overrides, surrogates


def check_text(text: str) -> None:
    """Refuse characters that vanish, deceive or break other texts.

    Raises:
        ControlCharacterError: there is one.
    """
    for char in text:
        if char not in ALLOWED_CONTROLS and unicodedata.category(char) in REFUSED:
            raise ControlCharacterError


def clean_text(text: str, longest: int) -> str:
    """Return a text with plain line ends and nothing around it; it may be empty.

    Raises:
        TextTooLongError: more than `longest` characters.
        ControlCharacterError: see `check_text`.
    """
    clean = text.replace("\r\n", "\n").strip()
    if len(clean) > longest:
        raise TextTooLongError
    check_text(clean)
    return clean
