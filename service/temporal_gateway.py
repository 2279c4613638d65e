"""The gateway's adapter: acts go to their workflows, comments to the ledger, keys to the desk."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from doc_templates.canonical import canonical_bytes
from doc_templates.errors import PaperError
from service import ceremony
from service.desk.client import DeskClient
from service.gateway import NO_EXTRAS, Actor, AnswerGiven, Extras, Gateway, RefusedError, Target
from service.temporal_client import UNKNOWN, TemporalClient
from signing.errors import SigningError
from storage.blobs.local import LocalBlobStore
from storage.blobs.port import Area
from storage.database import Database
from storage.errors import StorageError
from storage.ledger import ledger
from storage.readmodel import queries
from workflows.contracts.codec import document_from, order_digest
from workflows.contracts.payloads import PlanStart, Receipt, RecordAsk
from workflows.domain.document import Document, Ticket
from workflows.domain.errors import ActReusedError, DomainError, EmptyTextError, TextTooLongError
from workflows.domain.orders import NewDocument, Order
from workflows.domain.plan import FINAL, NEEDS_REASON, Act
from workflows.domain.rounds import Answer
from workflows.domain.texts import check_text
from workflows.recording import comments
from workflows.recording.record import LedgerBehindError, Recorder
from workflows.recording.roll import Roll, members_of, roll_body
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from doc_templates.port import Content
    from service.config import Settings

LONGEST_REASON = 5_000  # characters
_ID_LENGTH = 20  # hex digits of a document's id


@dataclass(frozen=True, slots=True)
class TemporalGateway(Gateway):
    """Built once in each composition root."""

    temporal: TemporalClient
    recorder: Recorder
    desk: DeskClient

    @override
    def create(
        self, actor: Actor, target: Target, new: NewDocument, content: Content, source: bytes = b""
    ) -> Receipt:
        document_id = target.document_id or document_id_for(target.act_id)
        with refusing():
            body = self._keep(Area.CONTENT, document_id, canonical_bytes(content))
            if source:
                self._keep(Area.SOURCE, document_id, source)
        order = self._order(actor, target, Act.CREATE, new=new, content=body)
        return self.temporal.create(document_id, order)

    @override
    def save(self, actor: Actor, target: Target, content: Content) -> Receipt:
        with refusing():
            body = self._keep(Area.CONTENT, target.document_id, canonical_bytes(content))
        return self.perform(target.document_id, self._order(actor, target, Act.SAVE, content=body))

    @override
    def act(self, actor: Actor, target: Target, act: Act, extras: Extras = NO_EXTRAS) -> Receipt:
        with refusing():
            reason = self._reason(target.document_id, act, extras.reason)
            roll = self._roll(target.document_id, extras) if extras.vote else None
        order = self._order(
            actor, target, act, reason=reason, roll=roll, vote=extras.vote, choice=extras.choice,
            approval=extras.approval,
        )  # fmt: skip
        return self.perform(target.document_id, order)

    @override
    def comment(self, actor: Actor, target: Target, paragraph_id: str, text: str) -> None:
        with refusing():
            comments.comment(
                self.recorder, _by(actor, target), target.document_id, paragraph_id, text
            )

    @override
    def answer(self, actor: Actor, target: Target, given: AnswerGiven) -> None:
        if given.answer not in set(Answer):
            raise RefusedError("round.answer_unknown")
        with refusing():
            comments.answer(
                self.recorder, _by(actor, target), target.document_id, given.comment_id,
                (Answer(given.answer), given.explanation),
            )  # fmt: skip

    @override
    def sign(self, actor: Actor, target: Target, pin: str) -> Receipt:
        with refusing():
            return ceremony.sign(self, actor, target, pin)

    @override
    def number_and_seal(self, actor: Actor, target: Target, pin: str) -> Receipt:
        with refusing():
            return ceremony.number_and_seal(self, actor, target, pin)

    @override
    def viewed(self, actor: Actor, target: Target) -> None:
        with refusing():
            comments.view(
                self.recorder, _by(actor, target), target.document_id, target.seen_version,
                target.seen_sha256,
            )  # fmt: skip

    def perform(self, document_id: str, order: Order) -> Receipt:
        """Send an order; where the workflow and the ledger differ, let the workflow notice.

        Raises:
            RefusedError: with the code of the refusal.
        """
        try:
            return self.temporal.act(document_id, order)
        except RefusedError as refused:
            if refused.code == UNKNOWN:
                return self._without_workflow(document_id, order)
            self._reconcile(document_id, refused.details.get("version"))
            raise

    def _reconcile(self, document_id: str, version: object) -> None:
        """Compare the version that a refusal tells with the ledger's.

        An older workflow catches up. One that is ahead, which only an older copy of the database
        explains, asks the ledger too, and so leaves an incident.
        """
        known = self.document(document_id).version
        if not isinstance(version, int) or version == known:
            return
        self.temporal.catch_up(document_id)
        if version > known:
            raise RefusedError(LedgerBehindError.code, {"version": version})

    def document(self, document_id: str) -> Document:
        """Return the document as the read model has it.

        Raises:
            RefusedError: there is none.
        """
        with self.recorder.database.reading() as conn:
            row = queries.document(conn, document_id)
        if row is None:
            raise RefusedError(UNKNOWN)
        return document_from(row.after)

    def order(self, actor: Actor, act_id: str, act: Act, seen: Document) -> Order:
        """Return a bare order on a document as it was just read."""
        target = Target(seen.document_id, act_id, seen.version, seen.shown_sha256)
        return self._order(actor, target, act)

    def recorded(self, target: Target) -> Receipt | None:
        """Return what an act led to, if it was done already."""
        with self.recorder.database.reading() as conn:
            entry = ledger.by_act(conn, target.act_id)
        if entry is None or entry.document_id != target.document_id or entry.after is None:
            return None
        return Receipt(target.document_id, entry.version or 0, str(entry.after["state"]))

    def _without_workflow(self, document_id: str, order: Order) -> Receipt:
        """Answer where no workflow runs: it has ended, or an older Temporal was restored.

        The ledger knows: what was done is answered, a final document takes no more acts, and any
        other goes on in a workflow that begins where the ledger stands.
        """
        with refusing():
            known = self.recorder.record(RecordAsk(document_id, 0))
        if known.doc.version == 0:
            raise RefusedError(UNKNOWN)
        done = self.recorded(Target(document_id, order.act_id))
        if done is not None:
            if not known.taken[order.act_id].endswith(f":{order_digest(order)}"):
                raise RefusedError(ActReusedError.code)
            return done
        if known.doc.state in FINAL:
            raise RefusedError("doc.wrong_state", {"state": known.doc.state})
        return self.temporal.revive(PlanStart(known.doc, known.taken), order)

    def _order(self, actor: Actor, target: Target, act: Act, **rest: object) -> Order:
        return Order(
            act_id=target.act_id,
            act=act,
            person_id=actor.person_id,
            seen_version=target.seen_version,
            seen_sha256=target.seen_sha256,
            origin=actor.origin,
            **rest,  # type: ignore[arg-type]  # the fields of Order, by name
        )

    def _keep(self, area: Area, document_id: str, body: bytes) -> Ticket:
        ref = self.recorder.blobs.put(area, document_id, body)
        return Ticket(ref.key, ref.sha256, ref.size)

    def _reason(self, document_id: str, act: Act, reason: str) -> Ticket | None:
        text = reason.replace("\r\n", "\n").strip()
        if act not in NEEDS_REASON:
            return None
        if not text:
            raise EmptyTextError
        if len(text) > LONGEST_REASON:
            raise TextTooLongError
        check_text(text)
        return self._keep(Area.REASON, document_id, text.encode())

    def _roll(self, document_id: str, extras: Extras) -> Ticket:
        """Everybody of the circle was called; who is not named absent was there."""
        doc, at = self.document(document_id), self.recorder.clock()
        with self.recorder.database.reading() as conn:
            members = members_of(doc, at, people_around(conn, doc, at))
        present = tuple(person for person in members if person not in extras.absent)
        for why in extras.absent.values():
            check_text(why)
        return self._keep(Area.COMMENT, document_id, roll_body(Roll(present, extras.absent)))


def document_id_for(act_id: str) -> str:
    """Return the id of the document that an act creates: a double click creates one."""
    return "vb-" + hashlib.sha256(act_id.encode()).hexdigest()[:_ID_LENGTH]


def build(settings: Settings, clock: Callable[[], datetime]) -> TemporalGateway:
    """Put the gateway together; call it after a fork, it owns a thread."""
    temporal = TemporalClient(
        settings.temporal_address, settings.temporal_namespace, settings.task_queue
    )
    blobs = LocalBlobStore(settings.blob_directory)
    recorder = Recorder(Database(settings.database_url.reveal()), blobs, clock)
    return TemporalGateway(temporal, recorder, DeskClient(settings.desk_socket))


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the rooms' coded errors into refusals."""
    try:
        yield
    except (DomainError, StorageError, SigningError, PaperError) as err:
        details = {
            name: value
            for name in ("faults", "left", "places", "state")
            if isinstance(value := getattr(err, name, None), (int, str, tuple))
        }
        raise RefusedError(err.code, details) from err


def _by(actor: Actor, target: Target) -> comments.By:
    return comments.By(actor.person_id, target.act_id, actor.origin)
