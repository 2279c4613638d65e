"""What one person's commitments have to do with each other; nobody else is ever told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.commitments.beginning import Asked, commitments_of
from service.commitments.contents import ADDENDUM_OF
from service.pages.opened import content_of
from service.services import services
from workflows.domain.kinds import ADDENDA, COMMITMENTS

if TYPE_CHECKING:
    from service.pages.opened import Opened
    from storage.readmodel.shapes import DocumentRow


def other_of(opened: Opened) -> DocumentRow | None:
    """Return the other full commitment of this year, for the one whose both are (R-049)."""
    doc = opened.doc
    if doc.kind not in ADDENDUM_OF or doc.drafter_id != opened.me.person_id:
        return None
    mine = _of_year(doc.drafter_id, doc.period)
    return next((row for row in mine if row.kind in ADDENDUM_OF and row.kind != doc.kind), None)


def year_before(opened: Opened) -> dict[str, Any] | None:
    """Return what the person who writes committed himself to in this kind the year before."""
    doc = opened.doc
    if doc.kind not in COMMITMENTS - ADDENDA or doc.drafter_id != opened.me.person_id:
        return None
    last = _of_year(doc.drafter_id, doc.period - 1)
    found = next((row for row in last if row.kind == doc.kind), None)
    return content_of(found.content) if found is not None else None


def _of_year(person_id: str, year: int) -> tuple[DocumentRow, ...]:
    with services().database.reading() as conn:
        return commitments_of(conn, Asked(person_id, year))
