"""What a kind and a route are made of: signature fields, phases, approvals, days, fonds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflows.domain.lifecycle import Lifecycle, State, Who
from workflows.domain.people import Party, Place, Role
from workflows.domain.rounds import VoteRule


class FieldRole(StrEnum):
    """The signature fields of our papers; the same values as the signing room's."""

    PERSONAL = "personal"
    NUMBER = "number"
    AGENCY = "agency"
    SECRETARY = "secretary"
    CHAIR = "chair"
    CONFIRM = "confirm"
    APPENDIX = "appendix"  # of an appendix in a file of its own, by the agency alone


class PaperName(StrEnum):
    """The papers one document can have."""

    MAIN = "main"
    MINUTES = "minutes"


class Fonds(StrEnum):
    """Whose archives a document belongs to; who has no part in the Party's does not know of it."""

    STATE = "state"
    PARTY = "party"


class Numbering(StrEnum):
    """How a kind is numbered."""

    NONE = "none"
    STATE_YEAR = "state_year"  # 05/KH-SYT, by the calendar year (NĐ 30/2020 Đ15)
    PARTY_TERM = "party_term"  # 03-NQ/CB, by kind and congress term


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval that the route asks for, in order; the name is on the wire."""

    name: str
    party: Party


@dataclass(frozen=True, slots=True)
class Phase:
    """What is signed while a document rests in one state, in this order."""

    paper: PaperName
    fields: tuple[FieldRole, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Who approves, checks, signs, numbers; how long each may take; what the content must hold.

    Attributes:
        signer: whose post signs; None where everybody signs his own.
        keepers: who looks after a document that is stuck or late.
        short_round: working days of a comment round after a return; None as the first one.
        is_sealed: whether the agency's key signs number and seal; else the signer's own does.
        listeners: the posts by which people of the circle are asked to comment.
    """

    route_id: str
    approvals: tuple[Approval, ...]
    parties: Mapping[Who, tuple[Party, ...]]
    signer: Party | None
    keepers: tuple[Party, ...]
    follow_min: int
    follow_max: int
    retention_years: int | None  # None: for ever
    working_days: Mapping[State, int]
    vote: VoteRule = field(default_factory=VoteRule)
    short_round: int | None = None
    is_sealed: bool = True
    listeners: tuple[Role, ...] = (Role.MEMBER,)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: its lifecycle, what is signed when, its routes, who may know of it."""

    kind_id: str
    type_code: str  # NĐ 30/2020 PL III; "" where nothing is numbered
    lifecycle: Lifecycle
    fonds: Fonds
    open_to: frozenset[Place]
    numbering: Numbering
    phases: Mapping[State, Phase]
    routes: Mapping[str, Route]
