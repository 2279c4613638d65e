"""Soạn mới: a plan from a file, pasted text or nothing; a cell's resolution from nothing.

What was handed in is read and its doubts are shown beside the form, then the draft is created.

Between the two steps nothing is kept on the server: the source travels in the form and is read
again, so that a refused paper never touches a disk.
"""

from __future__ import annotations

import base64
from dataclasses import replace
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
from service.pages.campaign_opened import OpenedCampaign, in_campaign, open_campaign
from service.pages.forms.registry import editor_of
from service.pages.forms.remarks import NO_REMARKS
from service.pages.placing import Choices, choices, chosen, chosen_cell, issuer_of
from service.pages.sources import as_text, refuse_secret_content
from service.problems import status_of
from service.services import services
from workflows.domain.kinds import PLAN, RESOLUTION
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue

    from doc_templates.read.model import ImportWarning as Doubt
    from storage.people.units import Unit
    from workflows.domain.orders import NewDocument

bp = Blueprint("drafts", __name__)

Refusal = RefusedError | PaperError


@bp.get("/du-thao/moi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def begin() -> ResponseReturnValue:
    """Ask for a file or a text."""
    offered = _choices()
    if offered.is_empty:
        return errors.problem_page("draft.no_unit")
    return render_template("draft_begin.html", problem=None, choices=offered, dot=_campaign())


@bp.post("/du-thao/moi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def read() -> ResponseReturnValue:
    """Read what was handed in and show it in the form."""
    try:
        if request.form.get("step") == "blank":
            return _form(b"", _blank(), ())
        source = _handed_in()
        plan = read_plan(as_text(source))
    except PaperError as refusal:
        page = render_template(
            "draft_begin.html", problem=explain(refusal.code), choices=_choices(), dot=_campaign()
        )
        return page, status_of(refusal.code)
    return _form(source, plan.content, plan.warnings)


@bp.post("/du-thao/moi/tao")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def create() -> ResponseReturnValue:
    """Create the document from the form."""
    source = _carried()
    old: Mapping[str, Any] = read_plan(as_text(source)).content if source else _blank()
    content = editor_of(old["kind"]).content_from(request.form, old)
    try:
        document_id = _create(content, source)
    except (RefusedError, PaperError) as refusal:
        return _form(source, content, (), refusal), status_of(refusal.code)
    flash(Act.CREATE)
    return redirect(url_for("document.page", document_id=document_id), 303)


def blank_content(kind: str = PLAN.kind_id) -> dict[str, Any]:
    """Return the content of a paper with a number before anything is written."""
    blank: dict[str, Any] = {
        "kind": kind,
        "template": catalog.current(kind).name,
        "issuer": {"superior": "", "name": "", "code": ""},
        "place": "",
        "title": "",
        "bases": [],
        "sections": [],
        "recipients": [],
        "archive": "",
        "signer": {"prefix": "", "position": "", "name": ""},
    }
    return blank | {"contents": [], "deadlines": []} if kind == PLAN.kind_id else blank


def _blank() -> dict[str, Any]:
    """Return an empty content of the kind that the form is for."""
    is_resolution = request.form.get("kind") == RESOLUTION.kind_id
    return blank_content(RESOLUTION.kind_id if is_resolution else PLAN.kind_id)


def _create(content: dict[str, Any], source: bytes) -> str:
    issuer, new = _placed(content["kind"])
    content["issuer"] = issuer_of(issuer, new.kind)
    content["place"] = content["place"] or issuer.place
    refuse_secret_content(content)
    act_id = request.form.get("act_id", "")
    if not 0 < len(act_id) <= LONGEST_ID:
        raise RefusedError("http.bad_request")
    target = Target("", act_id)  # the gateway derives the document's id from the act's
    new = in_campaign(new, _campaign())
    receipt = services().gateway.create(actor(), target, new, content, source)
    return receipt.document_id


def _placed(kind: str) -> tuple[Unit, NewDocument]:
    if kind == RESOLUTION.kind_id:
        return chosen_cell(request.form, _choices())
    placing, new = chosen(request.form, _choices())
    return placing.issuer, new


def _choices() -> Choices:
    """Return what may be chosen; in a campaign only issuers that take part."""
    now, campaign = services().clock(), _campaign()
    with services().database.reading() as conn:
        found = choices(conn, me(conn, now), now)
    if campaign is None:
        return found
    units_in = set(campaign.campaign.participants) - {campaign.doc.issuer_id}
    placings = tuple(p for p in found.placings if p.issuer.unit_id in units_in)
    return replace(found, placings=placings, cells=())


def _campaign() -> OpenedCampaign | None:
    """Return the campaign that the plan is for, if the address or the form names one.

    Raises:
        RefusedError: `http.not_found`, for none as for one he may not know of.
    """
    campaign_id = request.values.get("dot", "")
    return open_campaign(campaign_id) if campaign_id else None


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
    content: Mapping[str, Any],
    warnings: Sequence[Doubt],
    refusal: Refusal | None = None,
) -> str:
    again = request.form if refusal is not None else {}
    editor = editor_of(content["kind"])
    return render_template(
        "draft_form.html",
        editor=editor,
        form=editor.form_of(content),
        remarks=NO_REMARKS,
        warnings=[(w, explain(w.code)) for w in warnings],
        source=base64.b64encode(source).decode(),
        choices=_choices(),
        again=again,
        problem=explain(refusal.code) if refusal else None,
        places=errors.texts(errors.details_of(refusal), "places") if refusal else (),
        act_id=again.get("act_id") or services().new_id(),
        dot=_campaign(),
    )
