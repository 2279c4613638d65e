"""Who plays: one short way to act as each of the demo people, through the pages' own gateway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any

from service.accounts.proof import Door, Given
from service.accounts.step_up import step_up
from service.accounts.totp import STEP_SECONDS
from service.demo import DEMO_PASSWORD, DEMO_PIN
from service.demo.second_factors import demo_code
from service.gateway import NO_EXTRAS, Actor, AnswerGiven, Extras, Target
from service.temporal_gateway import TemporalGateway
from storage.people.step_ups import Seen
from storage.readmodel import rounds
from workflows.domain.deadlines import VIETNAM
from workflows.domain.lifecycle import Act
from workflows.recording.content import load_content
from workflows.recording.roll import members_of
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from datetime import date

    from doc_templates.port import Content
    from workflows.domain.document import Document
    from workflows.domain.orders import NewDocument

ORIGIN = "story"


@dataclass(slots=True)
class Cast:
    """Acts as anyone on what the document holds at that moment, each time by a fresh act id."""

    gateway: TemporalGateway
    prefix: str  # of the act ids: one playing, one prefix
    door: Door | None = None  # only who acknowledges needs it
    _numbers: Iterator[int] = field(default_factory=count)
    _steps: dict[str, int] = field(default_factory=dict)  # of codes, by person
    _guard: Lock = field(default_factory=Lock)

    def create(self, person: str, new: NewDocument, content: Content, source: bytes = b"") -> str:
        """Start a document and return its id."""
        target = Target("", self._act_id())
        return self.gateway.create(_as(person), target, new, content, source).document_id

    def create_once(self, person: str, act_id: str, new: NewDocument, content: Content) -> str:
        """Start a document by an act of that id."""
        return self.gateway.create(_as(person), Target("", act_id), new, content).document_id

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

    def sign_and_number(self, person: str, document_id: str) -> None:
        """Sign, number and date what needs no seal, in one act."""
        target = self._target(document_id)
        self.gateway.sign_and_number(_as(person), target, DEMO_PIN)

    def acknowledge(self, person: str, document_id: str) -> None:
        """Confirm inside the office with password and code, as who has no certificate does."""
        target = self._target(document_id)
        seen = Seen(person, document_id, target.seen_sha256)
        now = self.gateway.recorder.clock()
        if self.door is None:
            raise LookupError("nobody can prove himself here")
        given = Given(DEMO_PASSWORD, self._code(person, now))
        proof = step_up(self.door, f"{target.act_id}-proof", seen, given, now)
        extras = Extras(step_up_id=proof)
        self.gateway.act(_as(person), target, Act.ACKNOWLEDGE, extras)

    def content(self, document_id: str) -> dict[str, Any]:
        """Return what the document says now."""
        ticket = self.document(document_id).content
        if ticket is None:
            raise LookupError(document_id)
        return load_content(self.gateway.recorder.blobs, ticket)

    def today(self) -> date:
        """Return the day it is in Viet Nam."""
        return self.gateway.recorder.clock().astimezone(VIETNAM).date()

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

    def _code(self, person: str, now: datetime) -> str:
        """A code works once; whoever needs two at once takes the next one, which is good."""
        with self._guard:
            step = int(now.timestamp()) // STEP_SECONDS
            step = max(step, self._steps.get(person, 0) + 1)
            self._steps[person] = step
        return demo_code(datetime.fromtimestamp(step * STEP_SECONDS, UTC))

    def _act_id(self) -> str:
        return f"{self.prefix}-{next(self._numbers):03d}"


def _as(person: str) -> Actor:
    return Actor(person, ORIGIN)
