"""The port through which pages and commands act: what a person can ask, and how it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from workflows.domain.orders import SignerChoice
from workflows.domain.rounds import Vote

if TYPE_CHECKING:
    from doc_templates.port import Content
    from workflows.contracts.payloads import Receipt
    from workflows.domain.orders import NewDocument
    from workflows.domain.plan import Act


class RefusedError(Exception):
    """The act was not done; `code` says why, `details` carries allowed values only."""

    def __init__(self, code: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = dict(details or {})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and from where (`web:127.0.0.1`, `cli`)."""

    person_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Target:
    """Which document, and what of it the person had before his eyes when he decided.

    `act_id` is made with the page: a double click is one act.
    """

    document_id: str
    act_id: str
    seen_version: int = 0
    seen_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Extras:
    """What only some acts need; `reason` is text and becomes a blob before it travels.

    `absent` is person id and reason of everybody of the circle who did not come to the vote.
    """

    reason: str = ""
    vote: Vote | None = None
    absent: Mapping[str, str] = field(default_factory=dict)
    choice: SignerChoice | None = None
    approval: str = ""


NO_EXTRAS = Extras()


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """How a comment is answered: accepted, partly, declined; the last two with an explanation."""

    comment_id: str
    answer: str
    explanation: str = ""


class Gateway(Protocol):
    """Asked twice with the same act id, a thing is done once.

    All methods raise `RefusedError`; nothing is half done when they do. An act that timed out
    (`act.timeout`) may still be done: ask again with the same act id.
    """

    def create(
        self, actor: Actor, target: Target, new: NewDocument, content: Content, source: bytes = b""
    ) -> Receipt:
        """Start a document from its first content; `source` is the imported file, if any."""
        ...

    def save(self, actor: Actor, target: Target, content: Content) -> Receipt:
        """Store a new draft version."""
        ...

    def act(self, actor: Actor, target: Target, act: Act, extras: Extras = NO_EXTRAS) -> Receipt:
        """Perform one act of the table."""
        ...

    def comment(self, actor: Actor, target: Target, paragraph_id: str, text: str) -> None:
        """Comment on one paragraph while the round is open."""
        ...

    def answer(self, actor: Actor, target: Target, given: AnswerGiven) -> None:
        """Answer a comment once the round is closed."""
        ...

    def sign(self, actor: Actor, target: Target, pin: str) -> Receipt:
        """Sign the prepared item that awaits this person, through the desk."""
        ...

    def number_and_seal(self, actor: Actor, target: Target, pin: str) -> Receipt:
        """One act of the clerk: number, date and seal; resumes where an earlier try stopped."""
        ...

    def viewed(self, actor: Actor, target: Target) -> None:
        """Note in the ledger that a person opened the document."""
        ...
