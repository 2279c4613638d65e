"""Signing with a PIN, step by step: the desk signs what is prepared, the workflow puts it in.

A ceremony that is broken off leaves the document resting where it is; asked for again, it goes on.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.acting import Acting, order_of
from service.desk.client import DeskClient
from service.gateway import Actor, RefusedError, Target
from workflows.contracts.payloads import Receipt
from workflows.domain.document import Document, Ticket
from workflows.domain.errors import NothingToSignError
from workflows.domain.kinds import FieldRole
from workflows.domain.plan import Act, State
from workflows.domain.rights import MINUTE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.desk.client import SigningSession
    from workflows.domain.document import Item

STEP_SECONDS = 40.0  # a timestamp and its evidence come within; else the page says "waiting"
POLL_SECONDS = 0.1
SLOW = "sign.still_working"
AGENCY_FIELDS = (FieldRole.NUMBER, FieldRole.AGENCY)


@dataclass(frozen=True, slots=True)
class Ceremony:
    """One person signing one document now; all errors leave it at the last step done."""

    acting: Acting
    desk: DeskClient
    actor: Actor
    target: Target

    def sign(self, pin: str) -> Receipt:
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
            self._give(self.target.act_id, doc, item, key)
        return _receipt(self._wait(_embedded(item)))

    def number_and_seal(self, pin: str) -> Receipt:
        """Allot the number, sign the header row, seal: one act, resumed where it rests.

        The PIN is tried first: a wrong one costs no number.
        """
        doc = self.acting.document(self.target.document_id)
        listed = [(doc.document_id, role) for role in AGENCY_FIELDS]
        opened = self.desk.unlock_agency(self.actor.person_id, pin, doc.issuer_id, listed)
        with self._closing(opened) as key:
            if doc.state is not State.AWAITING_SEAL:
                order = order_of(self.actor, self.target, Act.ALLOT_NUMBER)
                self.acting.perform(doc.document_id, order)
            while (waiting := self._wait(_has_next)).state is State.AWAITING_SEAL:
                self._seal_next(waiting, key)
        return _receipt(waiting)

    def _seal_next(self, doc: Document, key: SigningSession) -> None:
        item = doc.paper.item if doc.paper else None
        if item is None:
            raise NothingToSignError(doc.document_id)
        self._give(f"{self.target.act_id}-{item.item_id}", doc, item, key)
        self._wait(_embedded(item))

    def _give(self, act_id: str, doc: Document, item: Item, key: SigningSession) -> None:
        """Let the desk sign the item and hand the signature to the workflow."""
        ref = self.desk.sign(key, doc.document_id, item.item_id)
        order = replace(
            self.acting.order(self.actor, act_id, Act.SIGN, doc),
            seen_version=max(self.target.seen_version, doc.moved_version),
            item_id=item.item_id,
            cms=Ticket(ref.key, ref.sha256, ref.size),
        )
        self.acting.perform(doc.document_id, order)

    @contextmanager
    def _closing(self, key: SigningSession) -> Iterator[SigningSession]:
        """Let the desk forget the key, however the signing ends."""
        try:
            yield key
        finally:
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
        paper = doc.minutes if item.role in MINUTE_FIELDS else doc.main
        return paper is not None and any(s.role is item.role for s in paper.signatures)

    return is_in
