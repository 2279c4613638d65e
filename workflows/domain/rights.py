"""By what right somebody acts on a document, or why not; and who may know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.domain.errors import AbsentError, NoRightError, OwnPaperError
from workflows.domain.lifecycle import NOT_ON_OWN_PAPER, Act, State, Who
from workflows.domain.people import SYSTEM, Party, Place, Standing, circle, standings
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workflows.domain.document import Document
    from workflows.domain.orders import Order
    from workflows.domain.people import People

CLERK_FIELDS = frozenset({FieldRole.NUMBER, FieldRole.AGENCY, FieldRole.APPENDIX})
MINUTE_FIELDS = {FieldRole.SECRETARY: Who.SECRETARY, FieldRole.CHAIR: Who.CHAIR}
OTHERS_FIELDS = frozenset({*MINUTE_FIELDS, FieldRole.CONFIRM})  # never signed on one's own paper
_BEGIN_FOR_OTHERS = frozenset({Who.ORGANISER, Who.CAMPAIGN_OFFICE})
_KEPT = frozenset({State.REGISTERED, State.IN_FORCE, State.CLOSED, State.ARCHIVED})


def units_of(doc: Document, place: Place) -> tuple[str, ...]:
    """Return the units that a place means for this document."""
    named = {
        Place.UNIT: doc.unit_id,
        Place.ISSUER: doc.issuer_id,
        Place.CIRCLE: doc.circle_id,
        Place.SUPERIOR: doc.superior_id,
        Place.CUSTODIAN: doc.custodian_id,
    }
    found = doc.shared_with if place is Place.SHARED else (named[place],)
    return tuple(unit_id for unit_id in found if unit_id)


def open_to(doc: Document) -> tuple[str, ...]:
    """Return the units whose people may know of this document, sorted.

    Its custodian learns of it when it is handed over, not before.
    """
    places = set(doc.the_kind.open_to)
    if doc.state in _KEPT:
        places.add(Place.CUSTODIAN)
    return tuple(sorted({unit for place in places for unit in units_of(doc, place)}))


def circles(doc: Document) -> tuple[str, ...]:
    """Return who may comment: the circle, and for a commitment the higher committees (R-042)."""
    shared = doc.shared_with if doc.campaign is None else ()
    return tuple(dict.fromkeys(unit for unit in (doc.circle_id, *shared) if unit))


def parties(doc: Document, who: Who) -> tuple[Party, ...]:
    """Return which role in which place is meant; empty where a person is."""
    if who is Who.APPROVER:
        name = doc.next_approval
        return tuple(a.party for a in doc.the_route.approvals if a.name == name)
    if who is Who.SIGNER:
        return _signing_parties(doc)
    return doc.the_route.parties.get(who, ())


def _signing_parties(doc: Document) -> tuple[Party, ...]:
    role, route = doc.next_field, doc.the_route
    if role in CLERK_FIELDS:
        return route.parties[Who.CLERK]
    if role in MINUTE_FIELDS:
        return route.parties[MINUTE_FIELDS[role]]
    if role is FieldRole.CONFIRM:
        return route.parties[Who.CONFIRMER]
    return (route.signer,) if role is FieldRole.PERSONAL and route.signer else ()


def eligible(doc: Document, party: Party, at: datetime, people: People) -> tuple[Standing, ...]:
    """List who may act for a party; where it is the drafter's own paper, his stand-in may.

    The secretary's or chair's own paper is minuted and confirmed by the deputy, else by the
    superior (product rule: nobody minutes or confirms his own).
    """
    found = _standings(doc, party, at, people)
    for stand_in in party.stand_ins:
        if any(s.person_id != doc.drafter_id for s in found):
            break
        found += _standings(doc, stand_in, at, people)
    return found


def acting(doc: Document, party: Party, at: datetime, people: People) -> Party:
    """Return who stands in for a party that only the drafter holds, or nobody; else the party."""
    for candidate in (party, *party.stand_ins):
        found = _standings(doc, candidate, at, people)
        if any(s.person_id != doc.drafter_id for s in found):
            return candidate
    return party


def own_standing(doc: Document, at: datetime, people: People) -> Standing | None:
    """Return by which post the drafter himself belongs to the circle now."""
    found = circle(doc.circle_id, at, people)
    return next((s for s in found if s.person_id == doc.drafter_id), None)


def standing_for(doc: Document, order: Order, at: datetime, people: People) -> Standing:
    """Return by what right this person may perform this order now.

    Raises:
        NoRightError: by none.
        AbsentError: it would be his, but he is away.
        OwnPaperError: the right is there, but the paper is his own.
    """
    owners = doc.lifecycle.row(doc.state, order.act).who
    if order.person_id == SYSTEM:
        if Who.SYSTEM in owners:
            return Standing(SYSTEM, "")
        raise NoRightError(order.act)
    known = people.as_if_present(order.person_id)
    for who in owners:
        found = next((s for s in _who(doc, order, who, at, known)), None)
        if found is not None:
            refuse_absent(order.person_id, at, people)
            _refuse_own_paper(doc, order)
            return found
    raise NoRightError(order.act)


def refuse_absent(person_id: str, at: datetime, people: People) -> None:
    """Let nobody act who is away by the register.

    Raises:
        AbsentError: he is.
    """
    if people.is_away(person_id, at):
        raise AbsentError(person_id)


def _who(doc: Document, order: Order, who: Who, at: datetime, people: People) -> Iterator[Standing]:
    """Yield the standings by which this very person is `who`."""
    person = order.person_id
    own = own_standing(doc, at, people)
    candidates: tuple[Standing, ...] = ()
    if who is Who.DRAFTER:
        candidates = (Standing(doc.drafter_id, ""),)
    elif who is Who.MEMBER or (who is Who.SIGNER and _signs_own(doc)):
        candidates = (own,) if own else ()
    elif not _is_others(doc, order, who, own):
        candidates = tuple(
            s for p in parties(doc, who) for s in _holders(doc, order, p, at, people)
        )
    if who is Who.SIGNER and not _is_named(doc, person):
        return
    yield from (s for s in candidates if s.person_id == person)


def _holders(
    doc: Document, order: Order, party: Party, at: datetime, people: People
) -> tuple[Standing, ...]:
    """List who acts for a party; a unit of a campaign speaks only for itself."""
    if order.asked is not None and party.place is Place.SHARED:
        unit_id = order.asked.unit_id
        return standings(party.role, unit_id, at, people) if unit_id in doc.shared_with else ()
    return eligible(doc, party, at, people)


def _is_others(doc: Document, order: Order, who: Who, own: Standing | None) -> bool:
    """Say whether this is somebody else's in spite of the post.

    A commitment is begun only for people of the circle, by an office above only for its campaign;
    where no agency's key signs the number, only the very signer allots it.
    """
    if who is Who.CAMPAIGN_OFFICE and not doc.campaign_id:
        return True
    if who in _BEGIN_FOR_OTHERS and order.act is Act.CREATE:
        return own is None
    if order.act is Act.ALLOT_NUMBER and not doc.the_route.is_sealed:
        return doc.signer is None or doc.signer.person_id != order.person_id
    return False


def _signs_own(doc: Document) -> bool:
    return doc.next_field is FieldRole.PERSONAL and doc.the_route.signer is None


def _is_named(doc: Document, person_id: str) -> bool:
    """A prepared item names its signer; the agency's key may be used by any of its clerks."""
    item = doc.paper.item if doc.paper else None
    return item is not None and item.person_id in {person_id, ""}


def _refuse_own_paper(doc: Document, order: Order) -> None:
    if order.person_id != doc.drafter_id:
        return
    signs_for_others = order.act is Act.SIGN and doc.next_field in OTHERS_FIELDS
    closes_own = order.act is Act.CLOSE and doc.campaign is None
    if signs_for_others or closes_own or order.act in NOT_ON_OWN_PAPER:
        raise OwnPaperError(order.act)


def _standings(doc: Document, party: Party, at: datetime, people: People) -> tuple[Standing, ...]:
    units = units_of(doc, party.place)
    return tuple(s for unit in units for s in standings(party.role, unit, at, people))
