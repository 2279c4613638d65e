"""Nobody is asked for anything without days, a reminder, and somebody who hears of lateness."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import CHAIR, DRAFTER, a_paper, an_item
from workflows.domain.document import Document, Signer
from workflows.domain.kinds import KINDS
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import Place
from workflows.domain.rights import open_to, units_of
from workflows.domain.shapes import Fonds, Kind, PaperName, Route
from workflows.domain.waiting import asked
from workflows.domain.wakes import next_wake

DEADLINE, REMINDER = "2026-11-09T10:00:00.000000Z", "2026-11-09T01:05:00.000000Z"
FOLLOWED = State.IN_FORCE  # a campaign's tasks have days of their own; a commitment asks nobody
CELL, COMMITTEE = "dv-cell", "dv-committee"
STEPS = [
    (kind, route, state)
    for kind in KINDS.values()
    for route in kind.routes.values()
    for state in kind.lifecycle.states
    if state not in {State.NEW, FOLLOWED}
]


def a_step(kind: Kind, route: Route, state: State) -> Document:
    """Return a document of that kind in that state, as it rests there."""
    is_party = kind.fonds is Fonds.PARTY
    doc = Document(
        document_id="x-1", kind=kind.kind_id, route=route.route_id, drafter_id=DRAFTER,
        unit_id=CELL if is_party else "dv-unit", issuer_id=CELL if is_party else "dv-issuer",
        circle_id=CELL if is_party else "dv-unit", state=state,
        superior_id=COMMITTEE if is_party else "dv-above",
        custodian_id=CELL if is_party else "dv-personnel",
        signer=Signer(DRAFTER, "post"), confirmer=Signer(CHAIR, "post"), deadline=DEADLINE,
        remind_at=REMINDER,
    )  # fmt: skip
    phase = kind.phases.get(state)
    if phase is None:
        return doc
    paper = a_paper(item=an_item(phase.fields[0], CHAIR))
    is_main = phase.paper is PaperName.MAIN
    return replace(doc, main=paper) if is_main else replace(doc, minutes=paper)


@pytest.mark.parametrize(("kind", "route", "state"), STEPS)
def test_every_step_that_asks_somebody_has_its_days(kind: Kind, route: Route, state: State) -> None:
    doc = a_step(kind, route, state)
    if asked(doc):
        assert route.working_days[state] >= 1
    elif not doc.is_final:
        assert state in {State.ISSUED, State.REGISTERED, State.CLOSED}  # the machine's own


@pytest.mark.parametrize(("kind", "route", "state"), STEPS)
def test_every_step_reminds_and_then_tells_or_ends(kind: Kind, route: Route, state: State) -> None:
    doc = a_step(kind, route, state)
    if not asked(doc):
        return
    lifecycle = kind.lifecycle
    item = doc.paper.item if doc.paper else None
    wakes_for_item = item is not None and item.expires_at < REMINDER
    first = next_wake(doc)
    assert first is not None
    assert wakes_for_item or (first.act, first.at) == (Act.REMIND, REMINDER)
    assert (state, Act.REMIND) in lifecycle.rows
    after = next_wake(replace(doc, is_reminded=True, main=None, minutes=None))
    assert after is not None
    assert after.act is (Act.CLOSE_ROUND if state is State.COMMENTING else Act.ESCALATE)
    assert (state, after.act) in lifecycle.rows
    assert after.at >= DEADLINE[:19]
    told = replace(doc, is_reminded=True, is_escalated=True, main=None, minutes=None)
    assert state is State.COMMENTING or next_wake(told) is None  # once


@pytest.mark.parametrize(("kind", "route", "state"), STEPS)
def test_somebody_hears_when_it_is_late(kind: Kind, route: Route, state: State) -> None:
    doc = a_step(kind, route, state)
    keepers = [unit for party in route.keepers for unit in units_of(doc, party.place)]
    assert keepers


@pytest.mark.parametrize(
    ("kind", "route", "state"), [step for step in STEPS if step[0].fonds is Fonds.PARTY]
)
def test_nothing_of_a_party_paper_is_told_outside_the_party(
    kind: Kind, route: Route, state: State
) -> None:
    """Whoever is asked, reminded, told of lateness or let in sits in the cell or its committee."""
    doc = a_step(kind, route, state)
    inside = {CELL, COMMITTEE, ""}
    assert {one.unit_id for one in asked(doc)} <= inside
    assert {u for p in route.keepers for u in units_of(doc, p.place)} <= inside
    assert set(open_to(doc)) <= inside
    places = {p.place for found in route.parties.values() for p in found} | {Place.CIRCLE}
    assert {unit for place in places for unit in units_of(doc, place)} <= inside
