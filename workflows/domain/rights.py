"""By what right somebody acts on a document, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.domain.errors import NoRightError, OwnPaperError
from workflows.domain.kinds import FieldRole
from workflows.domain.people import SYSTEM, Party, Place, Role, Standing, standings
from workflows.domain.plan import NOT_ON_OWN_PAPER, Act, State, Who, row

if TYPE_CHECKING:
    from datetime import datetime

    from workflows.domain.document import Document
    from workflows.domain.orders import Order
    from workflows.domain.people import People

CLERK_FIELDS = frozenset({FieldRole.NUMBER, FieldRole.AGENCY})
MINUTE_FIELDS = {FieldRole.SECRETARY: Who.SECRETARY, FieldRole.CHAIR: Who.CHAIR}
STAND_INS = {Role.CHAIR: Role.DEPUTY_CHAIR, Role.SECRETARY: Role.DEPUTY_CHAIR}


def unit_of(doc: Document, place: Place) -> str:
    """Return the unit that a place means for this document."""
    return {
        Place.UNIT: doc.unit_id,
        Place.ISSUER: doc.issuer_id,
        Place.CIRCLE: doc.circle_id,
        Place.SUPERIOR: doc.superior_id,
    }[place]


def parties(doc: Document, who: Who) -> tuple[Party, ...]:
    """Return which role in which place is meant; empty where a person is."""
    if who is Who.APPROVER:
        name = doc.next_approval
        return tuple(a.party for a in doc.the_route.approvals if a.name == name)
    if who is Who.SIGNER:
        return _signing_parties(doc)
    party = doc.the_route.parties.get(who)
    return (party,) if party else ()


def _signing_parties(doc: Document) -> tuple[Party, ...]:
    role = doc.next_field
    if role in CLERK_FIELDS:
        return (doc.the_route.parties[Who.CLERK],)
    if role in MINUTE_FIELDS:
        return (doc.the_route.parties[MINUTE_FIELDS[role]],)
    return (doc.the_route.signer,) if role is FieldRole.PERSONAL else ()


def eligible(doc: Document, party: Party, at: datetime, people: People) -> tuple[Standing, ...]:
    """List who may act for a party; where it is the drafter's own paper, his stand-in may.

    The secretary's or chair's own paper is minuted by the deputy (product rule: nobody minutes
    his own).
    """
    unit_id = unit_of(doc, party.place)
    found = standings(party.role, unit_id, at, people)
    stand_in = STAND_INS.get(party.role)
    others = tuple(s for s in found if s.person_id != doc.drafter_id)
    if stand_in is None or others:
        return found
    return found + standings(stand_in, unit_id, at, people)


def standing_for(doc: Document, order: Order, at: datetime, people: People) -> Standing:
    """Return by what right this person may perform this order now.

    Raises:
        NoRightError: by none.
        OwnPaperError: the right is there, but the paper is his own.
    """
    owners = row(doc.state, order.act).who
    if order.person_id == SYSTEM:
        if Who.SYSTEM in owners:
            return Standing(SYSTEM, "")
        raise NoRightError(order.act)
    for who in owners:
        found = _standing(doc, order.person_id, who, at, people)
        if found is not None:
            _refuse_own_paper(doc, order)
            return found
    raise NoRightError(order.act)


def _standing(
    doc: Document, person: str, who: Who, at: datetime, people: People
) -> Standing | None:
    if who is Who.DRAFTER:
        return Standing(person, "") if person == doc.drafter_id else None
    if who is Who.SIGNER and not _is_named(doc, person):
        return None
    candidates = (s for party in parties(doc, who) for s in eligible(doc, party, at, people))
    return next((s for s in candidates if s.person_id == person), None)


def _is_named(doc: Document, person_id: str) -> bool:
    """A prepared item names its signer; the agency's key may be used by any of its clerks."""
    item = doc.paper.item if doc.paper else None
    return item is not None and item.person_id in {person_id, ""}


def _refuse_own_paper(doc: Document, order: Order) -> None:
    minutes = doc.state is State.RECONCILING and order.act is Act.SIGN
    if order.person_id == doc.drafter_id and (minutes or order.act in NOT_ON_OWN_PAPER):
        raise OwnPaperError(order.act)
