"""The lifecycle of a cell's own numbered paper: as a plan's, but the cell's vote approves it.

A cell has no office that checks and no seal: who signs also signs the number in the header row.
"""

from __future__ import annotations

from types import MappingProxyType

from workflows.domain.lifecycle import (
    Act,
    Lifecycle,
    Row,
    State,
)
from workflows.domain.plan import BEFORE_NUMBER, DISCUSSED, DRAFTER, NUMBERED, attended

_S, _A = State, Act
_BEFORE_NUMBER = tuple(s for s in BEFORE_NUMBER if s is not _S.AWAITING_APPROVAL)

LIFECYCLE = Lifecycle(
    "resolution",
    MappingProxyType({
        **DISCUSSED,
        (_S.DRAFTING, _A.SUBMIT): Row(_S.AWAITING_SIGNATURE, DRAFTER),
        (_S.AGREED, _A.SUBMIT): Row(_S.AWAITING_SIGNATURE, DRAFTER),
        **NUMBERED,
        **attended(_BEFORE_NUMBER),
    }),
)  # fmt: skip
