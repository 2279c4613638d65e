"""Who plays: one short way to act as each of the demo people, through the pages' own gateway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from service.demo import DEMO_PIN
from service.gateway import NO_EXTRAS, Actor, AnswerGiven, Extras, Target
from service.temporal_gateway import TemporalGateway
from storage.readmodel import rounds
from workflows.recording.roll import members_of
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from doc_templates.port import Content
    from workflows.domain.document import Document
    from workflows.domain.orders import NewDocument
    from workflows.domain.plan import Act

ORIGIN = "story"


@dataclass(slots=True)
class Cast:
    """Acts as anyone on what the document holds at that moment, each time by a fresh act id."""

    gateway: TemporalGateway
    prefix: str  # of the act ids: one playing, one prefix
    _numbers: Iterator[int] = field(default_factory=count)

    def create(self, person: str, new: NewDocument, content: Content, source: bytes = b"") -> str:
        """Start a document and return its id."""
        target = Target("", self._act_id())
        return self.gateway.create(_as(person), target, new, content, source).document_id

    def save(self, person: str, document_id: str, content: Content) -> None:
        """Store a new draft version."""
        target = self._target(document_id)
        self.gateway.save(_as(person), target, content)

    def act(self, person: str, document_id: str, act: Act, extras: Extras = NO_EXTRAS) -> None:
        """Perform an act of the table."""
        target = self._target(document_id)
        self.gateway.act(_as(person), target, act, extras)

    def comment(self, person: str, document_id: str, paragraph_id: str, text: str) -> None:
        """Comment on one paragraph."""
        self.gateway.comment(_as(person), self._target(document_id), paragraph_id, text)

    def answer(self, person: str, document_id: str, given: AnswerGiven) -> None:
        """Answer a comment."""
        self.gateway.answer(_as(person), self._target(document_id), given)

    def sign(self, person: str, document_id: str) -> None:
        """Sign with the demo PIN what awaits this person."""
        target = self._target(document_id)
        self.gateway.sign(_as(person), target, DEMO_PIN)

    def number_and_seal(self, person: str, document_id: str) -> None:
        """Number, date and seal, in one act of the clerk."""
        target = self._target(document_id)
        self.gateway.number_and_seal(_as(person), target, DEMO_PIN)

    def document(self, document_id: str) -> Document:
        """Return the document as it is now."""
        return self.gateway.document(document_id)

    def open_comments(self, document_id: str) -> list[str]:
        """Return the ids of comments without an answer, in order."""
        with self.gateway.recorder.database.reading() as conn:
            found = rounds.comments_of(conn, document_id)
        return [comment.comment_id for comment in found if not comment.answer]

    def members(self, document_id: str) -> tuple[str, ...]:
        """Return everybody of the document's circle."""
        doc, at = self.document(document_id), self.gateway.recorder.clock()
        with self.gateway.recorder.database.reading() as conn:
            return members_of(doc, at, people_around(conn, doc, at))

    def _target(self, document_id: str) -> Target:
        doc = self.document(document_id)
        return Target(document_id, self._act_id(), doc.version, doc.shown_sha256)

    def _act_id(self) -> str:
        return f"{self.prefix}-{next(self._numbers):03d}"


def _as(person: str) -> Actor:
    return Actor(person, ORIGIN)
