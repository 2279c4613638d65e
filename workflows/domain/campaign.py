"""The campaign's lifecycle: prepared, launched, followed, closed (đợt, phong trào)."""

from __future__ import annotations

from types import MappingProxyType

from workflows.domain.lifecycle import (
    SYSTEM,
    Act,
    Lifecycle,
    Row,
    State,
    Who,
    all_of,
)

_S, _A, _W = State, Act, Who
_ORGANISERS = (_W.DRAFTER, _W.OFFICE)
_UNIT = (_W.PARTICIPANT,)
_OPEN = (_S.IN_FORCE,)

LIFECYCLE = Lifecycle(
    "campaign",
    MappingProxyType({
        (_S.NEW, _A.CREATE): Row(_S.DRAFTING, (_W.OFFICE, _W.UNIT_STAFF)),
        (_S.DRAFTING, _A.SAVE): Row(_S.DRAFTING, _ORGANISERS),
        (_S.DRAFTING, _A.LAUNCH): Row(_S.IN_FORCE, _ORGANISERS),
        (_S.DRAFTING, _A.WITHDRAW): Row(_S.WITHDRAWN, _ORGANISERS),
        **all_of(_OPEN, _A.ADD_LIST, (_W.OFFICE,)),  # in whose name its commitments are begun
        **all_of(_OPEN, _A.URGE, _ORGANISERS),
        **all_of(_OPEN, _A.ASK_ADJUSTMENT, _UNIT),
        **all_of(_OPEN, _A.DECIDE_ADJUSTMENT, (_W.OFFICE,)),
        (_S.IN_FORCE, _A.CLOSE): Row(_S.CLOSED, _ORGANISERS),
        **all_of(_OPEN, _A.LISTED, SYSTEM),
        **all_of((_S.DRAFTING, _S.IN_FORCE), _A.REMIND, SYSTEM),
        **all_of((_S.DRAFTING, _S.IN_FORCE), _A.ESCALATE, SYSTEM),
        **all_of(_OPEN, _A.STUCK, SYSTEM),
        **all_of(_OPEN, _A.RETRY, _ORGANISERS),
    }),
    final=frozenset({_S.CLOSED, _S.WITHDRAWN}),
)  # fmt: skip
