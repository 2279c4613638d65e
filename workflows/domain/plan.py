"""The plan's lifecycle as a table: every state, every act, who and where to.

What a pair leads to is data; docs/states.md is drawn from it and a test walks every pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflows.domain.errors import WrongStateError


class State(StrEnum):
    """Where a plan stands; values are on the wire and never change."""

    NEW = "new"
    DRAFTING = "drafting"
    COMMENTING = "commenting"
    RECONCILING = "reconciling"
    AGREED = "agreed"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_SIGNATURE = "awaiting_signature"
    AWAITING_NUMBER = "awaiting_number"
    AWAITING_SEAL = "awaiting_seal"
    ISSUED = "issued"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


FINAL = frozenset({State.ARCHIVED, State.WITHDRAWN})


class Act(StrEnum):
    """What can be done to a plan; values are on the wire and never change."""

    CREATE = "create"
    SAVE = "save"
    OPEN_ROUND = "open_round"
    CLOSE_ROUND = "close_round"
    RECORD_VOTE = "record_vote"
    SUBMIT = "submit"
    REVISE = "revise"
    APPROVE = "approve"
    RETURN = "return"
    CHOOSE_SIGNER = "choose_signer"
    SIGN = "sign"
    ALLOT_NUMBER = "allot_number"
    VOID_NUMBER = "void_number"
    WITHDRAW = "withdraw"
    RETRY = "retry"
    # of the workflow itself
    RENDERED = "rendered"
    PREPARED = "prepared"
    PREPARED_EXPIRED = "prepared_expired"
    EMBEDDED = "embedded"
    ARCHIVE = "archive"
    REMIND = "remind"
    STUCK = "stuck"


class Who(StrEnum):
    """Whose act it is; the route says which role in which place that means."""

    DRAFTER = "drafter"  # the person who wrote it, or who took it over
    UNIT_STAFF = "unit_staff"  # anyone who may draft in the unit
    CHAIR = "chair"
    SECRETARY = "secretary"
    APPROVER = "approver"  # of the next approval step
    SIGNER = "signer"  # whoever the next signature field is reserved for
    OFFICE = "office"
    CLERK = "clerk"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: where the act leads, and whose it is.

    `completed` is where it leads once it completes what the state waits for: the last approval,
    the last signature, a vote that agrees.
    """

    target: State
    who: tuple[Who, ...]
    completed: State | None = None


_S, _A, _W = State, Act, Who
_DRAFTER, _SYSTEM = (_W.DRAFTER,), (_W.SYSTEM,)

TRANSITIONS: dict[tuple[State, Act], Row] = {
    (_S.NEW, _A.CREATE): Row(_S.DRAFTING, (_W.UNIT_STAFF,)),
    (_S.DRAFTING, _A.SAVE): Row(_S.DRAFTING, _DRAFTER),
    (_S.DRAFTING, _A.OPEN_ROUND): Row(_S.COMMENTING, _DRAFTER),
    (_S.DRAFTING, _A.SUBMIT): Row(_S.AWAITING_APPROVAL, _DRAFTER),
    (_S.COMMENTING, _A.CLOSE_ROUND): Row(_S.RECONCILING, (_W.CHAIR, _W.SYSTEM)),
    (_S.RECONCILING, _A.SAVE): Row(_S.RECONCILING, _DRAFTER),
    (_S.RECONCILING, _A.RECORD_VOTE): Row(_S.DRAFTING, (_W.SECRETARY,), _S.RECONCILING),
    (_S.RECONCILING, _A.RENDERED): Row(_S.RECONCILING, _SYSTEM),
    (_S.RECONCILING, _A.PREPARED): Row(_S.RECONCILING, _SYSTEM),
    (_S.RECONCILING, _A.PREPARED_EXPIRED): Row(_S.RECONCILING, _SYSTEM),
    (_S.RECONCILING, _A.SIGN): Row(_S.RECONCILING, (_W.SIGNER,)),
    (_S.RECONCILING, _A.EMBEDDED): Row(_S.RECONCILING, _SYSTEM, _S.AGREED),
    (_S.AGREED, _A.SUBMIT): Row(_S.AWAITING_APPROVAL, _DRAFTER),
    (_S.AGREED, _A.REVISE): Row(_S.DRAFTING, _DRAFTER),
    (_S.AWAITING_APPROVAL, _A.APPROVE): Row(
        _S.AWAITING_APPROVAL, (_W.APPROVER,), _S.AWAITING_SIGNATURE
    ),
    (_S.AWAITING_APPROVAL, _A.RETURN): Row(_S.DRAFTING, (_W.APPROVER,)),
    (_S.AWAITING_SIGNATURE, _A.CHOOSE_SIGNER): Row(_S.AWAITING_SIGNATURE, (_W.OFFICE,)),
    (_S.AWAITING_SIGNATURE, _A.RENDERED): Row(_S.AWAITING_SIGNATURE, _SYSTEM),
    (_S.AWAITING_SIGNATURE, _A.PREPARED): Row(_S.AWAITING_SIGNATURE, _SYSTEM),
    (_S.AWAITING_SIGNATURE, _A.PREPARED_EXPIRED): Row(_S.AWAITING_SIGNATURE, _SYSTEM),
    (_S.AWAITING_SIGNATURE, _A.SIGN): Row(_S.AWAITING_SIGNATURE, (_W.SIGNER,)),
    (_S.AWAITING_SIGNATURE, _A.EMBEDDED): Row(_S.AWAITING_SIGNATURE, _SYSTEM, _S.AWAITING_NUMBER),
    (_S.AWAITING_SIGNATURE, _A.RETURN): Row(_S.DRAFTING, (_W.SIGNER,)),
    (_S.AWAITING_NUMBER, _A.ALLOT_NUMBER): Row(_S.AWAITING_SEAL, (_W.CLERK,)),
    (_S.AWAITING_NUMBER, _A.RETURN): Row(_S.DRAFTING, (_W.CLERK,)),
    (_S.AWAITING_SEAL, _A.PREPARED): Row(_S.AWAITING_SEAL, _SYSTEM),
    (_S.AWAITING_SEAL, _A.PREPARED_EXPIRED): Row(_S.AWAITING_SEAL, _SYSTEM),
    (_S.AWAITING_SEAL, _A.SIGN): Row(_S.AWAITING_SEAL, (_W.SIGNER,)),
    (_S.AWAITING_SEAL, _A.EMBEDDED): Row(_S.AWAITING_SEAL, _SYSTEM, _S.ISSUED),
    (_S.AWAITING_SEAL, _A.VOID_NUMBER): Row(_S.AWAITING_NUMBER, (_W.CLERK,)),
    (_S.ISSUED, _A.ARCHIVE): Row(_S.ARCHIVED, _SYSTEM),
}

_BEFORE_NUMBER = (
    _S.DRAFTING, _S.COMMENTING, _S.RECONCILING, _S.AGREED, _S.AWAITING_APPROVAL,
    _S.AWAITING_SIGNATURE, _S.AWAITING_NUMBER,
)  # fmt: skip
_WORKING = (_S.RECONCILING, _S.AWAITING_SIGNATURE, _S.AWAITING_SEAL, _S.ISSUED)

TRANSITIONS |= {(s, _A.WITHDRAW): Row(_S.WITHDRAWN, _DRAFTER) for s in _BEFORE_NUMBER}
TRANSITIONS |= {(s, _A.REMIND): Row(s, _SYSTEM) for s in (*_BEFORE_NUMBER, _S.AWAITING_SEAL)}
TRANSITIONS |= {(s, _A.STUCK): Row(s, _SYSTEM) for s in _WORKING}
TRANSITIONS |= {(s, _A.RETRY): Row(s, (_W.OFFICE, _W.DRAFTER, _W.CLERK)) for s in _WORKING}

NEEDS_REASON = frozenset({Act.RETURN, Act.WITHDRAW, Act.VOID_NUMBER})
NOT_ON_OWN_PAPER = frozenset({
    Act.APPROVE, Act.RETURN, Act.ALLOT_NUMBER, Act.RECORD_VOTE, Act.CLOSE_ROUND,
})  # fmt: skip
SYSTEM_ACTS = frozenset({
    Act.RENDERED, Act.PREPARED, Act.PREPARED_EXPIRED, Act.EMBEDDED, Act.ARCHIVE, Act.REMIND,
    Act.STUCK,
})  # fmt: skip


def row(state: State, act: Act) -> Row:
    """Return the table's line for this pair.

    Raises:
        WrongStateError: the table has none.
    """
    found = TRANSITIONS.get((state, act))
    if found is None:
        raise WrongStateError(state, act)
    return found
