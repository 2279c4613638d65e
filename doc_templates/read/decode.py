"""From bytes to clean lines: encoding, size, invisible characters, white space.

Everything after this module may rely on: NFC, no control or format characters, one kind of
space, a bounded number of lines.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.errors import SourceEmptyError, SourceNotTextError, SourceTooLargeError
from doc_templates.read.model import WarningCode

if TYPE_CHECKING:
    from doc_templates.read.model import Notes

MAX_SOURCE_BYTES = 2 * 1024 * 1024
MAX_LINES = 20_000
_MOST_MARKS = 30
# Formats that begin with plain ASCII would otherwise be imported as gibberish.
_OTHER_FORMATS = (b"%PDF-", b"{\\rtf", b"PK\x03\x04")
_OTHER_BREAKS = "\v\f\x85\u2028\u2029"
_SPACES = re.compile("[ \t]+")
_WIDE_GAP = re.compile(" {3,}| ?\t[ \t]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with something on it; `number` counts from 1 in the source."""

    number: int
    text: str  # white space collapsed, ends trimmed
    cells: tuple[str, ...]  # the same, cut at wide gaps (two columns printed side by side)
    after_blank: bool


def read_lines(data: bytes, notes: Notes) -> list[Line]:
    """Return the lines of a source that have something on them.

    Raises:
        SourceEmptyError: no bytes, or white space only.
        SourceTooLargeError: more than `MAX_SOURCE_BYTES` or `MAX_LINES`.
        SourceNotTextError: another format, an unknown encoding, or NUL characters.
    """
    lines = clean_lines(_decoded(data), notes)
    if not lines:
        raise SourceEmptyError
    return lines


def clean_lines(text: str, notes: Notes) -> list[Line]:
    """Return the lines of a decoded text that have something on them.

    Raises:
        SourceTooLargeError: more than `MAX_LINES`.
        SourceNotTextError: piled-up combining marks.
    """
    text = _clean(text, notes)
    if text.count("\n") >= MAX_LINES:
        raise SourceTooLargeError
    return _lines(text)


def _has_piled_marks(text: str) -> bool:
    """Tell whether combining marks stand in a longer row than any language has.

    Normalising sorts each run of them in quadratic time; UAX #15 allows 30.
    """
    marks = "".join(re.escape(c) for c in set(text) if unicodedata.combining(c))
    return bool(marks) and re.search(f"[{marks}]{{{_MOST_MARKS + 1}}}", text) is not None


def _decoded(data: bytes) -> str:
    if len(data) > MAX_SOURCE_BYTES:
        raise SourceTooLargeError
    if data.startswith(_OTHER_FORMATS):
        raise SourceNotTextError
    text = _try_decode(data)
    if text is None or "\0" in text:
        raise SourceNotTextError
    return text


def _try_decode(data: bytes) -> str | None:
    # The refusal is raised by the caller, outside the handler: a UnicodeDecodeError carries the
    # whole source, and as the context of our error it would reach whatever logs that error.
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def _clean(text: str, notes: Notes) -> str:
    """Drop invisible characters first: between a letter and its accent they prevent NFC."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    used = set(text)
    unwanted = sorted(c for c in used if _is_unwanted(c))
    for character in unwanted:
        line = text.count("\n", 0, text.index(character)) + 1
        found = f"U+{ord(character):04X} x{text.count(character)}"
        notes.add(WarningCode.CONTROL_CHARACTERS, f"line:{line}", found)
    table: dict[int, str | None] = {ord(c): None for c in unwanted}
    table |= {ord(c): " " for c in used if unicodedata.category(c) == "Zs"}
    table |= {ord(c): "\n" for c in _OTHER_BREAKS}
    text = text.translate(table)
    if _has_piled_marks(text):
        raise SourceNotTextError
    return unicodedata.normalize("NFC", text)


def _is_unwanted(character: str) -> bool:
    """Control, bidirectional and other format characters, and those XML cannot carry."""
    if character in "\n\t":
        return False
    return unicodedata.category(character) in {"Cc", "Cf"} or character in "\ufffe\uffff"


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    blank = True
    for number, raw in enumerate(text.split("\n"), start=1):
        collapsed = _SPACES.sub(" ", raw).strip()
        if collapsed:
            lines.append(Line(number, collapsed, _cells(raw), blank))
        blank = not collapsed
    return lines


def _cells(raw: str) -> tuple[str, ...]:
    cells = (_SPACES.sub(" ", cell).strip() for cell in _WIDE_GAP.split(raw))
    return tuple(cell for cell in cells if cell)
