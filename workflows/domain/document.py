"""One document at one moment: ids, references, hashes and codes; never a name or a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.domain.kinds import FieldRole, PaperName, Phase, Route, kind_of, route_of
from workflows.domain.people import Prefix
from workflows.domain.plan import State
from workflows.domain.rounds import Vote


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a body lies and what its bytes hash to."""

    key: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is named to sign: the post decides the authority, the prefix how it is printed."""

    person_id: str
    post_id: str
    prefix: Prefix = Prefix.NONE


@dataclass(frozen=True, slots=True)
class Number:
    """An allotted number and its date; `day` is ISO."""

    series_id: str
    value: int
    text: str  # as printed: 241/KH-SYT
    day: str


@dataclass(frozen=True, slots=True)
class ApprovalGiven:
    """An approval step that was passed, and by whom."""

    name: str
    person_id: str
    post_id: str
    at: str


@dataclass(frozen=True, slots=True)
class Item:
    """A prepared signature: one lives per field until it is signed or expires."""

    item_id: str
    role: FieldRole
    person_id: str  # who alone may sign it
    hole: Ticket  # the file with the hole
    sheet: Ticket  # what the desk and `embed` need of it, as JSON
    certificate_sha256: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class SignatureMade:
    """A signature that is in the paper and has passed our own verification."""

    role: FieldRole
    person_id: str
    at: str
    level: str
    file: Ticket  # the paper with it


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF on its way through its signatures."""

    base: Ticket  # rendered, fields reserved, nothing signed
    anchors: Ticket  # where its fields stand, as JSON
    signatures: tuple[SignatureMade, ...] = ()
    item: Item | None = None
    cms: Ticket | None = None
    given_by: str = ""  # who gave the signature that is being put in

    @property
    def current(self) -> Ticket:
        """The paper as it is now."""
        return self.signatures[-1].file if self.signatures else self.base


@dataclass(frozen=True, slots=True)
class Document:
    """One document at one moment. `rules.after` returns the next moment."""

    document_id: str
    kind: str = ""
    route: str = ""
    drafter_id: str = ""
    unit_id: str = ""
    issuer_id: str = ""
    circle_id: str = ""
    superior_id: str = ""
    state: State = State.NEW
    version: int = 0  # counts acts
    moved_version: int = 0  # of the last act by a person or change of state
    edition: int = 1  # counts what people were asked to approve; printed as "bản thứ n"
    content: Ticket | None = None
    content_sha256: str = ""  # over what is approved, see canonical content
    follow_sha256: str = ""  # over the "làm theo" contents alone
    faults: tuple[str, ...] = ()
    rounds: int = 0
    vote: Vote | None = None
    roll: Ticket | None = None
    voted_at: str = ""
    agreed_follow_sha256: str = ""
    approvals: tuple[ApprovalGiven, ...] = ()
    signer: Signer | None = None
    number: Number | None = None
    main: Paper | None = None
    minutes: Paper | None = None
    reason: Ticket | None = None  # of the last return, withdrawal or void number
    record: Ticket | None = None
    stuck: str = ""
    incident: str = ""
    entered_at: str = ""
    deadline: str = ""
    remind_at: str = ""
    is_reminded: bool = False

    @property
    def the_route(self) -> Route:
        """The route this document takes."""
        return route_of(self.kind, self.route)

    @property
    def phase(self) -> Phase | None:
        """What is signed in the present state, if anything."""
        return kind_of(self.kind).phases.get(self.state) if self.kind else None

    @property
    def paper(self) -> Paper | None:
        """The paper that the present phase signs."""
        phase = self.phase
        return self.paper_named(phase.paper) if phase else None

    def paper_named(self, name: PaperName) -> Paper | None:
        """Return one of the document's papers, when it is made."""
        return self.main if name is PaperName.MAIN else self.minutes

    @property
    def next_field(self) -> FieldRole | None:
        """The field that is signed next in this phase; None when all are."""
        phase = self.phase
        if phase is None:
            return None
        signed = {s.role for s in self.paper.signatures} if self.paper else set()
        return next((role for role in phase.fields if role not in signed), None)

    @property
    def shown_sha256(self) -> str:
        """What a person looks at now: the paper if there is one, else the content."""
        if self.main is not None:
            return self.main.current.sha256
        return self.content_sha256

    @property
    def is_agreed(self) -> bool:
        """Whether the circle agreed to the contents as they are now (R-041)."""
        return bool(self.agreed_follow_sha256) and (self.agreed_follow_sha256 == self.follow_sha256)

    @property
    def next_approval(self) -> str | None:
        """The name of the approval that is asked for next."""
        given = {a.name for a in self.approvals}
        return next((a.name for a in self.the_route.approvals if a.name not in given), None)
