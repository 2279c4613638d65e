"""The port through which pages and commands act: what a person can ask, and how it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.port import Content
    from workflows.contracts.payloads import Receipt
    from workflows.domain.orders import NewDocument, SignerChoice
    from workflows.domain.plan import Act
    from workflows.domain.rounds import Vote


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
class Seen:
    """What the person had before his eyes when he decided."""

    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Extras:
    """What only some acts need; `reason` is text and becomes a blob before it travels."""

    reason: str = ""
    vote: Vote | None = None
    choice: SignerChoice | None = None
    approval: str = ""


class Gateway(Protocol):
    """Every method takes an act id: asked twice with the same id, it is done once.

    All raise `RefusedError`; nothing is half done when they do. An act that times out may still
    be done: ask again with the same act id (`act.timeout`).
    """

    def create(
        self, actor: Actor, act_id: str, new: NewDocument, content: Content, source: bytes = b""
    ) -> Receipt:
        """Start a document from its first content; `source` is the imported file, if any."""
        ...

    def save(
        self, actor: Actor, act_id: str, document_id: str, seen: Seen, content: Content
    ) -> Receipt:
        """Store a new draft version."""
        ...

    def act(  # noqa: PLR0913 -- one act, all it depends on
        self,
        actor: Actor,
        act_id: str,
        document_id: str,
        act: Act,
        seen: Seen,
        extras: Extras = Extras(),  # noqa: B008 -- frozen
    ) -> Receipt:
        """Perform one act of the table."""
        ...

    def comment(
        self, actor: Actor, act_id: str, document_id: str, paragraph_id: str, text: str
    ) -> None:
        """Comment on one paragraph while the round is open."""
        ...

    def answer(  # noqa: PLR0913 -- one answer, all it depends on
        self,
        actor: Actor,
        act_id: str,
        document_id: str,
        comment_id: str,
        answer: str,
        explanation: str,
    ) -> None:
        """Answer a comment: accepted, partly, declined; the last two with an explanation."""
        ...

    def sign(self, actor: Actor, act_id: str, document_id: str, seen: Seen, pin: str) -> Receipt:
        """Sign the prepared item that awaits this person, through the desk."""
        ...

    def number_and_seal(
        self, actor: Actor, act_id: str, document_id: str, seen: Seen, pin: str
    ) -> Receipt:
        """One act of the clerk: number, date and seal; resumes where an earlier try stopped."""
        ...

    def viewed(self, actor: Actor, document_id: str, version: int, sha256: str) -> None:
        """Note in the ledger that a person opened the document."""
        ...
