"""One document at one moment: ids, references, hashes and codes; never a name or a sentence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from workflows.domain.kinds import kind_of, route_of
from workflows.domain.lifecycle import BEGINNING, Lifecycle, State
from workflows.domain.people import Prefix
from workflows.domain.rounds import Vote
from workflows.domain.shapes import FieldRole, Kind, PaperName, Phase, Route


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
    part: int = 0  # which appendix, counted from 1; 0: the paper itself

    @property
    def line(self) -> str:
        """What names this field on the list that is shown with the agency's PIN."""
        return appendix_line(self.part) if self.part else self.role


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
    form: str = ""  # the form it is printed in, such as "bien-ban-chi-bo"
    renewed: Ticket | None = None  # the signed paper under its newest archive timestamp

    @property
    def current(self) -> Ticket:
        """The paper as it is now."""
        if self.renewed is not None:
            return self.renewed
        return self.signatures[-1].file if self.signatures else self.base


@dataclass(frozen=True, slots=True)
class Attached:
    """An appendix in a file of its own, as it is approved: nobody has signed it yet."""

    file: Ticket
    pages: int


@dataclass(frozen=True, slots=True)
class Renewal:
    """A document's papers under a newer archive timestamp; None where a paper needed none."""

    record: Ticket  # of the main paper, as it is kept
    main: Ticket | None = None
    minutes: Ticket | None = None
    appendices: tuple[Ticket | None, ...] = ()  # in their order


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A xác nhận nội bộ: who stands in for a signature by a ledger entry (`act_id`), and when."""

    person_id: str
    act_id: str
    at: str


@dataclass(frozen=True, slots=True)
class TaskDue:
    """One task of a campaign; what it is about stands in the content."""

    task_id: str
    day: str  # ISO
    is_inclusive: bool = False  # "trước ngày X": the day before is the last
    who: str = ""  # unit, person or office
    collects: str = ""  # the kind of document that fulfils it


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a unit asked to have changed for itself, and what was decided (R-149)."""

    adjustment_id: str
    task_id: str
    unit_id: str
    person_id: str
    at: str
    reason: Ticket
    is_accepted: bool | None = None  # None: not decided
    day: str = ""  # the later day that was granted
    answer: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """What only a campaign has: tasks and participants as launched, lists, adjustments."""

    tasks: tuple[TaskDue, ...] = ()
    participants: tuple[str, ...] = ()  # unit ids
    adjustments: tuple[Adjustment, ...] = ()
    listing: Ticket | None = None  # a list of commitments that is being created
    listed_by: str = ""
    listed: Ticket | None = None  # what became of the last list, line by line
    urged_at: str = ""
    awaited: str = ""  # the term whose end is the document's deadline
    lines: int = 0  # of the last list
    list_key: str = ""  # what the ids of its documents begin with, to count them


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
    is_escalated: bool = False
    custodian_id: str = ""  # who keeps it once it is registered
    shared_with: tuple[str, ...] = ()  # further circles; a campaign's units
    period: int = 0  # the year that a commitment is for
    campaign_id: str = ""
    serves_id: str = ""  # the plan it serves, a campaign's source
    supplements_id: str = ""  # the commitment that an addendum adds to
    submitted_at: str = ""  # when a unit's plan first came to its superior's office
    confirmer: Signer | None = None
    acknowledged: Acknowledgement | None = None
    is_unsigned: bool = False  # the person has no certificate and acknowledges instead
    campaign: Campaign | None = None
    renewals: int = 0  # counts how often its archive timestamps were renewed
    attached: tuple[Attached, ...] = ()  # appendix files, in their order; part of what is approved
    appendices: tuple[Paper, ...] = ()  # those that the agency's signature was prepared for

    @property
    def the_kind(self) -> Kind:
        """The kind this document is of."""
        return kind_of(self.kind)

    @property
    def the_route(self) -> Route:
        """The route this document takes."""
        return route_of(self.kind, self.route)

    @property
    def lifecycle(self) -> Lifecycle:
        """The table this document goes by."""
        return self.the_kind.lifecycle if self.kind else BEGINNING

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to it any more but that its timestamps are renewed."""
        return self.state in self.lifecycle.final

    @property
    def phase(self) -> Phase | None:
        """What is signed in the present state, if anything."""
        return kind_of(self.kind).phases.get(self.state) if self.kind else None

    @property
    def paper(self) -> Paper | None:
        """The paper that the present phase signs."""
        phase, part = self.phase, self.next_part
        if part:
            return self.appendix(part)
        return self.paper_named(phase.paper) if phase else None

    @property
    def next_part(self) -> int:
        """The appendix that is signed next, counted from 1; 0 while the paper itself is not done.

        Each names the bytes of the issued paper, so none is signed before the seal.
        """
        phase = self.phase
        if not self.attached or phase is None or FieldRole.AGENCY not in phase.fields:
            return 0
        if self.main is None or self._next_of(phase, self.main) is not None:
            return 0
        return len(self._signed_appendices()) + 1 if self.unsigned_appendices else 0

    @property
    def unsigned_appendices(self) -> int:
        """How many appendix files still wait for the agency's signature."""
        return len(self.attached) - len(self._signed_appendices())

    def appendix(self, part: int) -> Paper:
        """Return an appendix, counted from 1, as it is now."""
        if part <= len(self.appendices):
            return self.appendices[part - 1]
        file = self.attached[part - 1].file
        return Paper(file, self.main.anchors if self.main is not None else file)

    def _signed_appendices(self) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.appendices if paper.signatures)

    def _next_of(self, phase: Phase, paper: Paper | None) -> FieldRole | None:
        signed = {s.role for s in paper.signatures} if paper else set()
        return next((role for role in phase.fields if role not in signed), None)

    def paper_named(self, name: PaperName) -> Paper | None:
        """Return one of the document's papers, when it is made."""
        return self.main if name is PaperName.MAIN else self.minutes

    @property
    def next_field(self) -> FieldRole | None:
        """The field that is signed next in this phase; None when all are."""
        phase = self.phase
        if phase is None:
            return None
        if self.next_part:
            return FieldRole.APPENDIX
        return self._next_of(phase, self.paper_named(phase.paper))

    @property
    def shown_sha256(self) -> str:
        """What a person looks at now: the paper if there is one, else the content."""
        if self.main is not None:
            return self.main.current.sha256
        return self.approved_sha256

    @property
    def approved_sha256(self) -> str:
        """The hash of what is approved: the content, and with it every appendix file in order."""
        if not self.attached:
            return self.content_sha256
        digests = [self.content_sha256, *(one.file.sha256 for one in self.attached)]
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()

    @property
    def is_agreed(self) -> bool:
        """Whether the circle agreed to the contents as they are now (R-041)."""
        return bool(self.agreed_follow_sha256) and (self.agreed_follow_sha256 == self.follow_sha256)

    @property
    def next_approval(self) -> str | None:
        """The name of the approval that is asked for next."""
        given = {a.name for a in self.approvals}
        return next((a.name for a in self.the_route.approvals if a.name not in given), None)


def appendix_line(part: int) -> str:
    """Return what names an appendix, counted from 1, on the list shown with the agency's PIN."""
    return f"{FieldRole.APPENDIX}-{part}"
