"""Lập bản cam kết theo danh sách: hand in, look, confirm; the campaign then creates them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_login import login_required

from doc_templates.errors import PaperError
from doc_templates.write.list_template import list_template
from service.campaigns.checking import Checked, check
from service.campaigns.listing import Serving, campaign_ask, lines_of
from service.commitments.contents import Served
from service.gateway import Extras, RefusedError
from service.labels import explain
from service.pages import asked_form, list_upload
from service.pages.asking import actor
from service.pages.campaign_opened import OpenedCampaign, note_view, open_campaign
from service.problems import status_of
from service.services import services
from storage.people import persons
from storage.readmodel import campaigns
from workflows.contracts.lists import list_body, list_key, read_outcomes
from workflows.domain.lifecycle import Act, State
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from workflows.contracts.lists import Outcome

bp = Blueprint("campaign_list", __name__)

Refusal = RefusedError | PaperError
SHOWN_RESULTS = 500


@dataclass(frozen=True, slots=True)
class Handed:
    """A workbook with what the registers say of it, for one year."""

    body: bytes
    year: int
    checked: Checked


@bp.get("/danh-sach-mau.xlsx")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def template() -> Response:
    """Hand out the empty list."""
    body = io.BytesIO(list_template())
    return send_file(
        body, mimetype=list_upload.XLSX, as_attachment=True, download_name="danh-sach-mau.xlsx"
    )


@bp.get("/dot/<campaign_id>/danh-sach")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page(campaign_id: str) -> str:
    """Ask for a list; tell how far the last one is."""
    o = _open(campaign_id)
    note_view(o)
    return _page(o)


@bp.post("/dot/<campaign_id>/danh-sach")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def look(campaign_id: str) -> ResponseReturnValue:
    """Show what a list would create and what is wrong with it; nothing is created or kept."""
    o = _open(campaign_id)
    try:
        return _check_page(o, _handed(o, list_upload.handed_in()))
    except (RefusedError, PaperError) as refusal:
        return _page(o, refusal), status_of(refusal.code)


@bp.post("/dot/<campaign_id>/danh-sach/loi.xlsx")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def faults(campaign_id: str) -> Response:
    """Hand out what is wrong with a list as a workbook."""
    handed = _handed(_open(campaign_id), list_upload.carried())
    return list_upload.remarks_workbook(handed.checked.remarks)


@bp.post("/dot/<campaign_id>/danh-sach/tao")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def confirm(campaign_id: str) -> ResponseReturnValue:
    """Hand the list over to the campaign, as it was shown."""
    o = _open(campaign_id)
    target = asked_form.target(campaign_id)
    if o.campaign.list_key == list_key(campaign_id, target.act_id):  # pressed twice
        return redirect(url_for("campaign_list.page", campaign_id=campaign_id), 303)
    handed = _handed(o, list_upload.carried())
    try:
        _refuse_other(handed)
        serving = Serving(campaign_id, handed.year, _served(o))
        lines = lines_of(handed.checked, serving, target.act_id)
        extras = Extras(listing=list_body(lines))
        services().gateway.act(actor(), target, Act.ADD_LIST, extras)
    except RefusedError as refusal:
        return _check_page(open_campaign(campaign_id), handed, refusal), status_of(refusal.code)
    flash(Act.ADD_LIST)
    return redirect(url_for("campaign_list.page", campaign_id=campaign_id), 303)


@bp.get("/dot/<campaign_id>/danh-sach/tien-do")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def progress(campaign_id: str) -> ResponseReturnValue:
    """Say how far the list is, for a page that waits for it."""
    o = open_campaign(campaign_id)
    return {"version": f"{o.doc.version}-{_created(o)}"}


@bp.get("/dot/<campaign_id>/danh-sach/ket-qua")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def result(campaign_id: str) -> str:
    """Show what became of the last list: what failed first."""
    o = _open(campaign_id)
    outcomes = _outcomes(o)
    failed = [one for one in outcomes if one.code]
    with services().database.reading() as conn:
        names = persons.names(conn, {one.person_id for one in failed[:SHOWN_RESULTS]})
    return render_template(
        "campaign_list_result.html",
        o=o,
        doc=o.doc,
        made=len(outcomes) - len(failed),
        failed=failed[:SHOWN_RESULTS],
        count=len(failed),
        names=names,
    )


@bp.get("/dot/<campaign_id>/danh-sach/ket-qua.xlsx")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def result_workbook(campaign_id: str) -> Response:
    """Hand out what became of every row."""
    outcomes = _outcomes(_open(campaign_id))
    with services().database.reading() as conn:
        names = persons.names(conn, {one.person_id for one in outcomes})
    rows = [(one.row, names.get(one.person_id, ""), one.code) for one in outcomes]
    return list_upload.outcomes_workbook(rows)


def _open(campaign_id: str) -> OpenedCampaign:
    """Return the campaign for whoever hands in its lists.

    Raises:
        RefusedError: not found, no right, or not in force.
    """
    o = open_campaign(campaign_id)
    if o.doc.state is not State.IN_FORCE:
        raise RefusedError("campaign.not_open")
    if o.offer(Act.ADD_LIST) is None:
        raise RefusedError("right.none")
    return o


def _handed(o: OpenedCampaign, body: bytes) -> Handed:
    year = _year(o)
    listed = list_upload.read(body)
    with services().database.reading() as conn:
        checked = check(conn, listed, campaign_ask(o.doc, year), o.at)
    return Handed(body, year, checked)


def _refuse_other(handed: Handed) -> None:
    """Refuse to create what was not shown: registers move between two steps."""
    if handed.checked.digest != request.form.get("digest", ""):
        raise RefusedError("campaign.list_changed")
    if not handed.checked.planned:
        raise RefusedError("campaign.list_nothing")


def _years(o: OpenedCampaign) -> list[int]:
    """Return the years that commitments of this campaign may be for."""
    first, last = (date.fromisoformat(o.content[end]).year for end in ("begins", "ends"))
    return list(range(first, last + 1))


def _year(o: OpenedCampaign) -> int:
    year = asked_form.number("year")
    if year not in _years(o):
        raise RefusedError("http.bad_request")
    return year


def _served(o: OpenedCampaign) -> Served | None:
    source = o.source
    if source is None or source.number_day is None:
        return None
    day = source.number_day.isoformat()
    return Served(source.document_id, source.number_text, day, source.title)


def _created(o: OpenedCampaign) -> int:
    with services().database.reading() as conn:
        return campaigns.created_from(conn, o.campaign.list_key)


def _outcomes(o: OpenedCampaign) -> list[Outcome]:
    ticket = o.campaign.listed
    if ticket is None:
        abort(404)
    return read_outcomes(services().blobs.get(blob_ref(ticket)))


def _page(o: OpenedCampaign, refusal: Refusal | None = None) -> str:
    years = _years(o)
    return render_template(
        "campaign_list.html",
        o=o,
        doc=o.doc,
        created=_created(o),
        years=years,
        year=asked_form.number("year") or years[-1],
        problem=explain(refusal.code) if refusal else None,
        columns=list_upload.headers_of(refusal),
    )


def _check_page(o: OpenedCampaign, handed: Handed, refusal: RefusedError | None = None) -> str:
    checked = handed.checked
    return render_template(
        "campaign_list_check.html",
        o=o,
        doc=o.doc,
        year=handed.year,
        checked=checked,
        errors=list_upload.told(checked.errors[: list_upload.SHOWN]),
        doubts=list_upload.told(checked.doubts[: list_upload.SHOWN]),
        planned=checked.planned[: list_upload.SHOWN],
        workbook=list_upload.to_carry(handed.body),
        problem=explain(refusal.code) if refusal else None,
        act_id=services().new_id(),
    )
