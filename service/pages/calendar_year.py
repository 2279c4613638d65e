"""A year as tables of months: which days are off, made up, and what each is called. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflows.domain.deadlines import SATURDAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.registers.calendar import CalendarDay

MONTHS = range(1, 13)
WEEKDAYS = range(7)
_MONDAY_FIRST = calendar.Calendar(calendar.MONDAY)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month's table; `kind` is off, made_up, weekend or ""."""

    day: date
    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One month; None stands where a week belongs to the neighbouring month."""

    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]
    working_days: int


def months_of(year: int, listed: Iterable[CalendarDay]) -> tuple[Month, ...]:
    """Return the twelve months of a year.

    Args:
        year: of the calendar that is shown.
        listed: the calendar's lines of that year.
    """
    known = {line.day: line for line in listed}
    return tuple(_month(year, number, known) for number in MONTHS)


def _month(year: int, number: int, known: dict[date, CalendarDay]) -> Month:
    weeks = tuple(
        tuple(_cell(day, known) if day.month == number else None for day in week)
        for week in _MONDAY_FIRST.monthdatescalendar(year, number)
    )
    cells = [cell for week in weeks for cell in week if cell is not None]
    return Month(number, weeks, sum(cell.kind in {"", "made_up"} for cell in cells))


def _cell(day: date, known: dict[date, CalendarDay]) -> Cell:
    line = known.get(day)
    if line is not None:
        return Cell(day, line.kind.value, line.note)
    return Cell(day, "weekend" if day.weekday() >= SATURDAY else "")
