"""Dates as Vietnamese offices write them, found in folded text; wrong ones are said to be wrong."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL = re.compile(
    r"(?<![0-9/])(?P<d1>[0-9]{1,2}) ?(?P<sep>[/.-]) ?(?P<m1>[0-9]{1,2}) ?(?P=sep) ?(?P<y1>[0-9]{4})"
    r"(?![0-9])"
    r"|(?<![0-9])(?P<d2>[0-9]{1,2}) thang (?P<m2>[0-9]{1,2}),? nam (?P<y2>[0-9]{4})(?![0-9])"
)
_QUARTER = re.compile(
    r"\bquy (?P<quarter>iv|i{1,3}|[1-4])(?: ?[/,-] ?| )(?:nam )?(?P<year>[0-9]{4})(?![0-9])"
)
_MONTH = re.compile(r"\bthang (?P<month>[0-9]{1,2})(?: ?[/-] ?|,? nam )(?P<year>[0-9]{4})(?![0-9])")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of time named in a text; `first` and `last` are None when no such day exists."""

    start: int
    end: int
    first: date | None
    last: date | None
    is_quarter: bool = False


def find_days(folded: str) -> Iterator[Found]:
    """Yield every full date: `28/02/2020`, `28-02-2020`, `28 tháng 02 năm 2020`."""
    for match in _FULL.finditer(folded):
        which = "1" if match["d1"] else "2"
        day, month, year = (int(match[part + which]) for part in "dmy")
        found = existing(year, month, day)
        yield Found(match.start(), match.end(), found, found)


def find_quarters(folded: str) -> Iterator[Found]:
    """Yield every quarter with its year: `Quý I/2020`, `quý 4 năm 2020`."""
    for match in _QUARTER.finditer(folded):
        year, last_month = int(match["year"]), _QUARTERS[match["quarter"]] * 3
        first = existing(year, last_month - 2, 1)
        yield Found(match.start(), match.end(), first, month_end(year, last_month), is_quarter=True)


def find_months(folded: str) -> Iterator[Found]:
    """Yield every month with its year that is no part of a full date: `tháng 6/2020`."""
    for match in _MONTH.finditer(folded):
        before = folded[max(0, match.start() - 3) : match.start()].rstrip()
        if not before[-1:].isdigit():
            year, month = int(match["year"]), int(match["month"])
            first = existing(year, month, 1)
            yield Found(match.start(), match.end(), first, month_end(year, month))


def existing(year: int, month: int, day: int) -> date | None:
    """Return that day, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date | None:
    """Return the last day of a month, or None when there is no such month."""
    if existing(year, month, 1) is None:
        return None
    return date(year, month, monthrange(year, month)[1])
