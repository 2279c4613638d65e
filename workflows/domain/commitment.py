"""The commitment's lifecycle: discussed in its circle, signed, confirmed, kept (R-020 ff).

No number and no minutes of its own: the circle's vote is recorded with it. Who has no certificate
acknowledges it instead of signing; the confirmer's signature then covers that.
"""

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
_DRAFTER = (_W.DRAFTER,)
_UNCONFIRMED = (
    _S.DRAFTING, _S.COMMENTING, _S.RECONCILING, _S.AGREED, _S.AWAITING_SIGNATURE,
    _S.AWAITING_CONFIRMATION,
)  # fmt: skip
_WORKING = (_S.AWAITING_SIGNATURE, _S.AWAITING_CONFIRMATION, _S.REGISTERED, _S.CLOSED)

_WAY: Rows = {
    (_S.NEW, _A.CREATE): Row(_S.DRAFTING, (_W.MEMBER, _W.ORGANISER, _W.CAMPAIGN_OFFICE)),
    (_S.DRAFTING, _A.SAVE): Row(_S.DRAFTING, _DRAFTER),
    (_S.DRAFTING, _A.OPEN_ROUND): Row(_S.COMMENTING, _DRAFTER),
    (_S.DRAFTING, _A.SUBMIT): Row(_S.AWAITING_SIGNATURE, _DRAFTER),
    (_S.COMMENTING, _A.CLOSE_ROUND): Row(_S.RECONCILING, (_W.CHAIR, _W.SYSTEM)),
    (_S.RECONCILING, _A.SAVE): Row(_S.RECONCILING, _DRAFTER),
    (_S.RECONCILING, _A.RECORD_VOTE): Row(_S.DRAFTING, (_W.SECRETARY,), _S.AGREED),
    (_S.AGREED, _A.SUBMIT): Row(_S.AWAITING_SIGNATURE, _DRAFTER),
    (_S.AGREED, _A.REVISE): Row(_S.DRAFTING, _DRAFTER),
    **signing(_S.AWAITING_SIGNATURE, _S.AWAITING_CONFIRMATION),
    (_S.AWAITING_SIGNATURE, _A.ACKNOWLEDGE): Row(_S.AWAITING_CONFIRMATION, _DRAFTER),
    **signing(_S.AWAITING_CONFIRMATION, _S.REGISTERED),
    (_S.AWAITING_CONFIRMATION, _A.RETURN): Row(_S.DRAFTING, (_W.CONFIRMER,)),
    # Another confirmer means another rendering: what the person signed falls, an acknowledgement
    # of the content does not.
    (_S.AWAITING_CONFIRMATION, _A.CHOOSE_SIGNER): Row(
        _S.AWAITING_SIGNATURE, (_W.DRAFTER, _W.ORGANISER), _S.AWAITING_CONFIRMATION
    ),
    (_S.REGISTERED, _A.ARCHIVE): Row(_S.IN_FORCE, SYSTEM),
    (_S.IN_FORCE, _A.CLOSE): Row(_S.CLOSED, (_W.CONFIRMER, _W.SYSTEM)),
    (_S.CLOSED, _A.ARCHIVE): Row(_S.ARCHIVED, SYSTEM),
}

LIFECYCLE = Lifecycle(
    "commitment",
    MappingProxyType({
        **_WAY,
        **leaving(_UNCONFIRMED, _A.WITHDRAW, Row(_S.WITHDRAWN, _DRAFTER)),
        **all_of((_S.IN_FORCE, _S.ARCHIVED), _A.RENEW, SYSTEM),
        **all_of(_UNCONFIRMED, _A.REMIND, SYSTEM),
        **all_of((s for s in _UNCONFIRMED if s is not _S.COMMENTING), _A.ESCALATE, SYSTEM),
        **all_of(_WORKING, _A.STUCK, SYSTEM),
        **all_of(_WORKING, _A.RETRY, (_W.DRAFTER, _W.CONFIRMER)),
    }),
)  # fmt: skip
