"""Who has left for good, and which of their certificates are not yet revoked by their issuer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from storage.people.tables import DEPARTURES, REVOCATIONS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row


@dataclass(frozen=True, slots=True)
class Departure:
    """From when somebody is gone, by whose act and why (a word of the revocation list).

    `keys_gone_at` is None until the desk's folder was seen without a key of his.
    """

    person_id: str
    at: datetime
    reason: str
    noted_by: str
    act_id: str
    keys_gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate of somebody who has left; open until `done_at`."""

    sha256: str
    person_id: str
    wanted_at: datetime
    done_at: datetime | None = None
    done_by: str = ""


def add_departure(conn: Connection, departure: Departure) -> None:
    """Note that somebody has left; once."""
    conn.execute(
        insert(DEPARTURES).values(
            person_id=departure.person_id, at=departure.at, reason=departure.reason,
            noted_by=departure.noted_by, act_id=departure.act_id,
        )
    )  # fmt: skip


def departure_of(conn: Connection, person_id: str) -> Departure | None:
    """Return since when somebody is gone."""
    row = conn.execute(select(DEPARTURES).where(DEPARTURES.c.person_id == person_id)).first()
    return _departure(row) if row else None


def with_keys(conn: Connection) -> list[Departure]:
    """Return who has left while the desk may still hold a key of theirs, in order of time."""
    kept = select(DEPARTURES).where(DEPARTURES.c.keys_gone_at.is_(None))
    ordered = kept.order_by(DEPARTURES.c.at, DEPARTURES.c.person_id)
    return [_departure(row) for row in conn.execute(ordered)]


def keys_are_gone(conn: Connection, person_id: str, at: datetime) -> None:
    """Note that the desk holds no key of his any more; the first time counts."""
    mine = DEPARTURES.c.person_id == person_id, DEPARTURES.c.keys_gone_at.is_(None)
    conn.execute(update(DEPARTURES).where(*mine).values(keys_gone_at=at))


def want_revocation(conn: Connection, sha256: str, person_id: str, at: datetime) -> None:
    """Note that whoever issued a certificate is to revoke it."""
    conn.execute(insert(REVOCATIONS).values(sha256=sha256, person_id=person_id, wanted_at=at))


def open_revocations(conn: Connection, person_id: str = "") -> list[Revocation]:
    """Return what is still to be revoked, of one person or of all, the longest wanted first."""
    wanted: list[ColumnElement[bool]] = [REVOCATIONS.c.done_at.is_(None)]
    if person_id:
        wanted.append(REVOCATIONS.c.person_id == person_id)
    ordered = REVOCATIONS.c.wanted_at, REVOCATIONS.c.sha256
    found = conn.execute(select(REVOCATIONS).where(*wanted).order_by(*ordered))
    return [_revocation(row) for row in found]


def revocation_is_done(conn: Connection, sha256: str, by: str, at: datetime) -> bool:
    """Note that it is revoked; say whether that was still open."""
    mine = REVOCATIONS.c.sha256 == sha256, REVOCATIONS.c.done_at.is_(None)
    done = update(REVOCATIONS).where(*mine).values(done_at=at, done_by=by)
    return conn.execute(done).rowcount == 1


def _departure(row: Row[Any]) -> Departure:
    return Departure(row.person_id, row.at, row.reason, row.noted_by, row.act_id, row.keys_gone_at)


def _revocation(row: Row[Any]) -> Revocation:
    return Revocation(row.sha256, row.person_id, row.wanted_at, row.done_at, row.done_by or "")
