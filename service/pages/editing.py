"""Soạn thảo: the whole content as one plain form; saving makes a new version of the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from doc_templates.errors import PaperError
from service.commitments.contents import in_kind_of
from service.gateway import RefusedError
from service.labels import explain
from service.pages import asked_form, errors, offered, own_commitments
from service.pages.asking import actor
from service.pages.document import note_view, said_by_paragraph
from service.pages.forms.registry import editor_of
from service.pages.forms.remarks import remarks_on
from service.pages.opened import Opened, content_of, open_document
from service.pages.sources import refuse_secret_content
from service.problems import status_of
from service.services import services
from workflows.domain.lifecycle import Act

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
    content = content_of(opened.row.content)
    other_id = request.args.get("tu", "")
    if not other_id:
        return _form(opened, content)
    return _form(opened, in_kind_of(_own_other(opened, other_id), content), copied=True)


@bp.post("/van-ban/<document_id>/soan")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def save(document_id: str) -> ResponseReturnValue:
    """Save what was written; what is refused stays in the form."""
    opened = open_document(document_id)
    target = asked_form.target(document_id)
    editor = editor_of(opened.doc.kind)
    content = editor.content_from(request.form, content_of(opened.row.content))
    try:
        refuse_secret_content(content)
        services().gateway.save(actor(), target, content)
    except (RefusedError, PaperError) as refusal:
        return _form(opened, content, refusal), status_of(refusal.code)
    flash(Act.SAVE)
    return redirect(url_for("document.page", document_id=document_id), 303)


def _own_other(opened: Opened, other_id: str) -> dict[str, Any]:
    """Return the content of the other commitment that this very person made for this year.

    Raises:
        RefusedError: `http.not_found`, for anything else.
    """
    other = own_commitments.other_of(opened)
    if other is None or other.document_id != other_id:
        raise RefusedError("http.not_found")
    source = open_document(other_id)
    note_view(source)
    return content_of(source.row.content)


def _form(
    opened: Opened,
    content: dict[str, Any],
    refusal: RefusedError | PaperError | None = None,
    *,
    copied: bool = False,
) -> str:
    doc = opened.doc
    editor = editor_of(doc.kind)
    return render_template(
        "edit.html",
        o=opened,
        doc=doc,
        editor=editor,
        form=editor.form_of(content),
        remarks=remarks_on(content, doc.kind, doc.the_route),
        said=said_by_paragraph(opened.comments),
        before=own_commitments.year_before(opened),
        other=None if copied else own_commitments.other_of(opened),
        copied=copied,
        problem=explain(refusal.code) if refusal else None,
        places=errors.texts(errors.details_of(refusal), "places") if refusal else (),
        act_id=services().new_id(),
    )
