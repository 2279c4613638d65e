"""Deadlines said in prose: "trước ngày 28/02/2020", "chậm nhất ngày ...", "Quý I/2020".

"Trước ngày X" is read strictly (X itself is late) and everything else as including the day; the
person who confirms the import decides. A year that is not written is never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING

from doc_templates.read.dates import find_days, find_months, find_quarters
from doc_templates.read.emphasis import without_markers
from doc_templates.read.fold import fold
from doc_templates.read.model import WarningCode, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from doc_templates.read.body import Paragraph
    from doc_templates.read.dates import Found
    from doc_templates.read.model import Notes

DEADLINE_LIMIT = 100  # as many as the schema of the kind takes
TIME_LIMIT = 5_000  # dates looked at in one text
_WINDOW = 400  # how far a sentence is followed, in characters, each way
_CUE_WINDOW = 48
_BEFORE = r"(?<![a-z])truoc"
_UNTIL = (
    r"(?<![a-z])(?:cham nhat|muon nhat|(?:den )?het|khong qua"
    r"|(?:thoi )?han(?: chot| cuoi)?(?: nop)?"
    r"|(?:hoan thanh|xong)(?: xong)? (?:trong|vao))"
)
_LINK = r"(?:,? ?:? ?(?:la|vao|den|het|trong|cuoi|ngay)){0,3}[:,]? ?"
_CUE = re.compile(f"(?:(?P<before>{_BEFORE})|{_UNTIL}){_LINK}$")
_START = re.compile(r"(?<![a-z])(?:tu|ke tu|sau)(?: ngay| dau)? ?$")
_YEARLESS = re.compile(
    rf"(?:{_BEFORE}|{_UNTIL}){_LINK}"
    r"(?P<day>[0-9]{1,2} ?/ ?[0-9]{1,2}(?: ?/ ?[0-9]{2})?|[0-9]{1,2} thang [0-9]{1,2})"
    r"(?![0-9]| ?/ ?[0-9]|,? nam [0-9]{4})"
)
_BOUNDARY = re.compile(r"[;!?…]|\.(?= |$)")
_ITEM_MARK = re.compile(r"(?:[-–+•*] ?|[0-9]{1,2}(?:\.[0-9]{1,2})*[.)] |[^\W\d_]\) ?)")


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when (`inclusive`: on that day is still in time), what, and where it is said."""

    date: date
    inclusive: bool
    what: str
    paragraph: str


def find_deadlines(paragraphs: Iterable[Paragraph], notes: Notes) -> tuple[Deadline, ...]:
    """Return the deadlines in the order they are said, at most `DEADLINE_LIMIT`."""
    found: list[Deadline] = []
    left = TIME_LIMIT
    for paragraph in paragraphs:
        text = without_markers(paragraph.text)
        times = _times(fold(text), left)
        found.extend(_in_paragraph(text, paragraph.id, times, notes, DEADLINE_LIMIT - len(found)))
        left -= len(times)
        if left <= 0:
            notes.add(WarningCode.DEADLINE_UNCLEAR, paragraph.id, "…")
            break
    return tuple(found)


def _times(folded: str, limit: int) -> list[Found]:
    finders = (find_days(folded), find_quarters(folded), find_months(folded))
    return sorted(islice(chain(*finders), limit), key=lambda time: time.start)


def _in_paragraph(
    text: str, place: str, times: list[Found], notes: Notes, room: int
) -> list[Deadline]:
    folded = fold(text)
    for match in _YEARLESS.finditer(folded):
        notes.add(WarningCode.DEADLINE_UNCLEAR, place, text[match.start() : match.end()])
    deadlines: list[Deadline] = []
    for time in times:
        if time.first is None or time.last is None:
            notes.add(WarningCode.DATE_WRONG, place, text[time.start : time.end])
        elif len(deadlines) >= room:
            notes.add(WarningCode.DEADLINE_UNCLEAR, place, text[time.start : time.end])
        elif deadline := _deadline(time, text, folded, place):
            deadlines.append(deadline)
    return deadlines


def _deadline(time: Found, text: str, folded: str, place: str) -> Deadline | None:
    if time.first is None or time.last is None:
        return None
    before = folded[max(0, time.start - _CUE_WINDOW) : time.start]
    cue = _CUE.search(before)
    if cue is None and (not time.is_quarter or _START.search(before)):
        return None
    what = _clause(text, time.start, time.end)
    if cue and cue["before"]:
        return Deadline(time.first, inclusive=False, what=what, paragraph=place)
    return Deadline(time.last, inclusive=True, what=what, paragraph=place)


def last_day(deadline: Deadline) -> date:
    """Return the last day that is still in time."""
    return deadline.date if deadline.inclusive else deadline.date - timedelta(days=1)


def _clause(text: str, start: int, end: int) -> str:
    """Return the sentence or clause around a date, without its bullet or number."""
    left = text[max(0, start - _WINDOW) : start]
    right = text[end : end + _WINDOW]
    item = _ITEM_MARK.match(left) if start <= _WINDOW else None
    first = max((m.end() for m in _BOUNDARY.finditer(left)), default=0)
    first = max(first, item.end() if item else 0)
    stop = _BOUNDARY.search(right)
    clause = left[first:] + text[start:end] + (right[: stop.start()] if stop else right)
    return shortened(clause.strip(" ,."), 2 * _WINDOW)
