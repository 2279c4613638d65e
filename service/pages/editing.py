"""Soạn thảo: the whole content as one plain form; saving makes a new version of the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from doc_templates.errors import PaperError
from service.gateway import RefusedError
from service.labels import explain
from service.pages import asked_form, errors, offered
from service.pages.asking import actor
from service.pages.content_form import content_from, form_of
from service.pages.document import note_view, said_by_paragraph
from service.pages.opened import Opened, content_of, open_document
from service.pages.sources import refuse_secret_content
from service.problems import status_of
from service.services import services
from workflows.domain.plan import Act

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("editing", __name__)


@bp.get("/van-ban/<document_id>/soan")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page(document_id: str) -> ResponseReturnValue:
    """Show the content in a form, to whom the draft belongs and while it may be changed."""
    opened = open_document(document_id)
    if not any(offer.act == Act.SAVE for offer in offered.offers(opened.asking)):
        is_own = opened.doc.drafter_id == opened.me.person_id
        raise RefusedError("doc.wrong_state" if is_own else "right.none")
    note_view(opened)
    return _form(opened, content_of(opened.row.content))


@bp.post("/van-ban/<document_id>/soan")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def save(document_id: str) -> ResponseReturnValue:
    """Save what was written; what is refused stays in the form."""
    opened = open_document(document_id)
    target = asked_form.target(document_id)
    content = content_from(request.form, content_of(opened.row.content))
    try:
        refuse_secret_content(content)
        services().gateway.save(actor(), target, content)
    except (RefusedError, PaperError) as refusal:
        return _form(opened, content, refusal), status_of(refusal.code)
    flash(Act.SAVE)
    return redirect(url_for("document.page", document_id=document_id), 303)


def _form(
    opened: Opened, content: dict[str, Any], refusal: RefusedError | PaperError | None = None
) -> str:
    return render_template(
        "edit.html",
        o=opened,
        doc=opened.doc,
        form=form_of(content),
        said=said_by_paragraph(opened.comments),
        problem=explain(refusal.code) if refusal else None,
        places=errors.texts(errors.details_of(refusal), "places") if refusal else (),
        act_id=services().new_id(),
    )
