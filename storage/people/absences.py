"""Who was away when: noted by somebody, ended early at most, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from storage.people.tables import ABSENCES, DELEGATIONS, HOLDINGS, POSTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row, Select


@dataclass(frozen=True, slots=True)
class Absence:
    """One person's absence; `until` is not included, and `act_id` is the act that noted it."""

    absence_id: str
    person_id: str
    since: datetime
    until: datetime
    noted_by: str
    act_id: str


def add_absence(conn: Connection, absence: Absence) -> None:
    """Note an absence."""
    conn.execute(
        insert(ABSENCES).values(
            id=absence.absence_id, person_id=absence.person_id, since=absence.since,
            until=absence.until, noted_by=absence.noted_by, act_id=absence.act_id,
        )
    )  # fmt: skip


def end_absence(conn: Connection, absence_id: str, until: datetime) -> None:
    """End an absence early; it never grows longer, and one that has not begun never holds."""
    mine = update(ABSENCES).where(ABSENCES.c.id == absence_id, ABSENCES.c.until > until)
    conn.execute(mine.where(ABSENCES.c.since <= until).values(until=until))
    conn.execute(mine.where(ABSENCES.c.since > until).values(until=ABSENCES.c.since))


def absence(conn: Connection, absence_id: str) -> Absence | None:
    """Return an absence by id."""
    row = conn.execute(select(ABSENCES).where(ABSENCES.c.id == absence_id)).first()
    return _absence(row) if row else None


def absences_of(conn: Connection, person_id: str) -> list[Absence]:
    """Return all absences of somebody, in order of time."""
    return _absences(conn, _OF, person_id=person_id)


def absences_in(conn: Connection, unit_ids: Collection[str], at: datetime) -> list[Absence]:
    """Return who is away at that instant of those who act for these units.

    That is everybody who holds or ever held a post there, a drafter who left too, or was lent one.
    """
    return _absences(conn, _AWAY_IN, at=at, unit_ids=list(unit_ids))


def absences_after(conn: Connection, at: datetime) -> list[Absence]:
    """Return every absence that still runs or is yet to come, in order of time."""
    return _absences(conn, _AFTER, at=at)


def _absences(conn: Connection, statement: Select[Any], **values: object) -> list[Absence]:
    return [_absence(row) for row in conn.execute(statement, values)]


def _absence(row: Row[Any]) -> Absence:
    return Absence(row.id, row.person_id, row.since, row.until, row.noted_by, row.act_id)


def _away_in() -> Select[Any]:
    here = select(POSTS.c.id).where(POSTS.c.unit_id.in_(bindparam("unit_ids", expanding=True)))
    holders = select(HOLDINGS.c.person_id).where(HOLDINGS.c.post_id.in_(here))
    lent = select(DELEGATIONS.c.person_id).where(DELEGATIONS.c.post_id.in_(here))
    person = ABSENCES.c.person_id
    concerned = or_(person.in_(holders), person.in_(lent))
    return _AFTER.where(ABSENCES.c.since <= bindparam("at"), concerned)


# Every act asks who is away; putting the question together takes longer than the answer.
_ALL = select(ABSENCES).order_by(ABSENCES.c.since, ABSENCES.c.id)
_OF = _ALL.where(ABSENCES.c.person_id == bindparam("person_id"))
_AFTER = _ALL.where(ABSENCES.c.until > bindparam("at"))
_AWAY_IN = _away_in()
