"""What an act asks (an order) and what only its transaction can know (facts)."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.domain.document import (
    Attached,
    Campaign,
    Item,
    Number,
    Paper,
    Renewal,
    SignatureMade,
    Signer,
    Ticket,
)
from workflows.domain.lifecycle import Act
from workflows.domain.people import Prefix
from workflows.domain.rounds import Vote


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What a document is from its first moment."""

    kind: str
    route: str
    unit_id: str
    issuer_id: str
    circle_id: str
    superior_id: str = ""
    subject_id: str = ""  # for whom somebody else begins it; "": for himself
    custodian_id: str = ""
    shared_with: tuple[str, ...] = ()
    period: int = 0
    campaign_id: str = ""
    serves_id: str = ""
    supplements_id: str = ""


@dataclass(frozen=True, slots=True)
class SignerChoice:
    """Who is to sign, and for which post's authority."""

    person_id: str
    post_id: str
    prefix: Prefix = Prefix.NONE


@dataclass(frozen=True, slots=True)
class AdjustmentAsked:
    """Which task of a campaign a unit wants changed for itself."""

    task_id: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class AdjustmentDecided:
    """What is answered to such a wish; `day` is the later day, ISO."""

    adjustment_id: str
    is_accepted: bool
    day: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One act, asked for once: the act id is its idempotency key.

    What only some acts need has a default; bodies travel as tickets, never as text.
    """

    act_id: str
    act: Act
    person_id: str
    seen_version: int = 0
    seen_sha256: str = ""
    origin: str = "system"
    new: NewDocument | None = None
    content: Ticket | None = None
    reason: Ticket | None = None
    vote: Vote | None = None
    roll: Ticket | None = None  # who was present, who was not and why
    choice: SignerChoice | None = None
    approval: str = ""
    item_id: str = ""
    cms: Ticket | None = None
    step_up_id: str = ""  # the proof of password and code behind an acknowledgement
    listing: Ticket | None = None
    asked: AdjustmentAsked | None = None
    decided: AdjustmentDecided | None = None
    attached: tuple[Attached, ...] = ()  # all appendix files, in their order
    urged: tuple[str, ...] = ()  # units of a campaign; none named: all that lack something
    # of the workflow's own acts
    paper: Paper | None = None
    item: Item | None = None
    signature: SignatureMade | None = None
    record: Ticket | None = None
    renewal: Renewal | None = None
    code: str = ""
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody to be told: a person, or whoever holds a role in a unit."""

    kind: str  # remind, escalate, urge, ...
    act: str = ""
    person_id: str = ""
    role: str = ""
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the recording transaction found out, at that instant and nowhere else."""

    at: str
    post_id: str = ""
    content_sha256: str = ""
    follow_sha256: str = ""
    faults: tuple[str, ...] = ()
    unanswered: int = 0
    signer: Signer | None = None
    number: Number | None = None
    deadline: str = ""
    remind_at: str = ""
    confirmer: Signer | None = None
    is_unsigned: bool = False
    campaign: Campaign | None = None  # as the content that is launched has it
    notices: tuple[Notice, ...] = ()
    awaited: str = ""  # the term that a campaign waits for next
    lines: int = 0  # of the list that is handed in
    list_key: str = ""
