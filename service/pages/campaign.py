"""Đợt, phong trào: the list, one campaign with how it stands, and what its office does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import login_required

from service.gateway import NO_EXTRAS, Extras, RefusedError
from service.knowing import viewer_of
from service.labels import explain, label_of
from service.pages import asked_form, errors
from service.pages.asking import actor, me
from service.pages.campaign_board import board_of
from service.pages.campaign_opened import (
    OpenedCampaign,
    campaigns_for,
    note_view,
    open_campaign,
)
from service.pages.opened import UNSEEN_ACTS, text_of
from service.pages.timing import calendar_for, due
from service.problems import status_of
from service.services import services
from storage.people import persons, units
from storage.readmodel import campaigns, queries
from workflows.domain.campaign_terms import COMMITMENT
from workflows.domain.kinds import CAMPAIGN
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from service.pages.campaign_board import Board
    from service.pages.offered import Offer
    from storage.readmodel.shapes import DocumentRow, Event

bp = Blueprint("campaign", __name__)

ACTS = frozenset({Act.LAUNCH, Act.WITHDRAW, Act.CLOSE, Act.RETRY, Act.URGE})
KIND = CAMPAIGN.kind_id
MOST_URGED = 2_000
LEADS = frozenset({Role.CHAIR, Role.DEPUTY_CHAIR, Role.SECRETARY})


@bp.get("/dot")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def listing() -> str:
    """Show the campaigns one may know of, the latest change first."""
    now = services().clock()
    before = request.args.get("truoc")
    if before is not None and not queries.is_page_key(before):
        abort(400)
    with services().database.reading() as conn:
        asker = me(conn, now)
        every = {unit.unit_id: unit for unit in units.units(conn, now)}
        rows, after = campaigns_for(conn, asker, every, before)
        days = calendar_for(conn, now, [row.deadline for row in rows])
        submitted = {r.document_id: _plans(conn, r) for r in rows}
    lines = [(row, due(now, row.deadline, days), submitted[row.document_id]) for row in rows]
    return render_template("campaigns.html", lines=lines, every=every, next_before=after)


@bp.get("/dot/<campaign_id>")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page(campaign_id: str) -> ResponseReturnValue:
    """Show a campaign; the visit goes into the ledger first."""
    o = open_campaign(campaign_id)
    note_view(o)
    return render(o)


@bp.post("/dot/<campaign_id>/viec/<act>")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def perform(campaign_id: str, act: str) -> ResponseReturnValue:
    """Launch, urge, close, withdraw, or try again what stopped."""
    if act not in ACTS:
        abort(404)
    open_campaign(campaign_id)  # who may not see it learns nothing from trying
    target = asked_form.target(campaign_id)
    wanted = Act(act)
    try:
        services().gateway.act(actor(), target, wanted, _extras(wanted))
    except RefusedError as refusal:
        return refused(campaign_id, refusal)
    flash(label_of("done", act, KIND))
    return redirect(url_for("campaign.page", campaign_id=campaign_id), 303)


def refused(campaign_id: str, refusal: RefusedError) -> ResponseReturnValue:
    """Show the campaign as it is now, why the act was refused, and what had been typed."""
    o = open_campaign(campaign_id)
    note_view(o)
    return render(o, refusal, request.form), status_of(refusal.code)


def render(
    o: OpenedCampaign, refusal: RefusedError | None = None, typed: Mapping[str, str] | None = None
) -> str:
    """Return the page."""
    with services().database.reading() as conn:
        board = board_of(conn, o) if o.is_launched else None
        every = queries.history(conn, o.doc.document_id, without=UNSEEN_ACTS)
        events = [event for event in every if _concerns(o, event)]
        opens = queries.openable(conn, viewer_of(o.me), o.doc.document_id)
        names = persons.names(conn, {e.person_id for e in events} | {o.doc.drafter_id})
        created = campaigns.created_from(conn, o.campaign.list_key)
    return render_template(
        "campaign.html",
        o=o,
        doc=o.doc,
        board=board,
        created=created,
        opens=opens,
        events=events,
        names=names,
        reasons={e.seq: text_of(e.reason) for e in events if e.reason},
        problem=explain(refusal.code) if refusal else None,
        faults=errors.texts(errors.details_of(refusal), "faults") if refusal else (),
        typed=typed or {},
        act_id=services().new_id(),
        **_mine(o, board),
    )


def _mine(o: OpenedCampaign, board: Board | None) -> dict[str, Any]:
    """Return what this person may do to it, and where from."""
    offers = {act: o.offer(act) for act in (*ACTS, Act.SAVE, Act.ADD_LIST)}
    return {
        "offers": offers,
        "launch": _launch(o, offers[Act.LAUNCH]),
        "urgeable": [u for u in board.units if u.lacks] if board and offers[Act.URGE] else [],
        "wishes": sum(wish.is_accepted is None for wish in o.shown_wishes),
        "leads": {p.unit_id for p in o.me.posts if p.role in LEADS},
        "drafts_plan": o.doc.state is State.IN_FORCE and _drafts(o),
        "collects_people": any(task.collects == COMMITMENT for task in o.campaign.tasks),
    }


def _concerns(o: OpenedCampaign, event: Event) -> bool:
    """Whether a line of the history is shown: what one unit asks is no other unit's business."""
    asked = event.details.get("asked") or {}
    decided = event.details.get("decided") or {}
    if not asked and not decided:
        return True
    mine = {wish.adjustment_id for wish in o.shown_wishes}
    return o.sees_all or asked.get("unit_id") in o.above or decided.get("adjustment_id") in mine


def _launch(o: OpenedCampaign, offer: Offer | None) -> str:
    """Return the code that stands in the way of launching beside the content; "" for none."""
    return "campaign.plan_not_issued" if offer is not None and not o.is_issued else ""


def _drafts(o: OpenedCampaign) -> bool:
    """Whether this person drafts for a unit that takes part and whose plan is not the source."""
    mine = {o.agency_of(unit_id) for unit_id in o.me.drafts_in()}
    return bool(mine & set(o.campaign.participants) - {o.doc.issuer_id})


def _extras(act: Act) -> Extras:
    if act is Act.URGE:
        return Extras(urged=_chosen())
    if act is Act.WITHDRAW:
        return Extras(reason=asked_form.words("reason"))
    return NO_EXTRAS


def _chosen() -> tuple[str, ...]:
    """Return the units that were ticked; none would mean all of them, which nobody asked for."""
    found = tuple(sorted(set(request.form.getlist("unit"))))[:MOST_URGED]
    if not found:
        raise RefusedError("campaign.nobody_to_urge")
    return found


def _plans(conn: Connection, row: DocumentRow) -> tuple[int, int]:
    """Return how many plans came, of how many units."""
    units_in = set((row.after.get("campaign") or {}).get("participants", ())) - {row.issuer_id}
    return len(campaigns.units_that_submitted(conn, row.document_id) & units_in), len(units_in)
