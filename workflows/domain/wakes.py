"""When a waiting document wakes by itself, and for which act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.domain.deadlines import spread
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from workflows.domain.document import Document

_ENDS_BY_ITSELF = {State.COMMENTING: Act.CLOSE_ROUND, State.IN_FORCE: Act.CLOSE}


@dataclass(frozen=True, slots=True)
class Wake:
    """An instant (RFC 3339) and the workflow's own act that is due then."""

    at: str
    act: Act


def next_wake(doc: Document, *, escalates: bool = True) -> Wake | None:
    """Return the earliest of reminder, deadline and expiry of a prepared signature.

    Args:
        doc: as it is now.
        escalates: False for runs that began before deadlines were escalated.
    """
    if doc.is_final:
        return None
    wakes = [*_deadlines(doc, escalates=escalates)]
    paper = doc.paper
    if paper is not None and paper.item is not None and paper.cms is None:
        wakes.append(Wake(paper.item.expires_at, Act.PREPARED_EXPIRED))
    return min(wakes, key=lambda wake: datetime.fromisoformat(wake.at), default=None)


def _deadlines(doc: Document, *, escalates: bool) -> list[Wake]:
    wakes = []
    if doc.remind_at and not doc.is_reminded:
        wakes.append(Wake(doc.remind_at, Act.REMIND))
    if not doc.deadline:
        return wakes
    end = _ENDS_BY_ITSELF.get(doc.state) if doc.campaign is None else None
    if end is not None:
        wakes.append(Wake(doc.deadline, end))
    elif escalates and doc.is_reminded and not doc.is_escalated:
        late = datetime.fromisoformat(doc.deadline) + spread(doc.document_id)
        wakes.append(Wake(late.isoformat(), Act.ESCALATE))
    return wakes
