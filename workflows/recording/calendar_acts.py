"""Acts on the calendar of offices: a day set, a day removed, a year seeded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from storage.registers import calendar
from workflows.domain.calendar_rules import (
    REACH,
    DayChange,
    DayKind,
    check_change,
    check_year,
    keeper_post,
)
from workflows.domain.deadlines import VIETNAM, Calendar
from workflows.domain.register_errors import NothingNewError
from workflows.recording.register_acts import Moment, Written, checked_line, organisation
from workflows.recording.standing import people_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

CALENDAR_ACTS = ("calendar_set", "calendar_removed", "calendar_seeded")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SetDay:
    """Make a day off or made up; `name` is what it is called, `seen` what it was."""

    day: date
    kind: DayKind
    name: str
    reason: str
    seen: DayKind | None = None

    def write(self, moment: Moment) -> Written:
        """Set the day, in place of what it was seen to be."""
        name = checked_line(self.name)
        post_id = keeper(moment.conn, moment.by.person_id, moment.at)
        _check(moment, DayChange(self.day, self.kind, self.seen))
        kind = calendar.DayKind(self.kind)
        calendar.add_day(moment.conn, self.day, kind, name)
        return Written("calendar_set", post_id, _details(self.day, self.kind))


@dataclass(frozen=True, slots=True)
class RemoveDay:
    """Make a day what its weekday says again."""

    day: date
    reason: str
    seen: DayKind | None = None

    def write(self, moment: Moment) -> Written:
        """Remove the line of this day."""
        post_id = keeper(moment.conn, moment.by.person_id, moment.at)
        _check(moment, DayChange(self.day, None, self.seen))
        calendar.remove_day(moment.conn, self.day)
        return Written("calendar_removed", post_id, _details(self.day, self.seen))


@dataclass(frozen=True, slots=True)
class SeedYear:
    """Add what the library knows of a year, where nothing is set by hand."""

    year: int
    reason: None = None

    def write(self, moment: Moment) -> Written:
        """Add the year's public holidays and swapped days."""
        post_id = keeper(moment.conn, moment.by.person_id, moment.at)
        check_year(self.year, moment.at.astimezone(VIETNAM).date())
        new = calendar.new_holidays(moment.conn, [self.year])
        if not new:
            raise NothingNewError(str(self.year))
        calendar.add_holidays(moment.conn, new)
        days = [_details(one.day, DayKind(one.kind)) for one in new]
        return Written("calendar_seeded", post_id, {"year": self.year, "days": days})


def keeper(conn: Connection, person_id: str, at: datetime) -> str:
    """Return by which post somebody keeps the calendar now.

    Raises:
        NoRightError: by none.
        AbsentError: he is away.
    """
    return keeper_post(person_id, at, organisation(conn, people_of(conn, [person_id])))


def _check(moment: Moment, change: DayChange) -> None:
    first, last = change.day - REACH - ONE_DAY, change.day + REACH + ONE_DAY
    around = Calendar(*calendar.days(moment.conn, first, last))
    check_change(change, moment.at.astimezone(VIETNAM).date(), around)


def _details(day: date, kind: DayKind | None) -> dict[str, str]:
    return {"day": day.isoformat(), "kind": kind.value if kind else ""}
