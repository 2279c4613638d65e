"""One unit of a campaign: its plan, who of its people has registered; the issued plan to read."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request, send_file
from flask_login import login_required

from service.gateway import RefusedError, Target
from service.knowing import viewer_of
from service.pages.asking import actor
from service.pages.campaign_board import board_of
from service.pages.campaign_opened import OpenedCampaign, note_view, open_campaign
from service.pages.file_names import pdf_name
from service.services import services
from storage.people import persons, posts
from storage.readmodel import campaigns, queries
from workflows.contracts.codec import document_from
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy import Connection

bp = Blueprint("campaign_units", __name__)

PAGE = 200  # people on one page
NOT_BEGUN, BEGUN, REGISTERED = "chua", "dang", "xong"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of a unit: how far he is; `document_id` only where the reader may open it."""

    person_id: str
    name: str
    stage: str  # NOT_BEGUN, BEGUN or REGISTERED
    state: str
    document_id: str = ""


@bp.get("/dot/<campaign_id>/don-vi/<unit_id>")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page(campaign_id: str, unit_id: str) -> str:
    """Show how one unit stands, and to whom it may be shown the list of its people."""
    o = open_campaign(campaign_id)
    if unit_id not in o.shown_units:
        raise RefusedError("http.not_found")
    note_view(o)
    stage = request.args.get("loai", "")
    first = max(0, request.args.get("tu", 0, int))
    with services().database.reading() as conn:
        [line] = board_of(conn, o, unit_id).units
        people = _people(conn, o, unit_id) if o.sees_people_of(unit_id) else []
        wanted = [one for one in people if stage in {"", one.stage}]
        titles = posts.titles_of(conn, [one.person_id for one in wanted[first:][:PAGE]], o.at)
    return render_template(
        "campaign_unit.html",
        o=o,
        doc=o.doc,
        unit=line,
        stage=stage,
        sees_people=o.sees_people_of(unit_id),
        people=wanted[first : first + PAGE],
        titles=titles,
        more=first + PAGE if len(wanted) > first + PAGE else None,
    )


@bp.get("/dot/<campaign_id>/ke-hoach.pdf")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def plan_pdf(campaign_id: str) -> Response:
    """Hand out the issued plan to everybody who is to carry it out; on record, as any visit."""
    o = open_campaign(campaign_id)
    if not o.is_launched or o.source is None:
        abort(404)
    plan = document_from(o.source.after)
    if plan.main is None:
        abort(404)
    target = Target(plan.document_id, services().new_id(), plan.version, plan.shown_sha256)
    services().gateway.viewed(actor(), target)
    body = io.BytesIO(services().blobs.get(blob_ref(plan.main.current)))
    name = pdf_name(o.source.number_text, o.source.title)
    return send_file(body, mimetype="application/pdf", as_attachment=True, download_name=name)


def _people(conn: Connection, o: OpenedCampaign, unit_id: str) -> list[PersonLine]:
    """List the unit's people by name, with what of the campaign each has done."""
    ids = campaigns.people_of(conn, [unit_id], o.at)[unit_id]
    done = campaigns.commitments_of(conn, o.doc.document_id)
    names = persons.names(conn, ids)
    open_ids = queries.openable(conn, viewer_of(o.me), o.doc.document_id)
    lines = [_line(person, names.get(person, ""), done.get(person), open_ids) for person in ids]
    return sorted(lines, key=lambda line: (line.name.split()[-1:], line.name, line.person_id))


def _line(
    person: str, name: str, made: tuple[str, str] | None, open_ids: frozenset[str]
) -> PersonLine:
    if made is None:
        return PersonLine(person, name, NOT_BEGUN, "")
    document_id, state = made
    stage = REGISTERED if state in campaigns.REGISTERED else BEGUN
    return PersonLine(person, name, stage, state, document_id if document_id in open_ids else "")
