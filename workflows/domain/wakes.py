"""When a waiting document wakes by itself, and for which act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.domain.plan import FINAL, Act, State

if TYPE_CHECKING:
    from workflows.domain.document import Document


@dataclass(frozen=True, slots=True)
class Wake:
    """An instant (RFC 3339) and the workflow's own act that is due then."""

    at: str
    act: Act


def next_wake(doc: Document) -> Wake | None:
    """Return the earliest of reminder, end of the round and expiry of a prepared signature."""
    if doc.state in FINAL:
        return None
    wakes = []
    if doc.remind_at and not doc.is_reminded:
        wakes.append(Wake(doc.remind_at, Act.REMIND))
    if doc.state is State.COMMENTING and doc.deadline:
        wakes.append(Wake(doc.deadline, Act.CLOSE_ROUND))
    paper = doc.paper
    if paper is not None and paper.item is not None and paper.cms is None:
        wakes.append(Wake(paper.item.expires_at, Act.PREPARED_EXPIRED))
    return min(wakes, key=lambda wake: datetime.fromisoformat(wake.at), default=None)
