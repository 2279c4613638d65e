"""The gateway's adapter: acts go to their workflows, comments to the ledger, keys to the desk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from doc_templates.canonical import canonical_bytes
from service.acting import Acting, order_of, refusing
from service.ceremony import Ceremony
from service.desk.client import DeskClient
from service.gateway import NO_EXTRAS, Actor, AnswerGiven, Extras, Gateway, RefusedError, Target
from service.temporal_client import TemporalClient
from storage.blobs.local import LocalBlobStore
from storage.blobs.port import Area
from storage.database import Database
from workflows.domain.document import Ticket
from workflows.domain.errors import EmptyTextError, TextTooLongError
from workflows.domain.plan import NEEDS_REASON, Act
from workflows.domain.rounds import Answer
from workflows.domain.texts import check_text
from workflows.recording import comments
from workflows.recording.record import Recorder
from workflows.recording.roll import Roll, members_of, roll_body
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from doc_templates.port import Content
    from service.config import Settings
    from workflows.contracts.payloads import Receipt
    from workflows.domain.orders import NewDocument

LONGEST_REASON = 5_000  # characters
_ID_LENGTH = 20  # hex digits of a document's id


@dataclass(frozen=True, slots=True)
class TemporalGateway(Acting, Gateway):
    """Built once in each composition root."""

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
        order = order_of(actor, target, Act.CREATE, new=new, content=body)
        return self.temporal.create(document_id, order)

    @override
    def save(self, actor: Actor, target: Target, content: Content) -> Receipt:
        with refusing():
            body = self._keep(Area.CONTENT, target.document_id, canonical_bytes(content))
        return self.perform(target.document_id, order_of(actor, target, Act.SAVE, content=body))

    @override
    def act(self, actor: Actor, target: Target, act: Act, extras: Extras = NO_EXTRAS) -> Receipt:
        with refusing():
            reason = self._reason(target.document_id, act, extras.reason)
            roll = self._roll(target.document_id, extras) if extras.vote else None
        order = order_of(
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
            return Ceremony(self, self.desk, actor, target).sign(pin)

    @override
    def number_and_seal(self, actor: Actor, target: Target, pin: str) -> Receipt:
        with refusing():
            return Ceremony(self, self.desk, actor, target).number_and_seal(pin)

    @override
    def viewed(self, actor: Actor, target: Target) -> None:
        with refusing():
            comments.view(
                self.recorder, _by(actor, target), target.document_id, target.seen_version,
                target.seen_sha256,
            )  # fmt: skip

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


def _by(actor: Actor, target: Target) -> comments.By:
    return comments.By(actor.person_id, target.act_id, actor.origin)
