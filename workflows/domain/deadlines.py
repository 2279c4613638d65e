"""Working days: deadlines of human steps, from a calendar given as a value (Asia/Ho_Chi_Minh)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no daylight saving since 1975
DAY_STARTS = time(8, 0)
DAY_ENDS = time(17, 0)
SATURDAY = 5
SPREAD_SECONDS = 25 * 60  # timers due at one instant are spread, so that nobody waits for them
LONGEST_HOLIDAY = 60  # days; a calendar without a working day in that span is a mistake


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and days made up, beside ordinary weekends."""

    days_off: frozenset[date] = field(default_factory=frozenset)
    made_up: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Say whether offices work that day; a made-up Saturday wins over the weekend."""
        if day in self.made_up:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off


class NoWorkingDayError(Exception):
    """The calendar has no working day for two months: it was filled in wrongly."""

    code = "calendar.no_working_day"
    retryable = False


def next_working_day(day: date, calendar: Calendar) -> date:
    """Return the first working day after `day`."""
    for step in range(1, LONGEST_HOLIDAY + 1):
        candidate = day + timedelta(days=step)
        if calendar.is_working(candidate):
            return candidate
    raise NoWorkingDayError(day.isoformat())


def previous_working_day(day: date, calendar: Calendar) -> date:
    """Return the last working day before `day`."""
    for step in range(1, LONGEST_HOLIDAY + 1):
        candidate = day - timedelta(days=step)
        if calendar.is_working(candidate):
            return candidate
    raise NoWorkingDayError(day.isoformat())


def deadline_after(entered: datetime, working_days: int, calendar: Calendar) -> datetime:
    """Return the end of the `working_days`-th working day after the day of `entered`."""
    day = entered.astimezone(VIETNAM).date()
    for _ in range(working_days):
        day = next_working_day(day, calendar)
    return end_of(day)


def reminder_before(
    deadline: datetime, document_id: str, working_days: int = 0, calendar: Calendar | None = None
) -> datetime:
    """Return when to remind: a morning, spread by the document's id.

    Args:
        deadline: what is reminded of.
        document_id: spreads the reminders of many.
        working_days: how many before the last day; 0 is the last day itself.
        calendar: needed where `working_days` is not 0.
    """
    day = deadline.astimezone(VIETNAM).date()
    for _ in range(working_days if calendar else 0):
        day = previous_working_day(day, calendar or Calendar())
    return datetime.combine(day, DAY_STARTS, VIETNAM) + spread(document_id)


def spread(document_id: str) -> timedelta:
    """Return how much later than others this document wakes: 0 to 25 minutes, always the same."""
    digest = hashlib.sha256(document_id.encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:4], "big") % SPREAD_SECONDS)


def last_day(day: date, *, is_inclusive: bool) -> date:
    """Return the last day on which something is in time: "trước ngày X" ends with X-1 (R-072).

    A day is the last whether offices work on it or not; reminders come on working days.
    """
    return day if is_inclusive else day - timedelta(days=1)


def end_of(day: date) -> datetime:
    """Return the end of a day's office hours."""
    return datetime.combine(day, DAY_ENDS, VIETNAM)


def working_days_left(now: datetime, deadline: datetime, calendar: Calendar) -> int:
    """Count the working days after today up to and with the deadline's; negative when past."""
    today, last = now.astimezone(VIETNAM).date(), deadline.astimezone(VIETNAM).date()
    step = 1 if last >= today else -1
    start, end = (today, last) if step > 0 else (last, today)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return step * sum(calendar.is_working(day) for day in days)
