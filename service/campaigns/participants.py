"""Which units may take part in a campaign, and what a campaign is from its first moment. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.readmodel.campaigns import AGENCY
from workflows.domain.document import Document
from workflows.domain.effects import placed
from workflows.domain.errors import DomainError
from workflows.domain.kinds import CAMPAIGN, CAMPAIGN_ROUTE, PLAN
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import NewDocument, Order
from workflows.domain.rights import standing_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.people.units import Unit
    from workflows.domain.people import People


def may_take_part(every: Iterable[Unit], issuer_id: str) -> dict[str, str]:
    """Return the agencies below the issuer, by name, after the issuer with its own people."""
    near = [u for u in every if u.kind == AGENCY and issuer_id in {u.unit_id, u.parent_id}]
    near.sort(key=lambda unit: (unit.unit_id != issuer_id, unit.name))
    return {unit.unit_id: unit.name for unit in near}


def new_campaign(plan: Document) -> NewDocument:
    """Return the campaign that carries out a plan."""
    return NewDocument(
        kind=CAMPAIGN.kind_id,
        route=CAMPAIGN_ROUTE.route_id,
        unit_id=plan.unit_id,
        issuer_id=plan.issuer_id,
        circle_id="",
        serves_id=plan.document_id,
    )


def may_begin(plan: Document, person_id: str, at: datetime, people: People) -> bool:
    """Say whether somebody may begin a campaign from this plan: its office, staff of its unit."""
    if plan.kind != PLAN.kind_id or plan.state is State.WITHDRAWN:
        return False
    new = new_campaign(plan)
    order = Order("", Act.CREATE, person_id, new=new)
    try:
        standing_for(placed(Document(""), new, person_id), order, at, people)
    except DomainError:
        return False
    return True
