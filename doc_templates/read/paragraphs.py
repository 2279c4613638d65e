"""From lines to headings and paragraphs: a line broken inside a sentence is joined again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from doc_templates.read.emphasis import without_markers
from doc_templates.read.model import WarningCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from doc_templates.read.decode import Line
    from doc_templates.read.model import Notes

_HEADING = re.compile(r"(?P<numeral>[IVXl|]{1,6}) ?[.)/:–-] ?(?P<title>\S.*)")
_MARKER = re.compile(
    r"[-–—+•] ?|\*+ (?=\S)|[0-9]{1,2}(?:\.[0-9]{1,2})*[.)] |[a-zđ]\) ?|[a-zđ]\. (?=[^\W\d_])"
)
_DATE_START = re.compile(r"[0-9]{1,2}/[0-9]{1,4}")
_PAGE_NUMBER = re.compile(r"[-–]? ?([0-9]{1,3}) ?[-–]?")
_LONGEST_HEADING = 400
_WRAPPED_WIDTH = 50  # a line this long was broken by the page, not by its author
_TENS = ("", "X", "XX", "XXX")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_NUMERALS = {
    tens + ones: 10 * t + o for t, tens in enumerate(_TENS) for o, ones in enumerate(_ONES)
}


@dataclass(slots=True)
class Block:
    """A heading or a paragraph; `joins` quotes where lines were put together."""

    is_heading: bool
    parts: list[str]
    doubts: list[tuple[WarningCode, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the whole text in one line."""
        return " ".join(self.parts)


def without_page_numbers(lines: Iterable[Line], notes: Notes) -> list[Line]:
    """Leave out lines that hold nothing but the next page's number."""
    kept: list[Line] = []
    page = 1
    for line in lines:
        number = _PAGE_NUMBER.fullmatch(line.text)
        if number and int(number[1]) in {page, page + 1}:
            page = int(number[1])
            notes.add(WarningCode.PAGE_NUMBER_DROPPED, f"line:{line.number}", line.text)
        else:
            kept.append(line)
    return kept


def blocks(lines: Sequence[Line]) -> list[Block]:
    """Return the headings and paragraphs of a body, in order."""
    found: list[Block] = []
    expected = 1
    for line in lines:
        numeral = _heading_numeral(line.text, expected)
        if numeral:
            block = Block(is_heading=True, parts=[_heading_text(line.text)])
            if numeral != expected:
                block.doubts.append((WarningCode.SECTION_ORDER, line.text))
            if re.match(r"\W*[IVX]*[l|]", line.text):
                block.doubts.append((WarningCode.OCR_SUSPECT, line.text[:12]))
            found.append(block)
            expected = numeral + 1
        elif found and _continues(found[-1], line):
            block = found[-1]
            block.doubts.append((WarningCode.JOINED_LINE, _seam(block.parts[-1], line.text)))
            block.parts.append(without_markers(line.text) if block.is_heading else line.text)
        else:
            found.append(Block(is_heading=False, parts=[line.text]))
    return found


def _heading_numeral(text: str, expected: int) -> int | None:
    """Return which section a line opens: a Roman numeral that is next in order, or in capitals."""
    if len(text) > _LONGEST_HEADING:
        return None
    heading = _HEADING.fullmatch(without_markers(text).strip())
    if heading is None:
        return None
    number = _NUMERALS.get(heading["numeral"].replace("l", "I").replace("|", "I"))
    capitals = heading["title"].isupper()
    misread = "l" in heading["numeral"] or "|" in heading["numeral"]
    return number if number and (capitals or (number == expected and not misread)) else None


def _heading_text(text: str) -> str:
    heading = _HEADING.fullmatch(without_markers(text).strip())
    return heading[0] if heading else text


def _continues(block: Block, line: Line) -> bool:
    """Tell whether a line goes on with the sentence that the block left open."""
    last = block.parts[-1]
    if block.is_heading:
        return not line.after_blank and last.isupper() and line.text.isupper() and not _marked(line)
    if _marked(line) or _ends_a_sentence(last):
        return False
    start = line.text.lstrip("*“‘\"'([")
    if start[:1].islower() or _DATE_START.match(start):
        return True
    # No blank line between: a page's own line break, unless a short line stands for itself.
    return not line.after_blank and len(last) >= _WRAPPED_WIDTH and start[:1].isupper()


def _marked(line: Line) -> bool:
    return _MARKER.match(line.text) is not None


def _ends_a_sentence(text: str) -> bool:
    return text.rstrip('*"”’)] ').endswith((".", ";", ":", "!", "?", "…"))


def _seam(before: str, after: str) -> str:
    return f"{before[-40:]} | {after[:40]}"
