"""Whether a document awaits this signer's key now. Pure: no file, no clock, no key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.desk.protocol import Purpose
from signing.errors import NotOnTheListError
from workflows.domain.plan import State
from workflows.domain.rights import CLERK_FIELDS

if TYPE_CHECKING:
    from service.desk.protocol import Authority, Listed
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
    this issuer's key may sign it, and only in the two fields that are the agency's.

    Raises:
        NotOnTheListError: it is somebody else's.
    """
    if authority.purpose is Purpose.PERSONAL:
        is_mine = item.person_id == authority.person_id
    else:
        is_mine = not item.person_id and doc.issuer_id == authority.issuer_id
        is_mine = is_mine and item.role in CLERK_FIELDS
    if not is_mine:
        raise NotOnTheListError("the item awaits another signer")


def refuse_unlisted_role(doc: Document, line: Listed, authority: Authority) -> None:
    """Refuse a line of the agency's list that this document does not await from this issuer.

    Raises:
        NotOnTheListError: another issuer's, another field, or not with the clerk now.
    """
    is_due = doc.state in _WITH_THE_CLERK and doc.issuer_id == authority.issuer_id
    if not is_due or line.role not in CLERK_FIELDS:
        raise NotOnTheListError("the document does not await this seal")
