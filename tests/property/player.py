"""Plays a document by the pure rules as `record` does; each kind says what is its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from tests.builders import NOON, a_ticket
from workflows.domain import rules
from workflows.domain.document import Document, Item, Paper, SignatureMade
from workflows.domain.effects import placed
from workflows.domain.errors import DomainError
from workflows.domain.lifecycle import Act
from workflows.domain.orders import NewDocument, Order
from workflows.domain.people import SYSTEM, People
from workflows.domain.rights import standing_for
from workflows.domain.rounds import Vote
from workflows.domain.shapes import FieldRole
from workflows.domain.work import Work, next_work

if TYPE_CHECKING:
    from workflows.domain.orders import Facts
    from workflows.domain.people import Standing

AGREES, DISAGREES = Vote(10, 8, 7, 1, 0), Vote(10, 8, 4, 4, 0)
AT = "2026-11-02T05:00:00.000000Z"
FINISHED = {
    Work.RENDER: Act.RENDERED,
    Work.PREPARE: Act.PREPARED,
    Work.EMBED: Act.EMBEDDED,
    Work.ARCHIVE: Act.ARCHIVE,
}


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
    chosen: str = ""  # who is to sign or confirm instead; "": whoever may
    proof: str = "su"


@dataclass
class Playing(ABC):
    """One document on its way, and what happened to it."""

    PERSONS: ClassVar[tuple[str, ...]]
    PEOPLE: ClassVar[People]
    NEW: ClassVar[NewDocument]

    drafter: str
    doc: Document
    done: list[Order] = field(default_factory=list)
    voted_follow: str = ""

    def tries(self, one: Try) -> bool:
        """Try an act; say whether it was done. A refusal changes nothing."""
        order, before = self.order(one), self.doc
        try:
            rules.check(before, order)
            subject = placed(before, order.new, order.person_id) if order.new else before
            standing = standing_for(subject, order, NOON, self.PEOPLE)
            facts = self.facts(one, order, subject, standing)
            rules.check_facts(before, order, facts)
        except DomainError:
            return False
        self.doc = rules.after(before, order, facts)
        self.done.append(order)
        if order.act is Act.RECORD_VOTE:
            self.voted_follow = before.follow_sha256
        self.note(order.act, before)
        return True

    def goes_on(self) -> bool:
        """Do what is due next, by the first who may."""
        act = self.due()
        if act is None:
            return False
        work = next_work(self.doc)
        if work is not None:
            return self.tries(Try(FINISHED[work], SYSTEM))
        order = (self.drafter, *(p for p in self.PERSONS if p != self.drafter))
        return any(self.tries(Try(act, person)) for person in order)

    def order(self, one: Try) -> Order:
        """Return the order by which somebody asks for it."""
        doc, paper = self.doc, self.doc.paper
        item = paper.item if paper else None
        role = doc.next_field or FieldRole.PERSONAL
        parts: dict[str, Any] = {
            "new": self.NEW if one.act is Act.CREATE else None,
            "content": a_ticket(one.content) if one.act in {Act.CREATE, Act.SAVE} else None,
            "reason": a_ticket("why"), "vote": one.vote, "roll": a_ticket("roll"),
            "item_id": item.item_id if item else "", "cms": a_ticket("cms"),
            "paper": Paper(a_ticket(f"base-{doc.version}"), a_ticket("anchors")),
            "item": self.item(role), "record": a_ticket(f"record-{doc.version}"),
            "code": "sign.no_image",
            "signature": SignatureMade(
                item.role if item else role, item.person_id if item else "", AT, "B-LT",
                a_ticket(f"{role}-{doc.version}"),
            ),
        }  # fmt: skip
        return Order(
            act_id=f"act-{len(self.done)}", act=one.act, person_id=one.person,
            seen_version=doc.moved_version - 1 if one.is_stale else doc.version,
            seen_sha256="other" if one.sees_other else doc.shown_sha256,
            **parts, **self.parts(one),
        )  # fmt: skip

    def item(self, role: FieldRole) -> Item:
        """Prepare a field for whoever signs it, as the activities choose."""
        tickets = a_ticket("hole"), a_ticket("sheet")
        return Item(f"item-{self.doc.version}", role, self.signer(role), *tickets, "c" * 64, AT)

    @abstractmethod
    def due(self) -> Act | None:
        """Return what is to be done next, or None where nothing is."""

    @abstractmethod
    def parts(self, one: Try) -> dict[str, Any]:
        """Return what only orders of this kind carry."""

    @abstractmethod
    def signer(self, role: FieldRole) -> str:
        """Return who signs a field; "": whoever may."""

    @abstractmethod
    def facts(self, one: Try, order: Order, doc: Document, standing: Standing) -> Facts:
        """Return what the recording transaction would find out."""

    @abstractmethod
    def note(self, act: Act, before: Document) -> None:
        """Keep what the invariants ask about."""
