"""What the desk does: opens keys for a list, signs what is on it, forgets. Knows no socket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service.desk.awaiting import awaited_item, refuse_other_signer, refuse_unlisted_role
from service.desk.keys import Keys
from service.desk.made import Made, Signature
from service.desk.papers import Papers
from service.desk.protocol import Purpose
from service.desk.sessions import Session, Sessions
from signing.errors import DeskClosedError, NoKeyError, NotOnTheListError, SigningError
from signing.hole import refuse_expired

if TYPE_CHECKING:
    from service.desk.cabinet import KeyCard
    from service.desk.keys import SigningKey
    from service.desk.protocol import Authority, Listed, Sign, Unlock
    from signing.port import Prepared
    from storage.blobs.port import BlobRef
    from workflows.domain.document import Document, Item, Ticket


@dataclass(frozen=True, slots=True)
class Opened:
    """Answer to a PIN: the token to sign with, and for how many seconds."""

    session: str
    ttl: float


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk. Safe to share between threads."""

    keys: Keys
    papers: Papers
    sessions: Sessions
    made: Made
    now: Callable[[], datetime]

    def unlock(self, asked: Unlock) -> Opened:
        """Open a person's key for the items of the list, all of which must await it now.

        The list is checked before the PIN, so that a wrong list costs nobody a try.

        Raises:
            NotOnTheListError: an item of the list does not await this signer.
            NoKeyError: the key is not here.
            WrongPinError: and so many tries are left.
            KeyLockedError: none is.
            CertificateUnusableError: its certificate is not valid now.
            KeyUnusableError: the key file is damaged.
            DeskClosedError: too many sessions.
            StorageError: database or blob store did not answer.
        """
        keys = self._open(self._cards(asked), asked.pin)
        session = Session(asked.authority, asked.items, keys, self.sessions.ends())
        return Opened(self.sessions.open(session), self.sessions.lifetime)

    def sign(self, asked: Sign) -> BlobRef:
        """Sign one item and return the ticket of its CMS; asked again, the same ticket.

        Raises:
            DeskClosedError: the session has ended.
            NotOnTheListError: the item is not on the list, or awaits another signer or none.
            PreparedVoidError: it has expired, or the file is not the one that was shown.
            NoKeyError: it was prepared for a certificate that this session has no key of.
            StorageError: database or blob store did not answer.
        """
        session = self.sessions.get(asked.session)
        made = self.made.find(asked.item_id)
        if made is not None:
            return _again(session, made, asked.document_id)
        doc = self.papers.document(asked.document_id)
        item = _named(doc, asked.item_id)
        line = session.listed(doc.document_id, item.item_id, item.role)
        refuse_other_signer(doc, item, session.authority)
        session.spend(line, item.item_id)
        return self._sign(doc, item, session)

    def lock(self, token: str) -> None:
        """Forget a session's keys."""
        self.sessions.close(token)

    def _cards(self, asked: Unlock) -> tuple[KeyCard, ...]:
        authority = asked.authority
        if authority.purpose is Purpose.PERSONAL:
            needed = {self._awaited(line, authority) for line in asked.items}
            return self.keys.personal(authority.person_id, needed)
        for line in asked.items:
            refuse_unlisted_role(self.papers.document(line.document_id), line, authority)
        return (self.keys.agency(authority.person_id, authority.issuer_id),)

    def _awaited(self, line: Listed, authority: Authority) -> str:
        """Return the certificate that a line of a personal list was prepared for."""
        doc = self.papers.document(line.document_id)
        item = _named(doc, line.item_id)
        refuse_other_signer(doc, item, authority)
        return item.certificate_sha256

    def _open(self, cards: tuple[KeyCard, ...], pin: str) -> dict[str, SigningKey]:
        """Open all keys or none; nearly always it is one."""
        opened: dict[str, SigningKey] = {}
        try:
            for card in cards:
                opened[card.certificate_sha256] = self.keys.open(card, pin)
        except SigningError:
            for key in opened.values():
                key.forget()
            raise
        return opened

    def _sign(self, doc: Document, item: Item, session: Session) -> BlobRef:
        pdf, prepared = self.papers.prepared(_shown(doc), item)
        at = self.now()
        refuse_expired(prepared, at)
        key = session.keys.get(item.certificate_sha256)
        if key is None:
            raise NoKeyError("no key for the certificate that the item was prepared for")
        cms = self.papers.keep_cms(doc.document_id, _signed(key, pdf, prepared))
        moment = at.astimezone(UTC).isoformat()
        person_id = session.authority.person_id
        return self.made.keep(
            Signature(item.item_id, doc.document_id, item.role, person_id, moment, cms)
        ).cms


def _signed(key: SigningKey, pdf: bytes, prepared: Prepared) -> bytes:
    try:
        return key.sign(pdf, prepared)
    except NoKeyError as forgotten:
        raise DeskClosedError("the session ended while it was signing") from forgotten


def _again(session: Session, made: Signature, document_id: str) -> BlobRef:
    """Answer what was signed before, to the same signer with the same item on his list."""
    session.listed(document_id, made.item_id, made.role)
    if (made.document_id, made.person_id) != (document_id, session.authority.person_id):
        raise NotOnTheListError("the item was signed by another signer")
    return made.cms


def _named(doc: Document, item_id: str) -> Item:
    item = awaited_item(doc)
    if item.item_id != item_id:
        raise NotOnTheListError("the document awaits another item")
    return item


def _shown(doc: Document) -> Ticket:
    """Return the paper as its signer was shown it."""
    if doc.paper is None:
        raise NotOnTheListError("the document has no paper")
    return doc.paper.current
