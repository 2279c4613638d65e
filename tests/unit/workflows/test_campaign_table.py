"""A campaign's table: every state decides every act, and each act is whose it should be."""

from __future__ import annotations

import itertools

import pytest

from tests.builders import DRAFTER, NOON, OFFICE, a_ticket, an_order
from tests.unit.workflows.campaigns import (
    CLINIC,
    CLINIC_STAFF,
    HOSPITAL,
    HOSPITAL_HEAD,
    HOSPITAL_OFFICE,
    OUTSIDE,
    OUTSIDER,
    PERSONS,
    REGISTER,
    a_campaign,
)
from workflows.domain import rules
from workflows.domain.campaign import LIFECYCLE
from workflows.domain.errors import NoRightError, WrongStateError
from workflows.domain.lifecycle import SYSTEM_ACTS, Act, State, Who
from workflows.domain.orders import AdjustmentAsked
from workflows.domain.people import SYSTEM
from workflows.domain.rights import standing_for

ALLOWED = {
    State.NEW: {Act.CREATE},
    State.DRAFTING: {Act.SAVE, Act.LAUNCH, Act.WITHDRAW, Act.REMIND, Act.ESCALATE},
    State.IN_FORCE: {
        Act.ADD_LIST, Act.URGE, Act.ASK_ADJUSTMENT, Act.DECIDE_ADJUSTMENT, Act.CLOSE, Act.LISTED,
        Act.REMIND, Act.ESCALATE, Act.STUCK, Act.RETRY,
    },
    State.CLOSED: set(),
    State.WITHDRAWN: set(),
}  # fmt: skip
RUNS_IT = {DRAFTER, OFFICE}
OWNERS = {
    (State.DRAFTING, Act.SAVE): RUNS_IT,
    (State.DRAFTING, Act.LAUNCH): RUNS_IT,
    (State.DRAFTING, Act.WITHDRAW): RUNS_IT,
    (State.IN_FORCE, Act.ADD_LIST): {OFFICE},  # in whose name the commitments are begun
    (State.IN_FORCE, Act.URGE): RUNS_IT,
    (State.IN_FORCE, Act.DECIDE_ADJUSTMENT): {OFFICE},
    (State.IN_FORCE, Act.CLOSE): RUNS_IT,
    (State.IN_FORCE, Act.RETRY): RUNS_IT,
}


@pytest.mark.parametrize(("state", "act"), list(itertools.product(LIFECYCLE.states, Act)))
def test_every_state_decides_every_act(state: State, act: Act) -> None:
    if act in ALLOWED[state]:
        assert LIFECYCLE.row(state, act).who
    else:
        with pytest.raises(WrongStateError):
            rules.check(a_campaign(state), an_order(act))


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    edges = {(s, row.target) for (s, _), row in LIFECYCLE.rows.items()}
    reached = {State.NEW}
    while more := {t for s, t in edges if s in reached} - reached:
        reached |= more
    assert reached == set(LIFECYCLE.states)
    assert {s for s, t in edges if s is not t} == set(LIFECYCLE.states) - LIFECYCLE.final


def test_acts_of_the_workflow_belong_to_nobody_else() -> None:
    for (_, act), line in LIFECYCLE.rows.items():
        assert (line.who == (Who.SYSTEM,)) == (act in SYSTEM_ACTS)


@pytest.mark.parametrize(("state", "act"), list(OWNERS))
def test_an_act_is_its_owners_alone(state: State, act: Act) -> None:
    doc = a_campaign(state)
    may = set()
    for person in (*PERSONS, SYSTEM):
        try:
            standing_for(doc, an_order(act, person), NOON, REGISTER)
        except NoRightError:
            continue
        may.add(person)
    assert may == OWNERS[state, act]


@pytest.mark.parametrize(
    ("unit_id", "may"),
    [(HOSPITAL, {HOSPITAL_HEAD, HOSPITAL_OFFICE}), (CLINIC, {CLINIC_STAFF}), (OUTSIDE, set())],
)
def test_a_unit_speaks_for_itself_alone(unit_id: str, may: set[str]) -> None:
    doc, asked = a_campaign(), AdjustmentAsked("nv-1", unit_id)
    found = set()
    for person in PERSONS:
        order = an_order(Act.ASK_ADJUSTMENT, person, asked=asked, reason=a_ticket("why"))
        try:
            standing_for(doc, order, NOON, REGISTER)
        except NoRightError:
            continue
        found.add(person)
    assert found == may
    assert OUTSIDER not in found
