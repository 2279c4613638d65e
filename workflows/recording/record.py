"""`record`: one transaction that checks the right, appends the entry and projects it.

The ledger is the truth: the document before an act is read from it, never taken from the caller.
Idempotent by act id; where the ledger is ahead of a workflow, the answer tells what it missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage.blobs.port import BlobStore
from storage.database import Database
from storage.errors import StorageError
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.people import step_ups
from storage.readmodel.projections import project
from storage.registers import numbers
from workflows.contracts.codec import document_from, order_digest, to_data
from workflows.contracts.payloads import RecordAsk, Recorded
from workflows.domain import rules
from workflows.domain.document import Document
from workflows.domain.effects import placed
from workflows.domain.errors import ActReusedError
from workflows.domain.lifecycle import Act
from workflows.domain.rights import standing_for
from workflows.recording.bodies import Bodies, bodies_of
from workflows.recording.details import details_of
from workflows.recording.facts import gather
from workflows.recording.moment import Moment
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.ledger.chain import Entry
    from workflows.domain.orders import Facts, Order

_READ_ANYWAY = frozenset({Act.LAUNCH, Act.ADD_LIST})  # acts on bodies that are no content


class LedgerBehindError(StorageError):
    """The workflow has taken acts that the ledger does not hold: an older copy was restored."""

    code = "ledger.behind"
    retryable = False


@dataclass(frozen=True, slots=True)
class Recorder:
    """Holds what recording needs; built once in each composition root."""

    database: Database
    blobs: BlobStore
    clock: Callable[[], datetime]

    def record(self, ask: RecordAsk) -> Recorded:
        """Record an order, or answer what was recorded before. Safe to run twice.

        Raises:
            DomainError: a rule or a right says no; nothing is written.
            LedgerBehindError: the ledger is older than the workflow.
            StorageError: the database or the store did not serve; nothing is written.
        """
        if ask.order is None:
            with self.database.reading() as conn:
                return _since(conn, ask)
        bodies = self._bodies_of(ask, ask.order)
        with self.database.writing() as conn:
            return self._record(conn, ask, ask.order, bodies)

    def _bodies_of(self, ask: RecordAsk, order: Order) -> Bodies:
        """Read what the order refers to before the write lock is taken."""
        if order.content is None and order.roll is None and order.act not in _READ_ANYWAY:
            return Bodies()
        with self.database.reading() as conn:
            doc = _placed(_before(conn, ask.document_id), order)
        return bodies_of(self.blobs, doc, order)

    def _record(self, conn: Connection, ask: RecordAsk, order: Order, bodies: Bodies) -> Recorded:
        earlier = ledger.by_act(conn, order.act_id)
        if earlier is not None:
            _refuse_reuse(earlier, ask, order)
            return _since(conn, ask)
        before = _before(conn, ask.document_id)
        if before.version != ask.version:
            return _since(conn, ask)
        after = self._append(conn, before, order, bodies)
        return Recorded(after, {order.act_id: _mark(after.version, order_digest(order))})

    def _append(self, conn: Connection, before: Document, order: Order, bodies: Bodies) -> Document:
        at = self.clock()
        rules.check(before, order)
        subject = _placed(before, order)
        people = people_around(conn, subject, at)
        standing = standing_for(subject, order, at, people)
        moment = Moment(subject, order, at, standing, people, bodies)
        facts = gather(conn, moment)
        rules.check_facts(before, order, facts)
        _void_number(conn, before, order)
        _spend_proof(conn, before, order, at)
        after = rules.after(before, order, facts)
        details = details_of(before, order, after, facts, people)
        entry = ledger.append(conn, _entry(order, after, facts, details))
        project(conn, entry, self.blobs)
        return after


def _entry(order: Order, after: Document, facts: Facts, details: dict[str, Any]) -> NewEntry:
    return NewEntry(
        at=facts.at,
        act_id=order.act_id,
        act=order.act,
        person_id=order.person_id,
        document_id=after.document_id,
        version=after.version,
        edition=after.edition,
        on_behalf_of=facts.post_id,
        seen_sha256=order.seen_sha256,
        origin=order.origin,
        after=to_data(after),
        details=details,
    )


def _void_number(conn: Connection, before: Document, order: Order) -> None:
    number = before.number
    if order.act is Act.VOID_NUMBER and number is not None and order.reason is not None:
        numbers.void(conn, number.series_id, number.value, order.reason.key, order.act_id)


def _spend_proof(conn: Connection, before: Document, order: Order, at: datetime) -> None:
    """Use up the proof by password and code that stands behind an acknowledgement.

    Raises:
        StorageError: it is missing, used, too old, or for somebody or something else.
    """
    if order.act is Act.ACKNOWLEDGE:
        seen = step_ups.Seen(order.person_id, before.document_id, before.shown_sha256)
        step_ups.consume(conn, order.step_up_id, seen, order.act_id, at)


def _before(conn: Connection, document_id: str) -> Document:
    entry = ledger.latest(conn, document_id)
    if entry is None or entry.after is None:
        return Document(document_id)
    return document_from(entry.after)


def _placed(doc: Document, order: Order) -> Document:
    """A document that is only being created has its places in the order."""
    return placed(doc, order.new, order.person_id) if order.new is not None else doc


def _since(conn: Connection, ask: RecordAsk) -> Recorded:
    """Tell the document as it is, and the acts after the version that was asked about."""
    doc = _before(conn, ask.document_id)
    if doc.version < ask.version:
        raise LedgerBehindError(ask.document_id)
    missed = ledger.after_version(conn, ask.document_id, ask.version)
    return Recorded(
        doc, {e.act_id: _mark(e.version or 0, str(e.details.get("digest", ""))) for e in missed}
    )


def _refuse_reuse(earlier: Entry, ask: RecordAsk, order: Order) -> None:
    same = earlier.document_id == ask.document_id
    if not same or earlier.details.get("digest") != order_digest(order):
        raise ActReusedError(order.act_id)


def _mark(version: int, digest: str) -> str:
    return f"{version}:{digest}"
