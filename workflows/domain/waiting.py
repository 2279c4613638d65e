"""Who is asked next, for which act: what the to-do lists and "who has it now" show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.domain.lifecycle import Act, State, Who
from workflows.domain.people import standings
from workflows.domain.rights import acting, circles, open_to, parties, units_of
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from workflows.domain.document import Document
    from workflows.domain.people import Party, People

COMMENT = "comment"  # asked of members while a round is open; a row, not an act of the workflow
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of somebody's to-do list: a person, or whoever holds a role in a unit."""

    act: str
    person_id: str = ""
    role: str = ""
    unit_id: str = ""


def asked(doc: Document) -> tuple[Asked, ...]:
    """List who is asked now; empty when the workflow itself works or all is done."""
    if doc.stuck:
        return _parties(doc, doc.the_route.keepers, Act.RETRY)
    if doc.state is State.COMMENTING:
        return (*_members(doc), *_of(doc, Who.CHAIR, Act.CLOSE_ROUND))
    if doc.state is State.RECONCILING:
        return _reconciling(doc)
    if doc.state in _SIGNING:
        return _signing(doc)
    return _SIMPLE.get(doc.state, _nobody)(doc)


def asked_at(doc: Document, at: datetime, people: People) -> tuple[Asked, ...]:
    """List who is asked at that instant: where only the drafter holds a post, who stands in.

    A stand-in to whom the document is not open is asked by name, and so may open it.
    """
    found = (line for one in asked(doc) for line in _fitting(doc, one, at, people))
    return tuple(dict.fromkeys(found))


def _fitting(doc: Document, one: Asked, at: datetime, people: People) -> Iterator[Asked]:
    known = (p for p in _with_stand_ins(doc) if p.role == one.role)
    party = next((p for p in known if one.unit_id in units_of(doc, p.place)), None)
    chosen = acting(doc, party, at, people) if party is not None else None
    if chosen is party or chosen is None:
        yield one
        return
    for unit_id in units_of(doc, chosen.place):
        if unit_id in open_to(doc):
            yield Asked(one.act, role=chosen.role, unit_id=unit_id)
        else:
            named = standings(chosen.role, unit_id, at, people)
            yield from (Asked(one.act, s.person_id) for s in named)


def _with_stand_ins(doc: Document) -> Iterator[Party]:
    """Yield the route's parties that somebody stands in for."""
    route = doc.the_route
    every = (*(p for found in route.parties.values() for p in found), *route.keepers)
    yield from (party for party in every if party.stand_ins)


def _reconciling(doc: Document) -> tuple[Asked, ...]:
    if doc.vote is None:
        return (Asked(ANSWER, doc.drafter_id), *_of(doc, Who.SECRETARY, Act.RECORD_VOTE))
    return _signing(doc)


def _signing(doc: Document) -> tuple[Asked, ...]:
    item = doc.paper.item if doc.paper else None
    if doc.state is State.AWAITING_SIGNATURE and doc.is_unsigned:
        return (Asked(Act.ACKNOWLEDGE, doc.drafter_id),)
    if doc.state is State.AWAITING_SIGNATURE and doc.signer is None:
        return _of(doc, Who.OFFICE, Act.CHOOSE_SIGNER)
    if doc.state is State.AWAITING_CONFIRMATION and doc.confirmer is None:
        return (
            Asked(Act.CHOOSE_SIGNER, doc.drafter_id),
            *_of(doc, Who.ORGANISER, Act.CHOOSE_SIGNER),
        )
    if item is None or (doc.paper is not None and doc.paper.cms is not None):
        return _rest_of(doc)
    if item.person_id:
        return (Asked(Act.SIGN, item.person_id),)
    return _of(doc, Who.SIGNER, Act.SIGN)


def _rest_of(doc: Document) -> tuple[Asked, ...]:
    """While the workflow prepares, the paper still lies with whoever signs next."""
    if doc.next_field is FieldRole.PERSONAL and doc.signer is not None:
        return (Asked(Act.SIGN, doc.signer.person_id),)
    if doc.next_field is FieldRole.CONFIRM and doc.confirmer is not None:
        return (Asked(Act.SIGN, doc.confirmer.person_id),)
    return _of(doc, Who.SIGNER, Act.SIGN)


def _numbering(doc: Document) -> tuple[Asked, ...]:
    """Without an agency's key, only the very signer can number his paper."""
    if not doc.the_route.is_sealed and doc.signer is not None:
        return (Asked(Act.ALLOT_NUMBER, doc.signer.person_id),)
    return _of(doc, Who.CLERK, Act.ALLOT_NUMBER)


def _followed(doc: Document) -> tuple[Asked, ...]:
    """A campaign asks its office while a unit's wish is open; a commitment in force asks nobody."""
    wishes = doc.campaign.adjustments if doc.campaign else ()
    if any(wish.is_accepted is None for wish in wishes):
        return _of(doc, Who.OFFICE, Act.DECIDE_ADJUSTMENT)
    return ()


def _members(doc: Document) -> tuple[Asked, ...]:
    """Ask by the posts that people of the circle hold: a cell has members, a unit its staff."""
    return tuple(
        Asked(COMMENT, role=role, unit_id=unit_id)
        for unit_id in circles(doc)
        for role in doc.the_route.listeners
    )


def _of(doc: Document, who: Who, act: str) -> tuple[Asked, ...]:
    return _parties(doc, parties(doc, who), act)


def _parties(doc: Document, wanted: tuple[Party, ...], act: str) -> tuple[Asked, ...]:
    return tuple(
        Asked(act, role=party.role, unit_id=unit_id)
        for party in wanted
        for unit_id in units_of(doc, party.place)
    )


def _nobody(_: Document) -> tuple[Asked, ...]:
    return ()


_SIGNING = frozenset({State.AWAITING_SIGNATURE, State.AWAITING_SEAL, State.AWAITING_CONFIRMATION})
_SIMPLE: dict[State, Callable[[Document], tuple[Asked, ...]]] = {
    State.DRAFTING: lambda doc: (Asked(Act.SAVE, doc.drafter_id),),
    State.AGREED: lambda doc: (Asked(Act.SUBMIT, doc.drafter_id),),
    State.AWAITING_APPROVAL: lambda doc: _of(doc, Who.APPROVER, Act.APPROVE),
    State.AWAITING_NUMBER: _numbering,
    State.IN_FORCE: _followed,
}
