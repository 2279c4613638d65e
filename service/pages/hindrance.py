"""Why the system's own work on documents does not go on, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.labels import Explained, explain
from service.services import services
from storage.readmodel import queries
from storage.readmodel.incidents import codes_of, hindering
from workflows.contracts.codec import document_from
from workflows.domain.lifecycle import Act
from workflows.domain.work import next_work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from service.pages.opened import Opened
    from storage.readmodel.incidents import Incident
    from storage.readmodel.shapes import DocumentRow, Event
    from workflows.domain.document import Document
    from workflows.domain.work import Work


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What is waited for, or what somebody must mend; `incident` is its id for the operator."""

    explained: Explained
    since: datetime | None
    incident: str


def hindrance_of(opened: Opened, work: Work | None) -> Hindrance | None:
    """Return what holds the document up: it is stuck, or its work has failed and is tried again."""
    doc = opened.doc
    if doc.stuck:
        stuck = [event.at for event in opened.events if event.act == Act.STUCK]
        return Hindrance(explain(doc.stuck), stuck[-1] if stuck else None, doc.incident)
    if work is None:
        return None
    with services().database.reading() as conn:
        found = _failure(conn, doc, work, opened.events)
    return None if found is None else Hindrance(explain(found.code), found.at, found.incident_id)


def waiting_of(conn: Connection, rows: Iterable[DocumentRow]) -> dict[str, Explained]:
    """Return, by id, what the system's own work on documents of a list waits for."""
    each = {row.document_id: row for row in rows}
    told = {key: row.stuck for key, row in each.items() if row.stuck}
    for key in codes_of(conn, each.keys() - told.keys()):
        doc = document_from(each[key].after)
        work = next_work(doc)
        found = _failure(conn, doc, work, queries.history(conn, key)) if work else None
        told |= {key: found.code} if found else {}
    return {key: explain(code) for key, code in told.items()}


def _failure(
    conn: Connection, doc: Document, work: Work, events: Iterable[Event]
) -> Incident | None:
    """Return why a piece of work is not done, if it failed since it began."""
    begun = [event.at for event in events if event.version == doc.moved_version]
    return hindering(conn, doc.document_id, work, begun[-1]) if begun else None
