"""Plays a plan by the pure rules, and keeps what the invariants ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tests.builders import (
    CHAIR,
    CIRCLE,
    CLERK,
    DEPUTY_CHAIR,
    DRAFTER,
    HEAD,
    LEADER,
    LONG_AGO,
    OFFICE,
    SECRETARY,
    UNIT,
    a_new,
    people,
)  # fmt: skip
from tests.property.player import AT, Playing, Try
from workflows.domain.document import Document, Number, Signer
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import Facts, SignerChoice
from workflows.domain.people import Holding, Role
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from workflows.domain.orders import Order
    from workflows.domain.people import Standing

SECOND_HEAD, STRANGER = "ng-head-2", "ng-stranger"
DRAFTERS = (DRAFTER, CHAIR, SECRETARY, HEAD)
PERSONS = (*DRAFTERS, OFFICE, LEADER, CLERK, DEPUTY_CHAIR, SECOND_HEAD, STRANGER)
OFFICERS = people(
    *(Holding(f"post-staff-{who}", who, Role.STAFF, UNIT, LONG_AGO) for who in DRAFTERS[1:]),
    Holding("post-head-2", SECOND_HEAD, Role.HEAD, UNIT, LONG_AGO),
    Holding("post-member", STRANGER, Role.MEMBER, CIRCLE, LONG_AGO),
)
SIGNERS = {FieldRole.PERSONAL: LEADER, FieldRole.NUMBER: "", FieldRole.AGENCY: ""}


@dataclass
class Player(Playing):
    """One plan on its way, and what happened to it."""

    PERSONS, PEOPLE, NEW = PERSONS, OFFICERS, a_new()

    drafter: str = DRAFTER
    doc: Document = field(default_factory=lambda: Document("vb-1"))
    approved_content: str = ""
    numbers: int = 240

    @override
    def due(self) -> Act | None:
        doc = self.doc
        if doc.is_final:
            return None
        if doc.stuck:
            return Act.RETRY
        if doc.state is State.DRAFTING:
            return Act.SUBMIT if doc.is_agreed else Act.OPEN_ROUND
        if doc.state is State.RECONCILING and doc.vote is None:
            return Act.RECORD_VOTE
        return _DUE.get(doc.state, Act.SIGN)

    @override
    def parts(self, one: Try) -> dict[str, Any]:
        asked = (self.doc.next_approval or "") if self.doc.kind else ""
        choice = SignerChoice(LEADER, "post-ng-leader")
        return {"choice": choice, "approval": one.approval or asked}

    @override
    def signer(self, role: FieldRole) -> str:
        first = {FieldRole.SECRETARY: SECRETARY, FieldRole.CHAIR: CHAIR}.get(role)
        if first is not None and first == self.doc.drafter_id:
            return DEPUTY_CHAIR
        return SIGNERS.get(role, "") if first is None else first

    @override
    def facts(self, one: Try, order: Order, doc: Document, standing: Standing) -> Facts:
        number = None
        if order.act is Act.ALLOT_NUMBER:
            self.numbers += 1
            number = Number("s", self.numbers, f"{self.numbers}/KH-SYT", "2026-11-02")
        return Facts(
            at=AT, post_id=standing.post_id, content_sha256=one.content,
            follow_sha256=one.follow, unanswered=one.unanswered, number=number,
            signer=Signer(LEADER, "post-ng-leader"), deadline=AT, remind_at=AT,
        )  # fmt: skip

    @override
    def note(self, act: Act, before: Document) -> None:
        if act is Act.APPROVE and not before.approvals:
            self.approved_content = before.content_sha256


_DUE = {
    State.NEW: Act.CREATE,
    State.COMMENTING: Act.CLOSE_ROUND,
    State.AGREED: Act.SUBMIT,
    State.AWAITING_APPROVAL: Act.APPROVE,
    State.AWAITING_NUMBER: Act.ALLOT_NUMBER,
}
