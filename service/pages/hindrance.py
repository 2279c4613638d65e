"""Why the system's own work on a document does not go on, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.labels import Explained, explain
from service.services import services
from storage.readmodel.incidents import hindering
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from service.pages.opened import Opened
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
    begun = [event.at for event in opened.events if event.version == doc.moved_version]
    if work is None or not begun:
        return None
    with services().database.reading() as conn:
        found = hindering(conn, doc.document_id, work, begun[-1])
    return None if found is None else Hindrance(explain(found.code), found.at, found.incident_id)
