"""What the desk does: opens keys for a list, signs what is on it, forgets. Knows no socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from service.desk.awaiting import (
    awaited_item,
    refuse_other_signer,
    refuse_unlisted_number,
    refuse_unlisted_role,
)
from service.desk.keys import Keys
from service.desk.made import Made, Signature
from service.desk.papers import Papers
from service.desk.protocol import Purpose
from service.desk.sessions import Session, Sessions
from signing.custody.remote.key import RemoteKey
from signing.custody.remote.person import Person
from signing.errors import DeskClosedError, NoKeyError, NotOnTheListError, SigningError
from signing.hole import refuse_expired
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from service.desk.cabinet import KeyCard
    from service.desk.keys import SigningKey
    from service.desk.protocol import Answered, CameBack, Listed, Sign, Unlock
    from signing.port import Prepared
    from storage.blobs.port import BlobRef
    from workflows.domain.document import Document, Item, Ticket

TITLE: Final = "Trình Ký: {count} văn bản"  # what the phone shows; no title leaves the office


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
            CertificateUnusableError: its certificate is not valid now, or was taken out of use.
            KeyUnusableError: the key file is damaged.
            DeskClosedError: too many sessions.
            StorageError: database or blob store did not answer.
        """
        keys = self._open(self._cards(asked), asked.pin)
        count, remote = len(asked.items), _remote(keys)
        wait = max((key.wait for key in remote.values()), default=0.0)
        person = Person()
        try:
            self._begin(asked, remote, person)
        except BaseException:
            for key in keys.values():
                key.forget()
            raise
        ends = self.sessions.ends(count) + wait
        session = Session(asked.authority, asked.items, keys, ends, person)
        return Opened(self.sessions.open(session), self.sessions.lifetime_of(count) + wait)

    def sign(self, asked: Sign) -> BlobRef:
        """Sign one item and return the ticket of its CMS; asked again, the same ticket.

        Raises:
            DeskClosedError: the session has ended.
            AwaitingPhoneError: the person is asked on the phone; ask again in a while.
            NotOnTheListError: the item is not on the list, or awaits another signer or none.
            PreparedVoidError: it has expired, or the file is not the one that was shown.
            CertificateUnusableError: the certificate was taken out of use since.
            NoKeyError: it was prepared for a certificate that this session has no key of.
            StorageError: database or blob store did not answer.
        """
        session = self.sessions.get(asked.session)
        made = self.made.find(asked.item_id)
        if made is not None:
            return _again(session, made, asked.document_id)
        doc = self.papers.document(asked.document_id)
        item = _named(doc, asked.item_id)
        line = session.listed(doc.document_id, item.item_id, item.line)
        refuse_other_signer(doc, item, session.authority)
        session.spend(line, item.item_id)
        return self._sign(doc, item, session)

    def answer(self, given: Answered) -> None:
        """Hand what the person typed to the holder that asked; a late answer is let go.

        Raises:
            DeskClosedError: the session has ended.
        """
        self.sessions.get(given.session).person.answer(given.question, given.values)

    def came_back(self, brought: CameBack) -> None:
        """Hand what the person's browser brought back to the holder that sent him.

        Raises:
            NotOnTheListError: this person was not sent anywhere with this state.
        """
        session = self.sessions.asked_with(brought.state, brought.person_id)
        session.person.came_back(brought.state, brought.code)

    def lock(self, token: str) -> None:
        """Forget a session's keys."""
        self.sessions.close(token)

    def _cards(self, asked: Unlock) -> tuple[KeyCard, ...]:
        authority = asked.authority
        if authority.purpose is Purpose.PERSONAL:
            needed = {self._needed(line, asked) for line in asked.items}
            return self.keys.personal(authority.person_id, needed)
        for line in asked.items:
            refuse_unlisted_role(self.papers.document(line.document_id), line, authority)
        return (self.keys.agency(authority.person_id, authority.issuer_id),)

    def _needed(self, line: Listed, asked: Unlock) -> str:
        """Return the certificate that a line of a personal list is, or will be, prepared for."""
        doc = self.papers.document(line.document_id)
        if line.role:
            _refuse_other_role(line)
            refuse_unlisted_number(doc, asked.items, asked.authority)
            return self.papers.number_certificate(doc)
        item = _named(doc, line.item_id)
        refuse_other_signer(doc, item, asked.authority)
        return item.certificate_sha256

    def _open(self, cards: tuple[KeyCard, ...], pin: str) -> dict[str, SigningKey]:
        """Open all keys or none; nearly always it is one."""
        opened: dict[str, SigningKey] = {}
        try:
            for card in cards:
                self.papers.refuse_ended(card.certificate_sha256, self.now())
                opened[card.certificate_sha256] = self.keys.open(card, pin)
        except SigningError:
            for key in opened.values():
                key.forget()
            raise
        return opened

    def _begin(self, asked: Unlock, remote: Mapping[str, RemoteKey], person: Person) -> None:
        """Ask the person for all of the list that is prepared already, and say what is to come."""
        lists: dict[str, list[tuple[bytes, Prepared]]] = {sha256: [] for sha256 in remote}
        to_come = dict.fromkeys(remote, 0)
        for line in sorted(asked.items, key=repr) if remote else ():
            doc = self.papers.document(line.document_id)
            if line.role:
                sha256 = self._certificate_to_come(doc, asked, remote)
                to_come[sha256] = to_come.get(sha256, 0) + 1
            elif self.made.find(line.item_id) is None:
                item = _named(doc, line.item_id)
                if item.certificate_sha256 in remote:
                    lists[item.certificate_sha256].append(self._prepared(doc, item))
        for sha256, key in remote.items():
            key.begin(lists[sha256], _title, to_come[sha256], person)

    def _certificate_to_come(
        self, doc: Document, asked: Unlock, remote: Mapping[str, RemoteKey]
    ) -> str:
        if asked.authority.purpose is Purpose.AGENCY:
            return next(iter(remote))
        return self.papers.number_certificate(doc)

    def _prepared(self, doc: Document, item: Item) -> tuple[bytes, Prepared]:
        pdf, prepared = self.papers.prepared(_shown(doc), item)
        refuse_expired(prepared, self.now())
        return pdf, prepared

    def _sign(self, doc: Document, item: Item, session: Session) -> BlobRef:
        pdf, prepared = self._prepared(doc, item)
        at = self.now()
        self.papers.refuse_ended(item.certificate_sha256, at)  # also while a session is open
        key = session.keys.get(item.certificate_sha256)
        if key is None:
            raise NoKeyError("no key for the certificate that the item was prepared for")
        cms = self.papers.keep_cms(doc.document_id, _signed(key, pdf, prepared))
        moment = at.astimezone(UTC).isoformat()
        person_id = session.authority.person_id
        return self.made.keep(
            Signature(item.item_id, doc.document_id, item.line, person_id, moment, cms)
        ).cms


def _title(count: int) -> str:
    return TITLE.format(count=count)


def _remote(keys: Mapping[str, SigningKey]) -> dict[str, RemoteKey]:
    return {sha256: key for sha256, key in keys.items() if isinstance(key, RemoteKey)}


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


def _refuse_other_role(line: Listed) -> None:
    if line.role != FieldRole.NUMBER:
        raise NotOnTheListError("a personal list names no role but the number")


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
