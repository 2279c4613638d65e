"""The port through which pages and commands act: what a person can ask, and how it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from workflows.domain.orders import AdjustmentAsked, AdjustmentDecided, SignerChoice
from workflows.domain.rounds import Vote
from workflows.recording.comments import DOSSIER, Shown

if TYPE_CHECKING:
    from doc_templates.port import Content
    from service.desk.client import Proof, SigningSession
    from workflows.contracts.payloads import Receipt
    from workflows.domain.lifecycle import Act
    from workflows.domain.orders import NewDocument
    from workflows.recording.sign_lists import ListedPaper


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

    `absent` is person id and reason of everybody of the circle who did not come to the vote;
    `step_up_id` names the proof by password and code behind an acknowledgement. The last four are
    of campaigns: what a unit asks, what it is answered, the units that are urged, and a list of
    commitments as it is stored.
    """

    reason: str = ""
    vote: Vote | None = None
    absent: Mapping[str, str] = field(default_factory=dict)
    choice: SignerChoice | None = None
    approval: str = ""
    step_up_id: str = ""
    asked: AdjustmentAsked | None = None
    decided: AdjustmentDecided | None = None
    urged: tuple[str, ...] = ()
    listing: bytes = b""


NO_EXTRAS = Extras()


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """How a comment is answered: accepted, partly, declined; the last two with an explanation."""

    comment_id: str
    answer: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of one of many signatures; `code` is "" where it was given."""

    document_id: str
    code: str = ""


Note: TypeAlias = Callable[[Target, str], None]  # takes down that a paper was refused, by its code


def unnoted(_target: Target, _code: str) -> None:
    """Take nothing down: who asked is told himself."""


class Signing(Protocol):
    """A list that is being signed, at one typing of the PIN; made by `Gateway.open_many`."""

    targets: Sequence[Target]  # those of the list that its person may know of
    codes: Mapping[str, str]  # by act id, as far as it has come; "" where a signature was given

    def finish(self, note: Note = unnoted) -> None:
        """Sign all that is left; each is given or refused by itself, and a refusal is noted.

        Raises:
            RefusedError: the phone is awaited, and all that needed no phone is signed.
        """
        ...

    def stop(self) -> None:
        """Begin no further signature; those on their way are ended. From any thread."""
        ...

    def close(self) -> None:
        """Forget the key without signing."""
        ...


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

    def recorded(self, target: Target) -> Receipt | None:
        """Return what the target's act led to; None where it has not been done."""
        ...

    def attach(self, actor: Actor, target: Target, pdf: bytes) -> Receipt:
        """Add an appendix file: looked at first, then part of what is approved."""
        ...

    def detach(self, actor: Actor, target: Target, sha256: str) -> Receipt:
        """Take an appendix file away again; `sha256` names it."""
        ...

    def comment(self, actor: Actor, target: Target, paragraph_id: str, text: str) -> None:
        """Comment on one paragraph while the round is open."""
        ...

    def answer(self, actor: Actor, target: Target, given: AnswerGiven) -> None:
        """Answer a comment once the round is closed."""
        ...

    def sign(self, actor: Actor, target: Target, pin: Proof) -> Receipt:
        """Sign the prepared item that awaits this person, through the desk.

        Refused with `desk.awaiting_phone`, `_code` or `_browser`, it is asked again with the
        session in the details in place of the PIN; so are the other three.
        """
        ...

    def sign_many(self, actor: Actor, targets: Sequence[Target], pin: Proof) -> list[Signed]:
        """Sign what awaits this person in each of these documents, at one typing of the PIN.

        Each is given or refused by itself, and none waited for until it is in its paper; where the
        desk refuses the PIN, nothing is signed. At most `many_signatures.MOST` documents.
        """
        ...

    def open_many(self, actor: Actor, targets: Sequence[Target], pin: Proof) -> Signing:
        """As `sign_many`, but only up to the PIN: the list is signed by `finish`, or closed."""
        ...

    def note_list(self, actor: Actor, list_id: str, papers: Sequence[ListedPaper]) -> None:
        """Put into the ledger what stood on the list when the PIN was typed."""
        ...

    def note_refused(self, actor: Actor, list_id: str, target: Target, code: str) -> None:
        """Put into the ledger why a paper of a list was not signed."""
        ...

    def number_and_seal(self, actor: Actor, target: Target, pin: Proof) -> Receipt:
        """One act of the clerk: number, date and seal; resumes where an earlier try stopped."""
        ...

    def sign_and_number(self, actor: Actor, target: Target, pin: Proof) -> Receipt:
        """One act of who signs a paper without a seal: signature and number, both by his key."""
        ...

    def take_back(self, actor: Actor, session: SigningSession) -> None:
        """Forget what a PIN has opened, and ask nobody on the phone any more."""
        ...

    def came_back(self, actor: Actor, state: str, code: str) -> None:
        """Hand the desk what this person's browser brought back from a remote holder's page."""
        ...

    def viewed(self, actor: Actor, target: Target, shown: Shown = DOSSIER) -> None:
        """Note in the ledger that a person opened the document, or what of it was handed to him."""
        ...
