"""Instants and deadlines in the words of an office, in Vietnam's time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from service.labels import label
from storage.registers import calendar
from workflows.domain.deadlines import VIETNAM, Calendar, working_days_left

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """How long there is: `tone` is late, today, soon, fine or none."""

    tone: str
    text: str
    deadline: datetime | None = None


NO_DUE = Due("none", "")
SOON = 1  # working days


def due(now: datetime, deadline: datetime | None, days: Calendar) -> Due:
    """Return how many working days are left, in words."""
    if deadline is None:
        return NO_DUE
    left = working_days_left(now, deadline, days)
    if now > deadline:
        key = "late" if left < 0 else "late_today"
        return Due("late", label("due", key).format(days=-left), deadline)
    if left <= 0:
        return Due("today", label("due", "today"), deadline)
    tone = "soon" if left <= SOON else "fine"
    return Due(tone, label("due", "left").format(days=left), deadline)


def calendar_for(conn: Connection, now: datetime, deadlines: Iterable[datetime | None]) -> Calendar:
    """Return the calendar between now and these deadlines."""
    wanted = [now, *(d for d in deadlines if d is not None)]
    first, last = (local_day(at) for at in (min(wanted), max(wanted)))
    return Calendar(*calendar.days(conn, first - ONE_DAY, last + ONE_DAY))


def local_day(at: datetime) -> date:
    """Return the date in Vietnam."""
    return at.astimezone(VIETNAM).date()


def day_text(at: datetime | date | None) -> str:
    """Write a day as offices do: 05/02/2026."""
    if at is None:
        return ""
    day = local_day(at) if isinstance(at, datetime) else at
    return day.strftime("%d/%m/%Y")


def iso_day_text(day: str) -> str:
    """Write an ISO day as offices do; "" and what is no day stay as they are."""
    try:
        return day_text(date.fromisoformat(day))
    except ValueError:
        return day


def time_text(at: datetime | None) -> str:
    """Write an instant to the minute: 14:05 ngày 05/02/2026."""
    if at is None:
        return ""
    pattern = label("time", "minute")
    return pattern.format(clock=at.astimezone(VIETNAM).strftime("%H:%M"), day=day_text(at))
