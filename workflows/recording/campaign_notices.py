"""Who is told of a campaign: units that lack what a task asks of them, and the office.

What a plan or a commitment fulfils is known; of any other task units are reminded, and only the
office learns that its day has passed. Counts the state's commitments alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.readmodel import campaigns
from workflows.domain.campaign_terms import COMMITMENT, OFFICE, PLAN, bound_by
from workflows.domain.lifecycle import Act
from workflows.domain.orders import Notice
from workflows.domain.people import Role
from workflows.domain.rights import units_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from workflows.domain.document import Campaign, Document, TaskDue
    from workflows.domain.orders import Order

HAND_IN, REGISTER, DO_TASK = "hand_in_plan", "register_people", "do_task"  # what is lacking
WISH = "adjustment_asked"  # what is answered
_LACKING = {PLAN: HAND_IN, COMMITMENT: REGISTER}
_TOLD_IN_A_UNIT = (Role.HEAD, Role.OFFICE, Role.STAFF)


def of_campaign(
    conn: Connection, doc: Document, campaign: Campaign, order: Order, at: datetime
) -> tuple[Notice, ...]:
    """Return who is told by a reminder, an escalation, an answer or by being urged; each once."""
    if order.act is Act.DECIDE_ADJUSTMENT:
        return _of_answer(campaign, order)
    if order.act is Act.URGE:
        chosen = frozenset(order.urged or campaign.participants)
        found = [n for task in campaign.tasks for n in _lacking(conn, doc, task, chosen, at)]
        return _told(doc, Act.URGE, found)
    due = bound_by(campaign, campaign.awaited)
    found = [
        line for task, units in due for line in _of_task(conn, doc, order.act, task, units, at)
    ]
    return _told(doc, order.act, found)


def _of_answer(campaign: Campaign, order: Order) -> tuple[Notice, ...]:
    """Return who is told that a unit's wish is answered: who asked, and the unit's head."""
    decided = order.decided
    found = [
        one
        for one in campaign.adjustments
        if decided is not None and one.adjustment_id == decided.adjustment_id
    ]
    return tuple(
        notice
        for one in found
        for notice in (
            Notice(order.act, WISH, person_id=one.person_id),
            Notice(order.act, WISH, role=Role.HEAD, unit_id=one.unit_id),
        )
    )


def _told(doc: Document, act: Act, lacking: Collection[tuple[str, str]]) -> tuple[Notice, ...]:
    """Return a notice for each post of each unit; an empty unit id is the campaign's office."""
    notices: dict[Notice, None] = {}
    for unit_id, what in lacking:
        if unit_id:
            notices |= dict.fromkeys(
                Notice(act, what, role=role, unit_id=unit_id) for role in _TOLD_IN_A_UNIT
            )
        else:
            notices |= dict.fromkeys(_office(doc, act, what))
    return tuple(notices)


def _office(doc: Document, act: Act, what: str) -> tuple[Notice, ...]:
    return tuple(
        Notice(act, what, role=party.role, unit_id=unit_id)
        for party in doc.the_route.keepers
        for unit_id in units_of(doc, party.place)
    )


def _of_task(  # noqa: PLR0913, PLR0917 -- a question is these values
    conn: Connection, doc: Document, act: Act, task: TaskDue, units: tuple[str, ...], at: datetime
) -> list[tuple[str, str]]:
    """Say who lacks what of one task whose term is waited for."""
    if task.who == OFFICE:
        return [("", DO_TASK)]
    if task.collects not in _LACKING:
        return [("", DO_TASK)] if act is Act.ESCALATE else [(unit, DO_TASK) for unit in units]
    found = _lacking(conn, doc, task, frozenset(units), at)
    is_late = act is Act.ESCALATE and found
    return [*found, ("", _LACKING[task.collects])] if is_late else found


def _lacking(
    conn: Connection, doc: Document, task: TaskDue, units: frozenset[str], at: datetime
) -> list[tuple[str, str]]:
    """Say which of these units lack what a task collects; the issuer has its plan."""
    if task.collects == PLAN:
        done = campaigns.units_that_submitted(conn, doc.document_id) | {doc.issuer_id}
        return [(unit, HAND_IN) for unit in sorted(units - done)]
    if task.collects == COMMITMENT:
        missing = campaigns.units_with_people_missing(conn, doc.document_id, units, at)
        return [(unit, REGISTER) for unit in missing]
    return []
