"""Signing with a PIN, step by step: the desk signs what is prepared, the workflow puts it in.

A ceremony that is broken off leaves the document resting where it is; asked for again, it goes on.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from service.acting import Acting, order_of
from service.desk.client import DeskClient
from service.gateway import Actor, RefusedError, Target
from signing.errors import AwaitingPhoneError
from workflows.contracts.payloads import Receipt
from workflows.domain.document import Document, Ticket, appendix_line
from workflows.domain.errors import NothingToSignError, WrongStateError
from workflows.domain.lifecycle import Act, State
from workflows.domain.rights import MINUTE_FIELDS
from workflows.domain.shapes import FieldRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.desk.client import Proof, SigningSession
    from storage.blobs.port import BlobRef
    from workflows.domain.document import Item
    from workflows.domain.orders import Order

STEP_SECONDS = 40.0  # a timestamp and its evidence come within; else the page says "waiting"
POLL_SECONDS = 0.1
SLOW = "sign.still_working"
_NUMBERED = frozenset({State.ISSUED, State.ARCHIVED})
AGENCY_FIELDS = (FieldRole.NUMBER, FieldRole.AGENCY)


@dataclass(frozen=True, slots=True)
class Ceremony:
    """One person signing one document now; all errors leave it at the last step done."""

    acting: Acting
    desk: DeskClient
    actor: Actor
    target: Target

    def sign(self, pin: Proof) -> Receipt:
        """Sign the item that awaits this person; return once it is in the paper.

        Raises:
            RefusedError, SigningError, DomainError: nothing was signed.
        """
        done = self.acting.recorded(self.target)
        if done is not None:
            return done
        doc = self.acting.document(self.target.document_id)
        item = doc.paper.item if doc.paper else None
        if item is None:
            raise NothingToSignError(doc.document_id)
        listed = [(doc.document_id, item.item_id)]
        with self._closing(self.desk.unlock_personal(self.actor.person_id, pin, listed)) as key:
            self._give(self.target, doc, item, key)
        return _receipt(self._wait(_embedded(item)))

    def number_and_seal(self, pin: Proof) -> Receipt:
        """Allot the number, sign the header row, seal, sign each appendix file: one act.

        Resumed where it rests: what is in its file is never signed again.

        The PIN is tried first: a wrong one costs no number.
        """
        doc = self.acting.document(self.target.document_id)
        lines = (*AGENCY_FIELDS, *map(appendix_line, range(1, len(doc.attached) + 1)))
        listed = [(doc.document_id, line) for line in lines]
        opened = self.desk.unlock_agency(self.actor.person_id, pin, doc.issuer_id, listed)
        with self._closing(opened) as key:
            if doc.state is not State.AWAITING_SEAL:
                order = order_of(self.actor, self.target, Act.ALLOT_NUMBER)
                self.acting.perform(doc.document_id, order)
            while (waiting := self._wait(_has_next)).state is State.AWAITING_SEAL:
                self._seal_next(waiting, key)
        return _receipt(waiting)

    def sign_and_number(self, pin: Proof) -> Receipt:
        """Sign one's own paper that has no seal, allot its number, sign the number: one act.

        Resumed where it rests; the PIN is tried first, so a wrong one costs neither.

        Raises:
            RefusedError, SigningError, DomainError: it stopped at the last step done.
        """
        doc = self._wait(_at_rest)
        if doc.state in _NUMBERED and _numbered_by(doc, self.actor.person_id):
            return _receipt(doc)  # pressed again after it was done
        opened = self.desk.unlock_personal(
            self.actor.person_id, pin, _unsigned(doc), [doc.document_id]
        )
        with self._closing(opened) as key:
            doc = self._signed(doc, key)
            if doc.state is State.AWAITING_NUMBER:
                order = order_of(self.actor, self._numbering(doc), Act.ALLOT_NUMBER)
                self.acting.perform(doc.document_id, order)
            while (waiting := self._wait(_has_next)).state is State.AWAITING_SEAL:
                self._seal_next(waiting, key)
        return _receipt(waiting)

    def _signed(self, doc: Document, key: SigningSession) -> Document:
        """Sign what awaits the signer, if he has not yet; return the document with it.

        Raises:
            RefusedError: it went elsewhere meanwhile.
        """
        item = doc.paper.item if doc.paper else None
        if doc.state is State.AWAITING_SIGNATURE and item is not None:
            self._give(self.target, doc, item, key)
            doc = self._wait(lambda now: now.state is not State.AWAITING_SIGNATURE)
        if doc.state not in (State.AWAITING_NUMBER, State.AWAITING_SEAL, *_NUMBERED):
            raise WrongStateError(doc.state, Act.ALLOT_NUMBER)
        return doc

    def _seal_next(self, doc: Document, key: SigningSession) -> None:
        item = doc.paper.item if doc.paper else None
        if item is None:
            raise NothingToSignError(doc.document_id)
        self._give(self._next_step(item.item_id, doc), doc, item, key)
        self._wait(_embedded(item))

    def _numbering(self, doc: Document) -> Target:
        """Return what is numbered: what this very act has just signed, or what the page showed."""
        number = self._next_step("number", doc)
        if self.acting.recorded(self.target) is not None:
            return number
        return replace(self.target, act_id=number.act_id)

    def _next_step(self, name: str, doc: Document) -> Target:
        """Return the target of a further step of this act, on the document as it has made it."""
        act_id = f"{self.target.act_id}-{name}"
        return Target(doc.document_id, act_id, doc.version, doc.shown_sha256)

    def _give(self, target: Target, doc: Document, item: Item, key: SigningSession) -> None:
        """Let the desk sign the item and hand the signature to the workflow."""
        ref = self.desk.sign(key, doc.document_id, item.item_id)
        self.acting.perform(doc.document_id, signing_order(self.actor, target, item, ref))

    @contextmanager
    def _closing(self, key: SigningSession) -> Iterator[SigningSession]:
        """Let the desk forget the key, however the signing ends; not while the phone is awaited.

        Raises:
            RefusedError: `desk.awaiting_*`, with the session to ask again with.
        """
        try:
            yield key
        except AwaitingPhoneError as waits:
            raise still_awaited(key, waits) from waits
        except BaseException:
            self.desk.lock(key)
            raise
        self.desk.lock(key)

    def _wait(self, is_so: Callable[[Document], bool]) -> Document:
        """Wait until the workflow has come so far.

        Raises:
            RefusedError: it is stuck (with its code), or takes longer (`sign.still_working`).
        """
        ends = time.monotonic() + STEP_SECONDS
        while time.monotonic() < ends:
            doc = self.acting.document(self.target.document_id)
            if doc.stuck:
                raise RefusedError(doc.stuck, {"incident": doc.incident})
            if is_so(doc):
                return doc
            time.sleep(POLL_SECONDS)
        raise RefusedError(SLOW)


def still_awaited(key: SigningSession, waits: AwaitingPhoneError) -> RefusedError:
    """Return the refusal that says: not yet, and how to ask again."""
    asking = asdict(waits.asking) | {"seconds": int(waits.seconds)}
    return RefusedError(waits.code, {"session": key.token, **asking})


def signing_order(actor: Actor, target: Target, item: Item, cms: BlobRef) -> Order:
    """Return the order that gives a signature; the item's file is what its signer was shown."""
    ticket = Ticket(cms.key, cms.sha256, cms.size)
    return order_of(actor, target, Act.SIGN, item_id=item.item_id, cms=ticket)


def _numbered_by(doc: Document, person_id: str) -> bool:
    made = doc.main.signatures if doc.main else ()
    return any((s.role, s.person_id) == (FieldRole.NUMBER, person_id) for s in made)


def _at_rest(doc: Document) -> bool:
    """Whether nothing is being prepared or put in: a person is asked next, or all is done."""
    if doc.state not in (State.AWAITING_SIGNATURE, State.AWAITING_SEAL):
        return True
    return doc.paper is not None and doc.paper.item is not None and doc.paper.cms is None


def _unsigned(doc: Document) -> list[tuple[str, str]]:
    """List the personal signature of a paper that is still without it."""
    item = doc.paper.item if doc.paper else None
    if doc.state is not State.AWAITING_SIGNATURE or item is None:
        return []
    return [(doc.document_id, item.item_id)]


def _receipt(doc: Document) -> Receipt:
    return Receipt(doc.document_id, doc.version, doc.state)


def _has_next(doc: Document) -> bool:
    """Whether the next field is prepared and waits, or none is left."""
    paper = doc.paper
    if doc.state is not State.AWAITING_SEAL or paper is None:
        return True
    return paper.item is not None and paper.cms is None


def _embedded(item: Item) -> Callable[[Document], bool]:
    """Return the question whether the item's signature is in its paper."""

    def is_in(doc: Document) -> bool:
        if item.part:
            return len(doc.appendices) >= item.part and bool(doc.appendix(item.part).signatures)
        paper = doc.minutes if item.role in MINUTE_FIELDS else doc.main
        return paper is not None and any(s.role is item.role for s in paper.signatures)

    return is_in
