"""Plays a commitment by the pure rules, and keeps what invariants ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tests.builders import NOON
from tests.property.player import AT, Playing, Try
from tests.unit.workflows.commitments import (
    ABOVE,
    CELL,
    CELL_PEOPLE,
    CHAIR,
    COMMITTEE,
    DEPUTY,
    MEMBER,
    PERSON,
    SECRETARY,
    STRANGER,
)
from workflows.domain.document import Document, Signer
from workflows.domain.lifecycle import Act, State, Who
from workflows.domain.orders import Facts, NewDocument, SignerChoice
from workflows.domain.rights import eligible, own_standing, parties
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from workflows.domain.orders import Order
    from workflows.domain.people import Standing

DRAFTERS = (PERSON, CHAIR, DEPUTY, SECRETARY)
PERSONS = (*DRAFTERS, MEMBER, ABOVE, STRANGER)
NEW = NewDocument("cam-ket-dang", "chi-bo", CELL, CELL, CELL, COMMITTEE, custodian_id=CELL,
                  period=2026)  # fmt: skip


@dataclass
class Player(Playing):
    """One commitment on its way, and what happened to it."""

    PERSONS, PEOPLE, NEW = PERSONS, CELL_PEOPLE, NEW

    drafter: str = PERSON
    doc: Document = field(default_factory=lambda: Document("ck-1"))
    has_certificate: bool = True
    submitted_content: str = ""

    @override
    def due(self) -> Act | None:
        doc = self.doc
        if doc.is_final:
            return None
        if doc.stuck:
            return Act.RETRY
        if doc.state is State.DRAFTING:
            return Act.SUBMIT if doc.is_agreed else Act.OPEN_ROUND
        if doc.state is State.AWAITING_SIGNATURE and doc.is_unsigned:
            return Act.ACKNOWLEDGE
        return _DUE.get(doc.state, Act.SIGN)

    @override
    def parts(self, one: Try) -> dict[str, Any]:
        return {"choice": SignerChoice(one.chosen, "post"), "step_up_id": one.proof}

    @override
    def signer(self, role: FieldRole) -> str:
        named = self.doc.confirmer if role is FieldRole.CONFIRM else self.doc.signer
        return named.person_id if named else ""

    @override
    def facts(self, one: Try, order: Order, doc: Document, standing: Standing) -> Facts:
        own = own_standing(doc, NOON, CELL_PEOPLE)
        wanted = one.chosen if order.act is Act.CHOOSE_SIGNER else ""
        return Facts(
            at=AT, post_id=standing.post_id, content_sha256=one.content,
            follow_sha256=one.follow, unanswered=one.unanswered, deadline=AT, remind_at=AT,
            signer=Signer(own.person_id, own.post_id) if own else None,
            confirmer=_confirmer(doc, wanted), is_unsigned=not self.has_certificate,
        )  # fmt: skip

    @override
    def note(self, act: Act, before: Document) -> None:
        if act is Act.SUBMIT:
            self.submitted_content = before.content_sha256


def _confirmer(doc: Document, wanted: str) -> Signer | None:
    """The first who may confirm and is not the person himself; of those, who is wanted."""
    found = [
        s
        for party in parties(doc, Who.CONFIRMER)
        for s in eligible(doc, party, NOON, CELL_PEOPLE)
        if s.person_id != doc.drafter_id
    ]
    chosen = next((s for s in found if s.person_id == wanted), found[0] if found else None)
    return Signer(chosen.person_id, chosen.post_id, chosen.prefix) if chosen else None


_DUE = {
    State.NEW: Act.CREATE,
    State.COMMENTING: Act.CLOSE_ROUND,
    State.RECONCILING: Act.RECORD_VOTE,
    State.AGREED: Act.SUBMIT,
    State.IN_FORCE: Act.CLOSE,
}
