"""A commitment's table: every state and every act, decided, owned, and never by accident."""

from __future__ import annotations

import itertools

import pytest

from tests.builders import an_order
from tests.unit.workflows.commitments import party
from workflows.domain import rules
from workflows.domain.commitment import LIFECYCLE
from workflows.domain.errors import WrongStateError
from workflows.domain.kinds import COMMITMENTS, kind_of
from workflows.domain.lifecycle import SYSTEM_ACTS, Act, State, Who

QUIET = {Act.RENDERED, Act.PREPARED, Act.PREPARED_EXPIRED, Act.EMBEDDED}
LATE = {Act.REMIND, Act.ESCALATE}
HALTED = {Act.STUCK, Act.RETRY}
ALLOWED = {
    State.NEW: {Act.CREATE},
    State.DRAFTING: {Act.SAVE, Act.OPEN_ROUND, Act.SUBMIT, Act.WITHDRAW, *LATE},
    State.COMMENTING: {Act.CLOSE_ROUND, Act.WITHDRAW, Act.REMIND},
    State.RECONCILING: {Act.SAVE, Act.RECORD_VOTE, Act.WITHDRAW, *LATE},
    State.AGREED: {Act.SUBMIT, Act.REVISE, Act.WITHDRAW, *LATE},
    State.AWAITING_SIGNATURE: {
        Act.SIGN, Act.ACKNOWLEDGE, Act.WITHDRAW, *QUIET, *LATE, *HALTED,
    },
    State.AWAITING_CONFIRMATION: {
        Act.SIGN, Act.RETURN, Act.CHOOSE_SIGNER, Act.WITHDRAW, *QUIET, *LATE, *HALTED,
    },
    State.REGISTERED: {Act.ARCHIVE, *HALTED},
    State.IN_FORCE: {Act.CLOSE, Act.RENEW},
    State.CLOSED: {Act.ARCHIVE, *HALTED},
    State.ARCHIVED: {Act.RENEW},
    State.WITHDRAWN: set(),
}  # fmt: skip


def test_every_kind_of_commitment_goes_by_this_table() -> None:
    assert all(kind_of(kind).lifecycle is LIFECYCLE for kind in COMMITMENTS)
    assert set(LIFECYCLE.states) == set(ALLOWED)


@pytest.mark.parametrize(("state", "act"), list(itertools.product(LIFECYCLE.states, Act)))
def test_every_state_decides_every_act(state: State, act: Act) -> None:
    if act in ALLOWED[state]:
        assert LIFECYCLE.row(state, act).who
    else:
        with pytest.raises(WrongStateError):
            LIFECYCLE.row(state, act)
        with pytest.raises(WrongStateError):
            rules.check(party(state), an_order(act))


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    edges = {(s, t) for (s, _), r in LIFECYCLE.rows.items() for t in (r.target, r.completed) if t}
    reached = {State.NEW}
    while more := {t for s, t in edges if s in reached} - reached:
        reached |= more
    assert reached == set(LIFECYCLE.states)
    assert {s for s, t in edges if s is not t} == set(LIFECYCLE.states) - LIFECYCLE.final


def test_acts_of_the_workflow_belong_to_nobody_else() -> None:
    for (_, act), line in LIFECYCLE.rows.items():
        assert (line.who == (Who.SYSTEM,)) == (act in SYSTEM_ACTS)


def test_nothing_is_signed_before_the_circle_agreed() -> None:
    signed = {state for state, act in LIFECYCLE.rows if act in {Act.SIGN, Act.ACKNOWLEDGE}}
    assert signed == {State.AWAITING_SIGNATURE, State.AWAITING_CONFIRMATION}


def test_after_it_is_registered_nobody_takes_it_back() -> None:
    kept = {State.REGISTERED, State.IN_FORCE, State.CLOSED, State.ARCHIVED}
    taken_back = {Act.WITHDRAW, Act.RETURN, Act.REVISE, Act.SAVE, Act.CHOOSE_SIGNER}
    assert {(s, a) for s, a in LIFECYCLE.rows if s in kept and a in taken_back} == set()
