"""Soạn mới: a file or pasted text is read, its doubts are shown beside the form, then created.

Between the two steps nothing is kept on the server: the source travels in the form and is read
again, so that a refused paper never touches a disk.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from doc_templates import catalog
from doc_templates.errors import PaperError, SourceEmptyError
from doc_templates.read.plan import read_plan
from service.gateway import RefusedError, Target
from service.labels import explain
from service.pages import errors
from service.pages.asked_form import LONGEST_ID
from service.pages.asking import actor, me
from service.pages.content_form import content_from, form_of
from service.pages.placing import Choices, choices, chosen, issuer_of
from service.pages.sources import as_text, refuse_secret_content
from service.problems import status_of
from service.services import services
from workflows.domain.kinds import PLAN
from workflows.domain.plan import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from doc_templates.read.model import ImportWarning as Doubt

bp = Blueprint("drafts", __name__)

Refusal = RefusedError | PaperError


@bp.get("/du-thao/moi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def begin() -> ResponseReturnValue:
    """Ask for a file or a text."""
    offered = _choices()
    if not offered.placings:
        return errors.problem_page("draft.no_unit")
    return render_template("draft_begin.html", problem=None)


@bp.post("/du-thao/moi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def read() -> ResponseReturnValue:
    """Read what was handed in and show it in the form."""
    try:
        if request.form.get("step") == "blank":
            return _form(b"", blank_content(), ())
        source = _handed_in()
        plan = read_plan(as_text(source))
    except PaperError as refusal:
        page = render_template("draft_begin.html", problem=explain(refusal.code))
        return page, status_of(refusal.code)
    return _form(source, plan.content, plan.warnings)


@bp.post("/du-thao/moi/tao")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def create() -> ResponseReturnValue:
    """Create the document from the form."""
    source = _carried()
    old = read_plan(as_text(source)).content if source else blank_content()
    content = content_from(request.form, old)
    try:
        document_id = _create(content, source)
    except (RefusedError, PaperError) as refusal:
        return _form(source, content, (), refusal), status_of(refusal.code)
    flash(Act.CREATE)
    return redirect(url_for("document.page", document_id=document_id), 303)


def blank_content() -> dict[str, Any]:
    """Return the content of a plan before anything is written."""
    return {
        "kind": PLAN.kind_id,
        "template": catalog.current(PLAN.kind_id).name,
        "issuer": {"superior": "", "name": "", "code": ""},
        "place": "",
        "title": "",
        "bases": [],
        "sections": [],
        "contents": [],
        "recipients": [],
        "archive": "",
        "signer": {"prefix": "", "position": "", "name": ""},
        "deadlines": [],
    }


def _create(content: dict[str, Any], source: bytes) -> str:
    placing, new = chosen(request.form, _choices())
    content["issuer"] = issuer_of(placing.issuer)
    content["place"] = content["place"] or placing.issuer.place
    refuse_secret_content(content)
    act_id = request.form.get("act_id", "")
    if not 0 < len(act_id) <= LONGEST_ID:
        raise RefusedError("http.bad_request")
    target = Target("", act_id)  # the gateway derives the document's id from the act's
    receipt = services().gateway.create(actor(), target, new, content, source)
    return receipt.document_id


def _choices() -> Choices:
    now = services().clock()
    with services().database.reading() as conn:
        return choices(conn, me(conn, now), now)


def _handed_in() -> bytes:
    """Return the file, else the pasted text."""
    file = request.files.get("file")
    body = file.read() if file is not None and file.filename else b""
    pasted = request.form.get("text", "").encode()
    if not body and not pasted.strip():
        raise SourceEmptyError
    return body or pasted


def _carried() -> bytes:
    """Return the source that the form carries from the first step."""
    try:
        return base64.b64decode(request.form.get("source", ""), validate=True)
    except ValueError as broken:  # no base64, or no ASCII
        raise RefusedError("http.bad_request") from broken


def _form(
    source: bytes,
    content: dict[str, Any],
    warnings: Sequence[Doubt],
    refusal: Refusal | None = None,
) -> str:
    again = request.form if refusal is not None else {}
    return render_template(
        "draft_form.html",
        form=form_of(content),
        warnings=[(w, explain(w.code)) for w in warnings],
        source=base64.b64encode(source).decode(),
        choices=_choices(),
        again=again,
        problem=explain(refusal.code) if refusal else None,
        places=errors.texts(errors.details_of(refusal), "places") if refusal else (),
        act_id=again.get("act_id") or services().new_id(),
    )
