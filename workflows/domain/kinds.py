"""What a document needs differently from another, as data: kinds and their routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from workflows.domain.errors import UnknownKindError
from workflows.domain.people import Party, Place, Role
from workflows.domain.plan import State, Who
from workflows.domain.rounds import VoteRule


class FieldRole(StrEnum):
    """The signature fields of our papers; the same values as the signing room's."""

    PERSONAL = "personal"
    NUMBER = "number"
    AGENCY = "agency"
    SECRETARY = "secretary"
    CHAIR = "chair"


class PaperName(StrEnum):
    """The papers one document can have."""

    MAIN = "main"
    MINUTES = "minutes"


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
    """Who approves, checks, signs, numbers; how long each may take; what the content must hold."""

    route_id: str
    approvals: tuple[Approval, ...]
    parties: Mapping[Who, Party]
    signer: Party
    follow_min: int
    follow_max: int
    retention_years: int | None  # None: for ever
    working_days: Mapping[State, int]
    vote: VoteRule = field(default_factory=VoteRule)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: its forms, what is signed when, and its routes."""

    kind_id: str
    type_code: str  # NĐ 30/2020 PL III
    minutes_kind: str
    phases: Mapping[State, Phase]
    routes: Mapping[str, Route]


_CIRCLE = {
    Who.CHAIR: Party(Role.CHAIR, Place.CIRCLE),
    Who.SECRETARY: Party(Role.SECRETARY, Place.CIRCLE),
    Who.UNIT_STAFF: Party(Role.STAFF, Place.UNIT),
    Who.OFFICE: Party(Role.OFFICE, Place.ISSUER),
    Who.CLERK: Party(Role.CLERK, Place.ISSUER),
}

_DAYS = {
    State.DRAFTING: 10,
    State.COMMENTING: 5,
    State.RECONCILING: 3,
    State.AGREED: 2,
    State.AWAITING_APPROVAL: 3,
    State.AWAITING_SIGNATURE: 2,
    State.AWAITING_NUMBER: 1,  # NĐ 30/2020 Đ18.1: at the latest the next working day
    State.AWAITING_SEAL: 1,
}

_CONTENT = Approval("content", Party(Role.HEAD, Place.UNIT))
_FORM = Approval("form", Party(Role.OFFICE, Place.ISSUER))
_SUPERIOR_CHECK = Approval("superior_check", Party(Role.OFFICE, Place.SUPERIOR))
_HEAD = Party(Role.HEAD, Place.ISSUER)

DEPARTMENT = Route(
    route_id="so",
    approvals=(_CONTENT, _FORM),
    parties=MappingProxyType(_CIRCLE),
    signer=_HEAD,
    follow_min=0,
    follow_max=2,
    retention_years=None,
    working_days=MappingProxyType(_DAYS),
)

UNIT = Route(
    route_id="don-vi",
    approvals=(_CONTENT, _FORM, _SUPERIOR_CHECK),
    parties=MappingProxyType(_CIRCLE),
    signer=_HEAD,
    follow_min=1,  # a collective registers 01-02 contents
    follow_max=2,
    retention_years=None,
    working_days=MappingProxyType(_DAYS),
)

PLAN = Kind(
    kind_id="ke-hoach",
    type_code="KH",
    minutes_kind="bien-ban-gop-y",
    phases=MappingProxyType(
        {
            State.RECONCILING: Phase(PaperName.MINUTES, (FieldRole.SECRETARY, FieldRole.CHAIR)),
            State.AWAITING_SIGNATURE: Phase(PaperName.MAIN, (FieldRole.PERSONAL,)),
            State.AWAITING_SEAL: Phase(PaperName.MAIN, (FieldRole.NUMBER, FieldRole.AGENCY)),
        }
    ),
    routes=MappingProxyType({route.route_id: route for route in (DEPARTMENT, UNIT)}),
)

KINDS: Mapping[str, Kind] = MappingProxyType({PLAN.kind_id: PLAN})


def kind_of(kind_id: str) -> Kind:
    """Return the kind.

    Raises:
        UnknownKindError: there is no such kind.
    """
    if kind_id not in KINDS:
        raise UnknownKindError(kind_id)
    return KINDS[kind_id]


def route_of(kind_id: str, route_id: str) -> Route:
    """Return the route of a kind.

    Raises:
        UnknownKindError: there is no such kind or route.
    """
    routes = kind_of(kind_id).routes
    if route_id not in routes:
        raise UnknownKindError(route_id)
    return routes[route_id]
