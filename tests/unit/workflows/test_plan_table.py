"""Every state, every act: decided, owned, and never by accident."""

from __future__ import annotations

import itertools

import pytest

from tests.builders import a_document, an_order
from workflows.domain import rules
from workflows.domain.errors import WrongStateError
from workflows.domain.lifecycle import SYSTEM_ACTS, Act, State, Who
from workflows.domain.plan import LIFECYCLE

ALLOWED = {
    State.NEW: {Act.CREATE},
    State.DRAFTING: {
        Act.SAVE, Act.ATTACH, Act.OPEN_ROUND, Act.SUBMIT, Act.WITHDRAW, Act.REMIND, Act.ESCALATE,
    },
    State.COMMENTING: {Act.CLOSE_ROUND, Act.WITHDRAW, Act.REMIND},
    State.RECONCILING: {
        Act.SAVE, Act.ATTACH, Act.RECORD_VOTE, Act.SIGN, Act.RENDERED, Act.PREPARED,
        Act.PREPARED_EXPIRED, Act.EMBEDDED, Act.WITHDRAW, Act.REMIND, Act.ESCALATE, Act.STUCK,
        Act.RETRY,
    },
    State.AGREED: {Act.SUBMIT, Act.REVISE, Act.WITHDRAW, Act.REMIND, Act.ESCALATE},
    State.AWAITING_APPROVAL: {Act.APPROVE, Act.RETURN, Act.WITHDRAW, Act.REMIND, Act.ESCALATE},
    State.AWAITING_SIGNATURE: {
        Act.CHOOSE_SIGNER, Act.SIGN, Act.RETURN, Act.RENDERED, Act.PREPARED, Act.PREPARED_EXPIRED,
        Act.EMBEDDED, Act.WITHDRAW, Act.REMIND, Act.ESCALATE, Act.STUCK, Act.RETRY,
    },
    State.AWAITING_NUMBER: {
        Act.ALLOT_NUMBER, Act.RETURN, Act.WITHDRAW, Act.REMIND, Act.ESCALATE,
    },
    State.AWAITING_SEAL: {
        Act.SIGN, Act.PREPARED, Act.PREPARED_EXPIRED, Act.EMBEDDED, Act.VOID_NUMBER, Act.REMIND,
        Act.ESCALATE, Act.STUCK, Act.RETRY,
    },
    State.ISSUED: {Act.ARCHIVE, Act.STUCK, Act.RETRY},
    State.ARCHIVED: {Act.RENEW},
    State.WITHDRAWN: set(),
}  # fmt: skip


@pytest.mark.parametrize(("state", "act"), list(itertools.product(LIFECYCLE.states, Act)))
def test_every_state_decides_every_act(state: State, act: Act) -> None:
    if act in ALLOWED[state]:
        assert LIFECYCLE.row(state, act).who
    else:
        with pytest.raises(WrongStateError):
            LIFECYCLE.row(state, act)
        with pytest.raises(WrongStateError):
            rules.check(a_document(state), an_order(act))


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
