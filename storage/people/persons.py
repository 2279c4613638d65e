"""People and their names, which stand nowhere else, so that a law can have them erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from storage.people.tables import (
    ACCOUNTS,
    IMAGES,
    PEOPLE,
    RECOVERY_CODES,
    SECOND_FACTORS,
    TEMPORARY_PASSWORDS,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row

CHUNK = 500  # ids in one statement
_ERASED = (RECOVERY_CODES, SECOND_FACTORS, TEMPORARY_PASSWORDS, ACCOUNTS, IMAGES)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; without a name once erased."""

    person_id: str
    full_name: str
    email: str = ""
    erased_at: datetime | None = None


def add_person(conn: Connection, person: Person) -> None:
    """Add somebody."""
    conn.execute(
        insert(PEOPLE).values(
            id=person.person_id, full_name=person.full_name, email=person.email,
            erased_at=person.erased_at,
        )
    )  # fmt: skip


def correct_person(conn: Connection, person_id: str, full_name: str, email: str) -> None:
    """Correct a name or an address; the ledger only knows the id."""
    correct = update(PEOPLE).where(PEOPLE.c.id == person_id, PEOPLE.c.erased_at.is_(None))
    conn.execute(correct.values(full_name=full_name, email=email))


def erase_person(conn: Connection, person_id: str, at: datetime) -> None:
    """Erase what names somebody here: name, address, account and images.

    The id stays, for the ledger's sake, and so do certificates: signed papers need them.
    """
    for table in _ERASED:
        conn.execute(delete(table).where(table.c.person_id == person_id))
    erased = update(PEOPLE).where(PEOPLE.c.id == person_id)
    conn.execute(erased.values(full_name="", email="", erased_at=at))


def person(conn: Connection, person_id: str) -> Person | None:
    """Return somebody by id."""
    row = conn.execute(select(PEOPLE).where(PEOPLE.c.id == person_id)).first()
    return _person(row) if row else None


def people(conn: Connection) -> list[Person]:
    """Return everybody who is not erased, by id."""
    known = select(PEOPLE).where(PEOPLE.c.erased_at.is_(None)).order_by(PEOPLE.c.id)
    return [_person(row) for row in conn.execute(known)]


def names(conn: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the full names of these ids; who is unknown or erased is not in the answer."""
    wanted = sorted(set(ids))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        some = PEOPLE.c.id.in_(wanted[start : start + CHUNK])
        known = select(PEOPLE).where(some, PEOPLE.c.erased_at.is_(None))
        found |= {row.id: row.full_name for row in conn.execute(known)}
    return found


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.full_name, row.email, row.erased_at)
