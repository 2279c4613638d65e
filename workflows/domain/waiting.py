"""Who is asked next, for which act: what the to-do lists and "who has it now" show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.domain.kinds import FieldRole
from workflows.domain.people import Role
from workflows.domain.plan import Act, State, Who
from workflows.domain.rights import parties, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflows.domain.document import Document

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
        return (*_of(doc, Who.OFFICE, Act.RETRY),)
    if doc.state is State.COMMENTING:
        return (*_members(doc), *_of(doc, Who.CHAIR, Act.CLOSE_ROUND))
    if doc.state is State.RECONCILING:
        return _reconciling(doc)
    if doc.state in _SIGNING:
        return _signing(doc)
    return _SIMPLE.get(doc.state, _nobody)(doc)


def _reconciling(doc: Document) -> tuple[Asked, ...]:
    if doc.vote is None:
        return (Asked(ANSWER, doc.drafter_id), *_of(doc, Who.SECRETARY, Act.RECORD_VOTE))
    return _signing(doc)


def _signing(doc: Document) -> tuple[Asked, ...]:
    item = doc.paper.item if doc.paper else None
    if doc.state is State.AWAITING_SIGNATURE and doc.signer is None:
        return _of(doc, Who.OFFICE, Act.CHOOSE_SIGNER)
    if item is None or (doc.paper is not None and doc.paper.cms is not None):
        return _rest_of(doc)
    if item.person_id:
        return (Asked(Act.SIGN, item.person_id),)
    return _of(doc, Who.SIGNER, Act.SIGN)


def _rest_of(doc: Document) -> tuple[Asked, ...]:
    """While the workflow prepares, the paper still lies with whoever signs next."""
    if doc.next_field is FieldRole.PERSONAL and doc.signer is not None:
        return (Asked(Act.SIGN, doc.signer.person_id),)
    return _of(doc, Who.SIGNER, Act.SIGN)


def _members(doc: Document) -> tuple[Asked, ...]:
    return (Asked(COMMENT, role=Role.MEMBER, unit_id=doc.circle_id),)


def _of(doc: Document, who: Who, act: str) -> tuple[Asked, ...]:
    return tuple(
        Asked(act, role=party.role, unit_id=unit_of(doc, party.place))
        for party in parties(doc, who)
    )


def _nobody(_: Document) -> tuple[Asked, ...]:
    return ()


_SIGNING = frozenset({State.AWAITING_SIGNATURE, State.AWAITING_SEAL})
_SIMPLE: dict[State, Callable[[Document], tuple[Asked, ...]]] = {
    State.DRAFTING: lambda doc: (Asked(Act.SAVE, doc.drafter_id),),
    State.AGREED: lambda doc: (Asked(Act.SUBMIT, doc.drafter_id),),
    State.AWAITING_APPROVAL: lambda doc: _of(doc, Who.APPROVER, Act.APPROVE),
    State.AWAITING_NUMBER: lambda doc: _of(doc, Who.CLERK, Act.ALLOT_NUMBER),
}
