"""Which acts a person may do now: asked of the same rules and rights that guard the act. Pure.

An act that is his but not possible yet is offered with the code that says why, so that nobody
searches for a button.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from workflows.domain import rules
from workflows.domain.document import Document, Ticket
from workflows.domain.errors import DomainError, IncompleteError, UnansweredError
from workflows.domain.lifecycle import SYSTEM_ACTS, Act, State, Who
from workflows.domain.orders import Order
from workflows.domain.people import People, Standing, circle
from workflows.domain.rights import circles, eligible, parties, standing_for
from workflows.domain.rounds import Vote

NUMBER_AND_SEAL = "number_and_seal"  # number, date and seal are one act for the clerk
SIGN_AND_NUMBER = "sign_and_number"  # of an issuer without a seal: one act of the signer
PRIMARY = (
    Act.SIGN, Act.ACKNOWLEDGE, NUMBER_AND_SEAL, Act.APPROVE, Act.RECORD_VOTE, Act.CLOSE_ROUND,
    Act.SUBMIT, Act.OPEN_ROUND, Act.SAVE, Act.RETRY, Act.REVISE, Act.CHOOSE_SIGNER, Act.CLOSE,
)  # fmt: skip
DESTRUCTIVE = (Act.RETURN, Act.VOID_NUMBER, Act.WITHDRAW)
TELL_WHY = frozenset({Act.OPEN_ROUND, Act.SUBMIT, Act.RECORD_VOTE, Act.SIGN})
_SEALING = {State.AWAITING_NUMBER: Act.ALLOT_NUMBER, State.AWAITING_SEAL: Act.VOID_NUMBER}
_ANY = Ticket("", "", 0)


@dataclass(frozen=True, slots=True)
class Offer:
    """One act: possible now, or with the `code` (and `faults`) that stand in its way."""

    act: str
    standing: Standing
    code: str = ""
    faults: tuple[str, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether a button belongs here."""
        return not self.code


@dataclass(frozen=True, slots=True)
class Asking:
    """One person before one document at one instant, and what the rules cannot see of it."""

    doc: Document
    person_id: str
    at: datetime
    people: People
    unanswered: int = 0


def offers(asking: Asking) -> tuple[Offer, ...]:
    """List the acts that are this person's now: the possible first, the most wanted ahead."""
    found = [
        _sealing(asking) if a == NUMBER_AND_SEAL else offer_of(asking, Act(a)) for a in PRIMARY
    ]
    offered = (_named(asking.doc, offer) for offer in found if offer is not None)
    return tuple(sorted(offered, key=lambda offer: not offer.is_possible))


def destructive(asking: Asking) -> tuple[Offer, ...]:
    """List the acts that undo something; they need a reason and stand apart."""
    found = (offer_of(asking, act) for act in DESTRUCTIVE)
    return tuple(offer for offer in found if offer is not None)


def may_comment(asking: Asking) -> bool:
    """Say whether he belongs to the circle whose round is open."""
    doc = asking.doc
    if doc.state is not State.COMMENTING:
        return False
    members = (
        s.person_id for unit_id in circles(doc) for s in circle(unit_id, asking.at, asking.people)
    )
    return asking.person_id in members


def may_answer(asking: Asking) -> bool:
    """Say whether the comments wait for his answers."""
    doc = asking.doc
    is_open = doc.state is State.RECONCILING and doc.vote is None
    is_here = not asking.people.is_away(asking.person_id, asking.at)
    return is_open and is_here and asking.person_id == doc.drafter_id


def candidates(asking: Asking) -> tuple[Standing, ...]:
    """List who may be named now: to sign, or to confirm instead of who was named so far."""
    doc = asking.doc
    if doc.state is State.AWAITING_SIGNATURE and doc.the_route.signer is not None:
        return eligible(doc, doc.the_route.signer, asking.at, asking.people)
    if doc.state is not State.AWAITING_CONFIRMATION:
        return ()
    known = {doc.drafter_id, doc.confirmer.person_id if doc.confirmer else ""}
    found = (
        s
        for party in parties(doc, Who.CONFIRMER)
        for s in eligible(doc, party, asking.at, asking.people)
    )
    return tuple(s for s in found if s.person_id not in known)


def offer_of(asking: Asking, act: Act) -> Offer | None:
    """Return one act as an offer; None where it is not his, or of no use to show."""
    doc = asking.doc
    is_sealing = act is Act.SIGN and doc.state is State.AWAITING_SEAL
    if act in SYSTEM_ACTS or (doc.state, act) not in doc.lifecycle.rows or is_sealing:
        return None
    if act is Act.CHOOSE_SIGNER and not candidates(asking):
        return None
    order = _probe(doc, act, asking.person_id)
    try:
        standing = standing_for(doc, order, asking.at, asking.people)
    except DomainError:
        return None
    return _judged(asking, order, standing)


def _judged(asking: Asking, order: Order, standing: Standing) -> Offer | None:
    try:
        rules.check(asking.doc, order)
        if order.act is Act.RECORD_VOTE and asking.unanswered:
            raise UnansweredError(asking.doc.document_id)
    except DomainError as refusal:
        if order.act not in TELL_WHY:
            return None
        faults = refusal.faults if isinstance(refusal, IncompleteError) else ()
        return Offer(order.act, standing, refusal.code, faults)
    return Offer(order.act, standing)


def _named(doc: Document, offer: Offer) -> Offer:
    """Without a seal, the signature and what follows it are one act of the signer."""
    signs = offer.act == Act.SIGN and doc.state is State.AWAITING_SIGNATURE
    if doc.the_route.is_sealed or not (signs or offer.act == NUMBER_AND_SEAL):
        return offer
    return replace(offer, act=SIGN_AND_NUMBER)


def _sealing(asking: Asking) -> Offer | None:
    """The clerk's one act; where it stopped half-way, the same act goes on."""
    doc = asking.doc
    if doc.state not in _SEALING or doc.stuck or _is_another_signers(doc, asking.person_id):
        return None
    order = _probe(doc, _SEALING[doc.state], asking.person_id)
    try:
        return Offer(NUMBER_AND_SEAL, standing_for(doc, order, asking.at, asking.people))
    except DomainError:
        return None


def _is_another_signers(doc: Document, person_id: str) -> bool:
    is_signer = doc.signer is not None and doc.signer.person_id == person_id
    return not doc.the_route.is_sealed and not is_signer


def _probe(doc: Document, act: Act, person_id: str) -> Order:
    """An order with everything in it that a person could still supply."""
    item = doc.paper.item if doc.paper else None
    return Order(
        act_id="",
        act=act,
        person_id=person_id,
        seen_version=doc.version,
        seen_sha256=doc.shown_sha256,
        content=doc.content or _ANY,
        reason=_ANY,
        vote=Vote(1, 1, 1, 0, 0),
        roll=_ANY,
        approval=doc.next_approval or "",
        item_id=item.item_id if item else "",
        cms=_ANY,
        step_up_id="to be given",
    )
