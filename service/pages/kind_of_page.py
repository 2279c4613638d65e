"""What the dossier's page shows of one kind and not of another: its paper, links, who keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.commitments.contents import ADDENDUM_OF
from service.knowing import viewer_of
from service.pages.forms.registry import EDITORS
from service.pages.forms.remarks import NO_REMARKS, Remarks, remarks_on
from service.services import services
from storage.readmodel import queries
from storage.readmodel.shapes import Filters
from workflows.domain.kinds import ADDED_TO, COMMITMENTS
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from service.pages.opened import Opened
    from storage.readmodel.shapes import DocumentRow

NUMBERED, COMMITMENT = "_paper_numbered.html", "_paper_commitment.html"
DISCUSSED = frozenset({State.DRAFTING, State.COMMENTING, State.RECONCILING})
KEPT = frozenset({State.REGISTERED, State.IN_FORCE, State.CLOSED, State.ARCHIVED})


def shown_by_kind(opened: Opened, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template asks about the kind."""
    doc = opened.doc
    is_commitment = doc.kind in COMMITMENTS
    return {
        "is_commitment": is_commitment,
        "paper_template": COMMITMENT if is_commitment else NUMBERED,
        "is_kept": is_commitment and doc.state in KEPT and bool(doc.custodian_id),
        "takes_addenda": doc.kind in ADDENDUM_OF and doc.state in ADDED_TO,
        "related": _related(opened),
        "remarks": _remarks(opened, content),
    }


def _remarks(opened: Opened, content: Mapping[str, Any]) -> Remarks:
    """What to think over is shown while it can still be changed, to all who discuss it."""
    doc = opened.doc
    if doc.state not in DISCUSSED or doc.kind not in EDITORS:
        return NO_REMARKS
    return remarks_on(content, doc.kind, doc.the_route)


def _related(opened: Opened) -> list[tuple[str, DocumentRow]]:
    """Return the documents this one is linked with, as far as this person may know of them."""
    with services().database.reading() as conn:
        return list(_links(conn, opened))


def _links(conn: Connection, opened: Opened) -> Iterator[tuple[str, DocumentRow]]:
    doc, viewer = opened.doc, viewer_of(opened.me)
    known = {
        "serves": doc.serves_id, "supplements": doc.supplements_id, "campaign": doc.campaign_id,
    }  # fmt: skip
    for name, linked in known.items():
        row = queries.visible_document(conn, viewer, linked) if linked else None
        if row is not None:
            yield name, row
    if doc.kind in ADDENDUM_OF:
        added = Filters(supplements_id=doc.document_id)
        for row in queries.documents_list(conn, viewer, added).documents:
            yield "addendum", row
