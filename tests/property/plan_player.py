"""Plays a plan by the pure rules as `record` does, and keeps what the invariants ask about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.builders import (
    CHAIR,
    CIRCLE,
    CLERK,
    DEPUTY_CHAIR,
    DRAFTER,
    HEAD,
    LEADER,
    LONG_AGO,
    NOON,
    OFFICE,
    SECRETARY,
    UNIT,
    a_new,
    a_ticket,
    people,
)  # fmt: skip
from workflows.domain import rules
from workflows.domain.document import Document, Item, Number, Paper, SignatureMade, Signer
from workflows.domain.errors import DomainError
from workflows.domain.kinds import FieldRole
from workflows.domain.orders import Facts, Order, SignerChoice
from workflows.domain.people import SYSTEM, Holding, Role
from workflows.domain.plan import FINAL, Act, State
from workflows.domain.rights import standing_for
from workflows.domain.rounds import Vote
from workflows.domain.work import Work, next_work

if TYPE_CHECKING:
    from workflows.domain.people import Standing

SECOND_HEAD, STRANGER = "ng-head-2", "ng-stranger"
DRAFTERS = (DRAFTER, CHAIR, SECRETARY, HEAD)
PERSONS = (*DRAFTERS, OFFICE, LEADER, CLERK, DEPUTY_CHAIR, SECOND_HEAD, STRANGER)
OFFICERS = people(
    *(Holding(f"post-staff-{who}", who, Role.STAFF, UNIT, LONG_AGO) for who in DRAFTERS[1:]),
    Holding("post-head-2", SECOND_HEAD, Role.HEAD, UNIT, LONG_AGO),
    Holding("post-member", STRANGER, Role.MEMBER, CIRCLE, LONG_AGO),
)
AGREES, DISAGREES = Vote(10, 8, 7, 1, 0), Vote(10, 8, 4, 4, 0)
AT = "2026-11-02T05:00:00.000000Z"
FINISHED = {
    Work.RENDER: Act.RENDERED,
    Work.PREPARE: Act.PREPARED,
    Work.EMBED: Act.EMBEDDED,
    Work.ARCHIVE: Act.ARCHIVE,
}
SIGNERS = {FieldRole.PERSONAL: LEADER, FieldRole.NUMBER: "", FieldRole.AGENCY: ""}


@dataclass(frozen=True, slots=True)
class Try:
    """What somebody does, and what of it is wrong."""

    act: Act
    person: str
    content: str = "c0"
    follow: str = "f0"
    vote: Vote = AGREES
    is_stale: bool = False
    sees_other: bool = False
    unanswered: int = 0
    approval: str = ""  # "": the one that is asked for next


@dataclass
class Player:
    """One document on its way, and what happened to it."""

    drafter: str = DRAFTER
    doc: Document = field(default_factory=lambda: Document("vb-1"))
    done: list[Order] = field(default_factory=list)
    approved_content: str = ""
    voted_follow: str = ""
    numbers: int = 240

    def tries(self, one: Try) -> bool:
        """Try an act; say whether it was done. A refusal changes nothing."""
        order = self.order(one)
        before = self.doc
        try:
            rules.check(before, order)
            subject = replace(self.placed(order)) if order.new else before
            standing = standing_for(subject, order, NOON, OFFICERS)
            facts = self.facts(one, order, standing)
            rules.check_facts(before, order, facts)
        except DomainError:
            return False
        self.doc = rules.after(before, order, facts)
        self.done.append(order)
        if order.act is Act.APPROVE and not before.approvals:
            self.approved_content = before.content_sha256
        if order.act is Act.RECORD_VOTE:
            self.voted_follow = before.follow_sha256
        return True

    def goes_on(self) -> bool:
        """Do what is due next, by the first who may."""
        act = self.due()
        if act is None:
            return False
        work = next_work(self.doc)
        if work is not None:
            return self.tries(Try(FINISHED[work], SYSTEM))
        order = (self.drafter, *(p for p in PERSONS if p != self.drafter))
        return any(self.tries(Try(act, person)) for person in order)

    def due(self) -> Act | None:
        doc = self.doc
        if doc.state in FINAL:
            return None
        if doc.stuck:
            return Act.RETRY
        if doc.state is State.DRAFTING:
            return Act.SUBMIT if doc.is_agreed else Act.OPEN_ROUND
        if doc.state is State.RECONCILING and doc.vote is None:
            return Act.RECORD_VOTE
        return _DUE.get(doc.state, Act.SIGN)

    def order(self, one: Try) -> Order:
        doc, paper = self.doc, self.doc.paper
        item = paper.item if paper else None
        role = doc.next_field or FieldRole.PERSONAL
        parts: dict[str, Any] = {
            "new": a_new() if one.act is Act.CREATE else None,
            "content": a_ticket(one.content) if one.act in {Act.CREATE, Act.SAVE} else None,
            "reason": a_ticket("why"), "vote": one.vote, "roll": a_ticket("roll"),
            "choice": SignerChoice(LEADER, "post-ng-leader"),
            "approval": one.approval or (doc.next_approval or "" if doc.kind else ""),
            "item_id": item.item_id if item else "", "cms": a_ticket("cms"),
            "paper": Paper(a_ticket(f"base-{doc.version}"), a_ticket("anchors")),
            "item": self.item(role), "record": a_ticket("record"), "code": "sign.no_image",
            "signature": SignatureMade(
                item.role if item else role, item.person_id if item else "", AT, "B-LT",
                a_ticket(f"{role}-{doc.version}"),
            ),
        }  # fmt: skip
        return Order(
            act_id=f"act-{len(self.done)}", act=one.act, person_id=one.person,
            seen_version=doc.moved_version - 1 if one.is_stale else doc.version,
            seen_sha256="other" if one.sees_other else doc.shown_sha256, **parts,
        )  # fmt: skip

    def item(self, role: FieldRole) -> Item:
        """Prepare a field for whoever signs it, as the activities choose."""
        first = {FieldRole.SECRETARY: SECRETARY, FieldRole.CHAIR: CHAIR}.get(role)
        person = SIGNERS.get(role, "") if first is None else first
        if first is not None and first == self.doc.drafter_id:
            person = DEPUTY_CHAIR
        tickets = a_ticket("hole"), a_ticket("sheet")
        return Item(f"item-{self.doc.version}", role, person, *tickets, "c" * 64, AT)

    def facts(self, one: Try, order: Order, standing: Standing) -> Facts:
        number = None
        if order.act is Act.ALLOT_NUMBER:
            self.numbers += 1
            number = Number("s", self.numbers, f"{self.numbers}/KH-SYT", "2026-11-02")
        return Facts(
            at=AT, post_id=standing.post_id, content_sha256=one.content,
            follow_sha256=one.follow, unanswered=one.unanswered, number=number,
            signer=Signer(LEADER, "post-ng-leader"), deadline=AT, remind_at=AT,
        )  # fmt: skip

    @staticmethod
    def placed(order: Order) -> Document:
        new = order.new or a_new()
        return Document(
            "vb-1", new.kind, new.route, order.person_id, new.unit_id, new.issuer_id,
            new.circle_id, new.superior_id,
        )  # fmt: skip


_DUE = {
    State.NEW: Act.CREATE,
    State.COMMENTING: Act.CLOSE_ROUND,
    State.AGREED: Act.SUBMIT,
    State.AWAITING_APPROVAL: Act.APPROVE,
    State.AWAITING_NUMBER: Act.ALLOT_NUMBER,
}
