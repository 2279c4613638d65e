"""Đề nghị điều chỉnh: a unit asks for another day for a task, the office answers (R-149)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from service.campaigns.form import day_from
from service.gateway import Extras, RefusedError
from service.labels import explain
from service.pages import asked_form
from service.pages.asking import actor
from service.pages.campaign_opened import OpenedCampaign, note_view, open_campaign
from service.pages.opened import text_of
from service.problems import status_of
from service.services import services
from storage.people import persons
from workflows.domain.campaign_terms import OFFICE, task_named, term_of
from workflows.domain.document import Adjustment
from workflows.domain.lifecycle import Act
from workflows.domain.orders import AdjustmentAsked, AdjustmentDecided
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue

    from workflows.domain.document import Ticket

bp = Blueprint("adjustments", __name__)


@dataclass(frozen=True, slots=True)
class WishLine:
    """One wish: who asks what and why, until when now, and what was answered."""

    wish: Adjustment
    unit: str
    task: str
    asker: str
    at: datetime
    last: date | None  # the unit's last day as it is now
    reason: str
    answer: str
    granted: date | None


@bp.get("/dot/<campaign_id>/dieu-chinh")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def page(campaign_id: str) -> str:
    """Show the wishes that concern this person, and the forms that are his."""
    o = open_campaign(campaign_id)
    note_view(o)
    return _page(o)


@bp.post("/dot/<campaign_id>/dieu-chinh")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def ask(campaign_id: str) -> ResponseReturnValue:
    """Ask, for a unit that one speaks for."""
    asked = AdjustmentAsked(_id("task"), _id("unit"))
    extras = Extras(reason=asked_form.words("reason"), asked=asked)
    return _attempt(campaign_id, Act.ASK_ADJUSTMENT, lambda: extras)


@bp.post("/dot/<campaign_id>/dieu-chinh/tra-loi")
@login_required  # type: ignore[untyped-decorator] # flask-login is not annotated
def decide(campaign_id: str) -> ResponseReturnValue:
    """Accept with a later day, or decline with a reason."""
    return _attempt(campaign_id, Act.DECIDE_ADJUSTMENT, _decided)


def _decided() -> Extras:
    is_accepted = request.form.get("answer") == "accept"
    day = day_from(asked_form.words("day")) if is_accepted else ""
    decided = AdjustmentDecided(_id("wish"), is_accepted, day)
    return Extras(reason=asked_form.words("reason"), decided=decided)


def _attempt(campaign_id: str, act: Act, extras: Callable[[], Extras]) -> ResponseReturnValue:
    open_campaign(campaign_id)  # who may not see it learns nothing from trying
    target = asked_form.target(campaign_id)
    try:
        services().gateway.act(actor(), target, act, extras())
    except RefusedError as refusal:
        return _page(open_campaign(campaign_id), refusal), status_of(refusal.code)
    flash(act)
    return redirect(url_for("adjustments.page", campaign_id=campaign_id), 303)


def _page(o: OpenedCampaign, refusal: RefusedError | None = None) -> str:
    shown = o.shown_wishes
    with services().database.reading() as conn:
        names = persons.names(conn, {w.person_id for w in shown})
    lines = [_line(o, wish, names) for wish in reversed(shown)]
    typed: Mapping[str, str] = request.form if refusal is not None else {}
    return render_template(
        "adjustments.html",
        o=o,
        doc=o.doc,
        open_lines=[line for line in lines if line.wish.is_accepted is None],
        answered=[line for line in lines if line.wish.is_accepted is not None],
        speaks_for=_speaks_for(o),
        tasks=_tasks(o),
        decides=o.offer(Act.DECIDE_ADJUSTMENT) is not None,
        typed=typed,
        problem=explain(refusal.code) if refusal else None,
        act_id=services().new_id(),
    )


def _speaks_for(o: OpenedCampaign) -> dict[str, str]:
    """Return the units for which this person may ask; the issuer asks itself nothing."""
    tasks = o.campaign.tasks
    task_id = tasks[0].task_id if tasks else ""
    return {
        unit_id: o.name(unit_id)
        for unit_id in o.campaign.participants
        if unit_id != o.doc.issuer_id
        and o.offer(Act.ASK_ADJUSTMENT, AdjustmentAsked(task_id, unit_id)) is not None
    }


def _tasks(o: OpenedCampaign) -> dict[str, str]:
    """Return the tasks of units and people, by id; the office keeps its own."""
    asked = {task.task_id for task in o.campaign.tasks if task.who != OFFICE}
    return {t["id"]: t["what"] for t in o.content["tasks"] if t["id"] in asked}


def _line(o: OpenedCampaign, wish: Adjustment, names: Mapping[str, str]) -> WishLine:
    task = task_named(o.campaign, wish.task_id)
    words = {t["id"]: t["what"] for t in o.content["tasks"]}
    return WishLine(
        wish=wish,
        unit=o.name(wish.unit_id),
        task=words.get(wish.task_id, ""),
        asker=names.get(wish.person_id, ""),
        at=datetime.fromisoformat(wish.at),
        last=term_of(o.campaign, task, wish.unit_id).last if task else None,
        reason=_text(wish.reason),
        answer=_text(wish.answer),
        granted=date.fromisoformat(wish.day) if wish.day else None,
    )


def _text(ticket: Ticket | None) -> str:
    return text_of(blob_ref(ticket)) if ticket is not None else ""


def _id(name: str) -> str:
    return request.form.get(name, "")[: asked_form.LONGEST_ID]
