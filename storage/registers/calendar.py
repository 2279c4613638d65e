"""The calendar of offices: days off and days made up, kept by hand, seeded from a library.

The seed is not complete (a government may swap days late in the year), so every day can be set by
hand, and what was set by hand is never overwritten by a seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import holidays
from sqlalchemy import bindparam, delete, insert, select

from storage.registers.tables import CALENDAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

SEED = "holidays"
BY_HAND = "manual"


class DayKind(StrEnum):
    """How a day differs from its weekday; made up wins over everything."""

    OFF = "off"
    MADE_UP = "made_up"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day that is not what its weekday says."""

    day: date
    kind: DayKind
    note: str
    source: str


def seed_holidays(conn: Connection, years: Iterable[int]) -> int:
    """Add Vietnam's public holidays and swapped days of these years; return how many were new."""
    new = new_holidays(conn, years)
    add_holidays(conn, new)
    return len(new)


def new_holidays(conn: Connection, years: Iterable[int]) -> list[CalendarDay]:
    """Return what the library knows of these years and the calendar says nothing of."""
    present = set(conn.execute(select(CALENDAR.c.day)).scalars())
    return [day for day in _public(sorted(set(years))) if day.day not in present]


def add_holidays(conn: Connection, new: Iterable[CalendarDay]) -> None:
    """Add days that are not in the calendar yet."""
    for day in new:
        _insert(conn, day)


def add_day(conn: Connection, day: date, kind: DayKind, note: str, source: str = BY_HAND) -> None:
    """Set a day, in place of what it was before."""
    remove_day(conn, day)
    _insert(conn, CalendarDay(day, kind, note, source))


def remove_day(conn: Connection, day: date) -> None:
    """Make a day what its weekday says again.

    A later seed would set a public holiday again; to work on one for good, set it `MADE_UP`.
    """
    conn.execute(delete(CALENDAR).where(CALENDAR.c.day == day))


def days(conn: Connection, first: date, last: date) -> tuple[frozenset[date], frozenset[date]]:
    """Return the days off and the days made up between two days, both included."""
    listed = listed_days(conn, first, last)
    off = frozenset(d.day for d in listed if d.kind is DayKind.OFF)
    return off, frozenset(d.day for d in listed if d.kind is DayKind.MADE_UP)


def listed_days(conn: Connection, first: date, last: date) -> list[CalendarDay]:
    """Return the calendar's lines between two days, both included, in order."""
    found = conn.execute(_BETWEEN, {"first": first, "last": last})
    return [CalendarDay(r.day, DayKind(r.kind), r.note, r.source) for r in found]


def _public(years: list[int]) -> Iterator[CalendarDay]:
    if not years:
        return
    public = holidays.country_holidays("VN", years=years, language="vi")
    for day, note in sorted(public.items()):
        yield CalendarDay(day, DayKind.OFF, note, SEED)
    for day in sorted(d for d in public.weekend_workdays if d.year in years):
        yield CalendarDay(day, DayKind.MADE_UP, "", SEED)


def _insert(conn: Connection, day: CalendarDay) -> None:
    conn.execute(
        insert(CALENDAR).values(day=day.day, kind=day.kind, note=day.note, source=day.source)
    )


_BETWEEN = (
    select(CALENDAR)
    .where(CALENDAR.c.day.between(bindparam("first"), bindparam("last")))
    .order_by(CALENDAR.c.day)
)
