"""Bản bổ sung: more "làm theo" contents for a commitment that is registered already (R-043)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from doc_templates.errors import PaperError
from service.commitments.beginning import Asked, beginning
from service.commitments.contents import ADDENDUM_OF, Served
from service.gateway import RefusedError, Target
from service.labels import explain, label_of
from service.pages import asked_form, errors
from service.pages.asking import actor
from service.pages.document import note_view
from service.pages.forms import commitment as commitment_form
from service.pages.forms.remarks import NO_REMARKS
from service.pages.opened import Opened, content_of, open_document
from service.pages.sources import refuse_secret_content
from service.pages.timing import local_day
from service.problems import status_of
from service.services import services
from storage.instants import from_text
from workflows.domain.kinds import ADDED_TO
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from service.commitments.placing import Placing

bp = Blueprint("commitment_addendum", __name__)

Refusal = RefusedError | PaperError


@bp.get("/cam-ket/<document_id>/bo-sung")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def begin(document_id: str) -> ResponseReturnValue:
    """Show the form of an addendum to one's own commitment."""
    opened = _own(document_id)
    note_view(opened)
    return _form(opened, _begun(opened, _placing(opened)))


@bp.post("/cam-ket/<document_id>/bo-sung")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def create(document_id: str) -> ResponseReturnValue:
    """Create the addendum; what is refused stays in the form."""
    opened = _own(document_id)
    placing = _placing(opened)
    content = commitment_form.content_from(request.form, _begun(opened, placing))
    doc = opened.doc
    new = placing.new(
        doc.period, kind=ADDENDUM_OF[doc.kind], supplements_id=document_id,
        serves_id=doc.serves_id, campaign_id=doc.campaign_id,
    )  # fmt: skip
    try:
        refuse_secret_content(content)
        target = Target("", asked_form.act_id())
        made = services().gateway.create(actor(), target, new, content)
    except (RefusedError, PaperError) as refusal:
        return _form(opened, content, refusal), status_of(refusal.code)
    flash(label_of("done", Act.CREATE, new.kind))
    return redirect(url_for("document.page", document_id=made.document_id), 303)


def _own(document_id: str) -> Opened:
    """Open a commitment that this very person can add to.

    Raises:
        RefusedError: `http.not_found`, `right.none`, `commitment.not_registered`.
    """
    opened = open_document(document_id)
    if opened.doc.drafter_id != opened.me.person_id:
        raise RefusedError("right.none")
    if opened.doc.kind not in ADDENDUM_OF or opened.doc.state not in ADDED_TO:
        raise RefusedError("commitment.not_registered")
    return opened


def _placing(opened: Opened) -> Placing:
    """Return the place of the commitment, which must still be one of his.

    Raises:
        RefusedError: `commitment.not_in_circle`.
    """
    doc = opened.doc
    asked = Asked(doc.drafter_id, doc.period)
    with services().database.reading() as conn:
        placings = beginning(conn, services().blobs, asked, opened.at).placings
    same = (p for p in placings if (p.kind, p.circle.unit_id) == (doc.kind, doc.circle_id))
    found = next(same, None)
    if found is None:
        raise RefusedError("commitment.not_in_circle")
    return found


def _begun(opened: Opened, placing: Placing) -> dict[str, Any]:
    doc, content = opened.doc, content_of(opened.row.content)
    serves: Any = content["serves"]
    plan = (
        Served(doc.serves_id, serves["number"], serves["date"], serves["title"]) if serves else None
    )
    with services().database.reading() as conn:
        asked = Asked(doc.drafter_id, doc.period)
        begun = beginning(conn, services().blobs, asked, opened.at, plan)
    addendum = begun.addendum(placing, content, _registered(opened))
    known = content["person"]
    addendum["person"] = {name: known[name] for name in addendum["person"]}
    return addendum


def _registered(opened: Opened) -> date | None:
    """Return the day on which it was confirmed."""
    made = opened.doc.main.signatures if opened.doc.main else ()
    return local_day(from_text(made[-1].at)) if made else None


def _form(opened: Opened, content: dict[str, Any], refusal: Refusal | None = None) -> str:
    return render_template(
        "commitment_addendum.html",
        o=opened,
        form=commitment_form.form_of(content),
        remarks=NO_REMARKS,
        problem=explain(refusal.code) if refusal else None,
        places=errors.texts(errors.details_of(refusal), "places") if refusal else (),
        act_id=services().new_id(),
    )
