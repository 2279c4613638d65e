"""Incidents: what went wrong, with its message and stack, which nothing else may carry.

Not part of the ledger and not rebuilt; workflow histories carry the incident's id alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from storage.readmodel.tables import INCIDENTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class Incident:
    """One failure; the same one again raises `attempts`. `at` is since when it fails like this."""

    incident_id: str
    at: datetime
    code: str
    where: str
    document_id: str = ""
    message: str = ""
    stack: str = ""
    attempts: int = 1
    resolved_at: datetime | None = None


def record_incident(conn: Connection, new: Incident) -> None:
    """Keep an incident; the same id again replaces what it says and opens it anew.

    While it is open and says the same, its time stays that of the first failure.
    """
    mine = INCIDENTS.c.id == new.incident_id
    same = mine, INCIDENTS.c.code == new.code, INCIDENTS.c.resolved_at.is_(None)
    since = conn.execute(select(INCIDENTS.c.at).where(*same)).scalar()
    row = {
        "at": since or new.at, "code": new.code, "location": new.where,
        "document_id": new.document_id, "message": new.message, "stack": new.stack,
        "attempts": new.attempts, "resolved_at": new.resolved_at,
    }  # fmt: skip
    if conn.execute(update(INCIDENTS).where(mine).values(row)).rowcount == 0:
        conn.execute(insert(INCIDENTS).values(row | {"id": new.incident_id}))


def resolve_incident(conn: Connection, incident_id: str, at: datetime) -> None:
    """Say that an incident is over; the first time counts."""
    mine = update(INCIDENTS).where(INCIDENTS.c.id == incident_id)
    conn.execute(mine.where(INCIDENTS.c.resolved_at.is_(None)).values(resolved_at=at))


def incident(conn: Connection, incident_id: str) -> Incident | None:
    """Return an incident by id."""
    row = conn.execute(select(INCIDENTS).where(INCIDENTS.c.id == incident_id)).first()
    return _incident(row) if row else None


def open_incidents(conn: Connection, limit: int = 200) -> list[Incident]:
    """Return incidents that are not resolved, the newest first."""
    unresolved = select(INCIDENTS).where(INCIDENTS.c.resolved_at.is_(None))
    newest = unresolved.order_by(INCIDENTS.c.at.desc(), INCIDENTS.c.id).limit(limit)
    return [_incident(row) for row in conn.execute(newest)]


def codes_of(conn: Connection, document_ids: Collection[str]) -> dict[str, str]:
    """Return the code of the newest unresolved incident of each document that has one."""
    unresolved = INCIDENTS.c.resolved_at.is_(None)
    mine = INCIDENTS.c.document_id.in_(sorted(document_ids)) & unresolved
    asked = select(INCIDENTS.c.document_id, INCIDENTS.c.code).where(mine)
    return {row.document_id: row.code for row in conn.execute(asked.order_by(INCIDENTS.c.at))}


def hindering(conn: Connection, document_id: str, where: str, since: datetime) -> Incident | None:
    """Return what keeps a piece of a document's work from being done, if it failed since then."""
    mine = INCIDENTS.c.document_id == document_id, INCIDENTS.c.location == where
    unresolved = select(INCIDENTS).where(*mine, INCIDENTS.c.resolved_at.is_(None))
    newest = unresolved.where(INCIDENTS.c.at >= since).order_by(INCIDENTS.c.at.desc()).limit(1)
    row = conn.execute(newest).first()
    return _incident(row) if row else None


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        row.id, row.at, row.code, row.location, row.document_id, row.message, row.stack,
        row.attempts, row.resolved_at,
    )  # fmt: skip
