"""Who is told of a step that is nearly over, over, urged or answered, inside the act itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import Notice
from workflows.domain.rights import units_of
from workflows.domain.waiting import asked_at
from workflows.recording.campaign_notices import of_campaign

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workflows.domain.document import Document
    from workflows.domain.orders import Facts
    from workflows.recording.moment import Moment

TELLS = frozenset({Act.REMIND, Act.ESCALATE, Act.URGE, Act.DECIDE_ADJUSTMENT})


def notices_of(conn: Connection, moment: Moment, facts: Facts) -> tuple[Notice, ...]:
    """Return who is told by this order; nobody where the deadline only moved."""
    doc, order, at = moment.doc, moment.order, moment.at
    act = order.act
    if act not in TELLS:
        return ()
    if doc.campaign is not None and doc.state is State.IN_FORCE:
        return of_campaign(conn, doc, doc.campaign, order, at)
    if facts.deadline and facts.deadline != doc.deadline:
        return ()
    waiting = asked_at(doc, at, moment.people)
    found = tuple(Notice(act, one.act, one.person_id, one.role, one.unit_id) for one in waiting)
    return found + (_keepers(doc, act) if act is Act.ESCALATE else ())


def _keepers(doc: Document, act: Act) -> tuple[Notice, ...]:
    """Who looks after the document hears of it too; a cell's papers stay in the cell."""
    return tuple(
        Notice(act, act, role=party.role, unit_id=unit_id)
        for party in doc.the_route.keepers
        for unit_id in units_of(doc, party.place)
    )
