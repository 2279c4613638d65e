"""Campaigns of the story: opened from an issued plan, its days moved by whole years, confirmed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from service.campaigns.form import moved
from service.campaigns.participants import may_take_part, new_campaign
from service.campaigns.proposal import Source, proposed
from service.gateway import Extras
from service.story import lines
from service.story.steps import refused
from storage.people import units
from workflows.domain.lifecycle import Act
from workflows.domain.orders import AdjustmentAsked, AdjustmentDecided

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.story.people import Cast

OFFICE, UNIT_OFFICE, KON_TUM_OFFICE = "ng-020", "ng-105", "ng-204"


def campaign(cast: Cast, plan_id: str, organiser: str, tell: Callable[[str], None]) -> str:
    """Prepare a campaign from a plan, confirm each task, launch it; return its id."""
    content = _proposed(cast, plan_id)
    new = new_campaign(cast.document(plan_id))
    campaign_id = cast.create(organiser, new, content)
    refused(cast, organiser, campaign_id, Act.LAUNCH, "content.incomplete")
    cast.save(organiser, campaign_id, _confirmed(content, cast.today()))
    cast.act(organiser, campaign_id, Act.LAUNCH)
    tell("launched")
    return campaign_id


def adjusted(cast: Cast, campaign_id: str, unit_id: str, tell: Callable[[str], None]) -> None:
    """A unit asks for a later day for itself and is granted it (R-149)."""
    running = cast.document(campaign_id).campaign
    task = running.tasks[-1] if running else None
    if task is None:
        return
    asked = AdjustmentAsked(task.task_id, unit_id)
    cast.act(UNIT_OFFICE, campaign_id, Act.ASK_ADJUSTMENT, Extras(reason=lines.WISH, asked=asked))
    running = cast.document(campaign_id).campaign
    wish = running.adjustments[-1] if running else None
    if wish is not None:
        decided = AdjustmentDecided(wish.adjustment_id, is_accepted=True, day=moved(task.day, 1))
        cast.act(OFFICE, campaign_id, Act.DECIDE_ADJUSTMENT, Extras(decided=decided))
    cast.act(OFFICE, campaign_id, Act.URGE)
    tell("adjusted")


def _proposed(cast: Cast, plan_id: str) -> dict[str, Any]:
    plan, now = cast.document(plan_id), cast.gateway.recorder.clock()
    with cast.gateway.recorder.database.reading() as conn:
        every = units.units(conn, now)
    content = cast.content(plan_id)
    number = plan.number
    source = Source(
        plan_id,
        number.text if number else "",
        str(content["title"]),
        date.fromisoformat(number.day) if number else None,
    )
    taking_part = may_take_part(every, plan.issuer_id)
    return proposed(content, source, list(taking_part.items()), cast.today())


def _confirmed(content: dict[str, Any], today: date) -> dict[str, Any]:
    """Move the days of an old plan by whole years until none lies behind, and confirm each task."""
    first = min((t["date"] for t in content["tasks"] if t["date"]), default=today.isoformat())
    years = 0
    while moved(first, years) < today.isoformat():
        years += 1
    last = moved(max([first, *(t["date"] for t in content["tasks"] if t["date"])]), years)
    tasks = [
        {**task, "date": moved(task["date"], years) if task["date"] else last, "confirmed": True}
        for task in content["tasks"]
    ]
    if not tasks:
        tasks = [_summary(last)]
    return {**content, "tasks": tasks, "ends": max(last, content["begins"])}


def _summary(day: str) -> dict[str, Any]:
    """A plan whose days could not be read gets its task by hand."""
    return {
        "id": "nv-1", "what": lines.SUMMARY_TASK, "date": day, "inclusive": True, "who": "unit",
        "collects": "", "confirmed": True, "paragraph": "",
    }  # fmt: skip
