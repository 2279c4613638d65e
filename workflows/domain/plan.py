"""The plan's lifecycle as a table: every state, every act, who and where to."""

from __future__ import annotations

from types import MappingProxyType

from workflows.domain.lifecycle import (
    SYSTEM,
    Act,
    Lifecycle,
    Row,
    Rows,
    State,
    Who,
    all_of,
    leaving,
    signing,
)

_S, _A, _W = State, Act, Who
DRAFTER = (_W.DRAFTER,)

DISCUSSED: Rows = {  # written, commented on, voted on; shared by all papers with minutes
    (_S.NEW, _A.CREATE): Row(_S.DRAFTING, (_W.UNIT_STAFF,)),
    (_S.DRAFTING, _A.SAVE): Row(_S.DRAFTING, DRAFTER),
    (_S.DRAFTING, _A.OPEN_ROUND): Row(_S.COMMENTING, DRAFTER),
    (_S.COMMENTING, _A.CLOSE_ROUND): Row(_S.RECONCILING, (_W.CHAIR, _W.SYSTEM)),
    (_S.RECONCILING, _A.SAVE): Row(_S.RECONCILING, DRAFTER),
    (_S.RECONCILING, _A.RECORD_VOTE): Row(_S.DRAFTING, (_W.SECRETARY,), _S.RECONCILING),
    **signing(_S.RECONCILING, _S.AGREED),
    (_S.AGREED, _A.REVISE): Row(_S.DRAFTING, DRAFTER),
}

NUMBERED: Rows = {  # signed, numbered, sealed, issued, put away, kept provable
    (_S.AWAITING_SIGNATURE, _A.CHOOSE_SIGNER): Row(_S.AWAITING_SIGNATURE, (_W.OFFICE,)),
    **signing(_S.AWAITING_SIGNATURE, _S.AWAITING_NUMBER),
    (_S.AWAITING_SIGNATURE, _A.RETURN): Row(_S.DRAFTING, (_W.SIGNER,)),
    (_S.AWAITING_NUMBER, _A.ALLOT_NUMBER): Row(_S.AWAITING_SEAL, (_W.CLERK,)),
    (_S.AWAITING_NUMBER, _A.RETURN): Row(_S.DRAFTING, (_W.CLERK,)),
    **signing(_S.AWAITING_SEAL, _S.ISSUED),
    (_S.AWAITING_SEAL, _A.VOID_NUMBER): Row(_S.AWAITING_NUMBER, (_W.CLERK,)),
    (_S.ISSUED, _A.ARCHIVE): Row(_S.ARCHIVED, SYSTEM),
    **all_of((_S.ARCHIVED,), _A.RENEW, SYSTEM),
}
del NUMBERED[_S.AWAITING_SEAL, _A.RENDERED]  # nothing is rendered after the first signature

ATTACHING: Rows = {  # appendices in files of their own: part of what is approved
    (_S.DRAFTING, _A.ATTACH): Row(_S.DRAFTING, DRAFTER),
    (_S.RECONCILING, _A.ATTACH): Row(_S.RECONCILING, DRAFTER),
}

BEFORE_NUMBER = (
    _S.DRAFTING, _S.COMMENTING, _S.RECONCILING, _S.AGREED, _S.AWAITING_APPROVAL,
    _S.AWAITING_SIGNATURE, _S.AWAITING_NUMBER,
)  # fmt: skip
WORKING = (_S.RECONCILING, _S.AWAITING_SIGNATURE, _S.AWAITING_SEAL, _S.ISSUED)


def attended(before_number: tuple[State, ...]) -> Rows:
    """Return the rows that go beside the way itself: withdrawing, deadlines, work that stopped."""
    human = (*before_number, _S.AWAITING_SEAL)
    return {
        **leaving(before_number, _A.WITHDRAW, Row(_S.WITHDRAWN, DRAFTER)),
        **all_of(human, _A.REMIND, SYSTEM),
        **all_of((s for s in human if s is not _S.COMMENTING), _A.ESCALATE, SYSTEM),
        **all_of(WORKING, _A.STUCK, SYSTEM),
        **all_of(WORKING, _A.RETRY, (_W.OFFICE, _W.DRAFTER, _W.CLERK)),
    }


APPROVED: Rows = {
    (_S.DRAFTING, _A.SUBMIT): Row(_S.AWAITING_APPROVAL, DRAFTER),
    (_S.AGREED, _A.SUBMIT): Row(_S.AWAITING_APPROVAL, DRAFTER),
    (_S.AWAITING_APPROVAL, _A.APPROVE): Row(
        _S.AWAITING_APPROVAL, (_W.APPROVER,), _S.AWAITING_SIGNATURE
    ),
    (_S.AWAITING_APPROVAL, _A.RETURN): Row(_S.DRAFTING, (_W.APPROVER,)),
}

LIFECYCLE = Lifecycle(
    "plan",
    MappingProxyType({**DISCUSSED, **ATTACHING, **APPROVED, **NUMBERED, **attended(BEFORE_NUMBER)}),
)
