"""Whether a document awaits this signer's key now. Pure: no file, no clock, no key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.desk.protocol import Listed, Purpose
from signing.errors import NotOnTheListError
from workflows.domain.document import appendix_line
from workflows.domain.lifecycle import State
from workflows.domain.rights import CLERK_FIELDS
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from service.desk.protocol import Authority
    from workflows.domain.document import Document, Item

_WITH_THE_CLERK = frozenset({State.AWAITING_NUMBER, State.AWAITING_SEAL})


def awaited_item(doc: Document) -> Item:
    """Return the prepared item that the document waits with.

    Raises:
        NotOnTheListError: it waits for no signature, or already has this one.
    """
    paper = doc.paper
    if paper is None or paper.item is None or paper.cms is not None:
        raise NotOnTheListError("the document awaits no signature")
    if paper.item.role != doc.next_field:
        raise NotOnTheListError("another field is signed next")
    return paper.item


def refuse_other_signer(doc: Document, item: Item, authority: Authority) -> None:
    """Refuse an item that is not this key's to sign.

    A personal item names its signer. One without a name is the agency's: any clerk with a copy of
    this issuer's key may sign it, and only in the two fields that are the agency's. A person signs
    none of these two, but the number of his own paper that has no seal.

    Raises:
        NotOnTheListError: it is somebody else's.
    """
    if authority.purpose is Purpose.PERSONAL:
        is_mine = item.person_id == authority.person_id
        is_mine = is_mine and (item.role not in CLERK_FIELDS or _numbers_own(doc, item, authority))
    else:
        is_mine = not item.person_id and doc.issuer_id == authority.issuer_id
        is_mine = is_mine and item.role in CLERK_FIELDS
    if not is_mine:
        raise NotOnTheListError("the item awaits another signer")


def refuse_unlisted_number(doc: Document, listed: frozenset[Listed], authority: Authority) -> None:
    """Refuse a personal list that names the number of a paper which this person does not number.

    He does where the issuer has no seal and he is the signer: from his own signature on, which is
    in the paper or on the same list, until the number is signed too.

    Raises:
        NotOnTheListError: a sealed issuer's, another signer's, or not due now.
    """
    item = doc.paper.item if doc.paper else None
    is_due = doc.state in _WITH_THE_CLERK and _has_signed(doc, authority)
    if doc.state is State.AWAITING_SIGNATURE and item is not None:
        is_due = Listed(doc.document_id, item_id=item.item_id) in listed
    if not is_due or not _is_unsealed_signer(doc, authority):
        raise NotOnTheListError("the number of this document is not this person's to sign")


def _numbers_own(doc: Document, item: Item, authority: Authority) -> bool:
    is_number = item.role is FieldRole.NUMBER and doc.state is State.AWAITING_SEAL
    return is_number and _is_unsealed_signer(doc, authority) and _has_signed(doc, authority)


def _is_unsealed_signer(doc: Document, authority: Authority) -> bool:
    """Whether this person signs a numbered paper of an issuer that has no seal."""
    roles = {role for phase in doc.the_kind.phases.values() for role in phase.fields}
    is_his = doc.signer is not None and doc.signer.person_id == authority.person_id
    return is_his and not doc.the_route.is_sealed and roles & CLERK_FIELDS == {FieldRole.NUMBER}


def _has_signed(doc: Document, authority: Authority) -> bool:
    made = doc.main.signatures if doc.main else ()
    return any((s.role, s.person_id) == (FieldRole.PERSONAL, authority.person_id) for s in made)


def refuse_unlisted_role(doc: Document, line: Listed, authority: Authority) -> None:
    """Refuse a line of the agency's list that this document does not await from this issuer.

    Raises:
        NotOnTheListError: another issuer's, another field, or not with the clerk now.
    """
    is_due = doc.state in _WITH_THE_CLERK and doc.issuer_id == authority.issuer_id
    appendices = {appendix_line(part) for part in range(1, len(doc.attached) + 1)}
    if not is_due or line.role not in {FieldRole.NUMBER, FieldRole.AGENCY} | appendices:
        raise NotOnTheListError("the document does not await this seal")
