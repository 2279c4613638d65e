"""Who keeps the calendar of offices, and which changes of it make sense. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from workflows.domain.deadlines import LONGEST_HOLIDAY, SATURDAY, Calendar
from workflows.domain.errors import NoRightError
from workflows.domain.lending import AGENCY
from workflows.domain.people import Role
from workflows.domain.register_errors import (
    DayNotSetError,
    DayPastError,
    DayTooFarError,
    NothingLeftError,
    OrdinaryDayError,
    TwoKindsError,
)
from workflows.domain.rights import refuse_absent

if TYPE_CHECKING:
    from workflows.domain.lending import Organisation

KEEPERS = frozenset({Role.ADMIN, Role.OFFICE})
YEARS_AHEAD = 5
ONE_DAY = timedelta(days=1)
REACH = timedelta(days=LONGEST_HOLIDAY)  # how far around a day the calendar must be known


class DayKind(StrEnum):
    """How a day differs from its weekday; a day has one kind or none."""

    OFF = "off"
    MADE_UP = "made_up"


@dataclass(frozen=True, slots=True)
class DayChange:
    """What a day is to become (None: what its weekday says), and what it was seen to be."""

    day: date
    kind: DayKind | None
    seen: DayKind | None = None


def keeper_post(asker_id: str, at: datetime, org: Organisation) -> str:
    """Return the post by which somebody keeps the calendar: of an agency without a superior.

    Raises:
        NoRightError: by none.
        AbsentError: he is away.
    """
    for own in org.held_at(at):
        unit = org.unit(own.unit_id)
        is_top = unit.kind == AGENCY and not unit.parent_id
        if own.person_id == asker_id and own.role in KEEPERS and is_top:
            refuse_absent(asker_id, at, org.people)
            return own.post_id
    raise NoRightError("calendar")


def check_change(change: DayChange, today: date, calendar: Calendar) -> None:
    """Refuse a change that makes no sense.

    Args:
        change: what is asked for.
        today: in Vietnam.
        calendar: `REACH` around the day, as it is.

    Raises:
        DomainError: says what is wrong with it.
    """
    day, now = change.day, kind_at(change.day, calendar)
    if day < today:
        raise DayPastError(day.isoformat())
    check_year(day.year, today)
    if change.kind is now is None:
        raise DayNotSetError(day.isoformat())
    if now is not change.seen:
        raise TwoKindsError(day.isoformat())
    if change.kind is DayKind.MADE_UP and now is None and day.weekday() < SATURDAY:
        raise OrdinaryDayError(day.isoformat())
    if _days_without_work(day, _changed(calendar, change)) >= LONGEST_HOLIDAY:
        raise NothingLeftError(day.isoformat())


def check_year(year: int, today: date) -> None:
    """Refuse a year that is over, or further ahead than anybody plans.

    Raises:
        DayPastError, DayTooFarError: see above.
    """
    if year < today.year:
        raise DayPastError(str(year))
    if year > today.year + YEARS_AHEAD:
        raise DayTooFarError(str(year))


def kind_at(day: date, calendar: Calendar) -> DayKind | None:
    """Return what the calendar says of a day."""
    if day in calendar.made_up:
        return DayKind.MADE_UP
    return DayKind.OFF if day in calendar.days_off else None


def _changed(calendar: Calendar, change: DayChange) -> Calendar:
    one = frozenset({change.day})
    off = one if change.kind is DayKind.OFF else frozenset[date]()
    made_up = one if change.kind is DayKind.MADE_UP else frozenset[date]()
    return Calendar(calendar.days_off - one | off, calendar.made_up - one | made_up)


def _days_without_work(day: date, calendar: Calendar) -> int:
    """Count the days without work in a row around a day, up to the longest that may be."""
    if calendar.is_working(day):
        return 0
    before, after = (_stretch(day, step, calendar) for step in (-ONE_DAY, ONE_DAY))
    return before + 1 + after


def _stretch(day: date, step: timedelta, calendar: Calendar) -> int:
    count = 0
    while count < LONGEST_HOLIDAY and not calendar.is_working(day + (count + 1) * step):
        count += 1
    return count
