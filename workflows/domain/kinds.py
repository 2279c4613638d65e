"""What a document needs differently from another, as data: kinds and their routes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from workflows.domain import campaign, commitment, plan, resolution
from workflows.domain.errors import UnknownKindError
from workflows.domain.lifecycle import State, Who
from workflows.domain.people import Party, Place, Role
from workflows.domain.shapes import (
    Approval,
    FieldRole,
    Fonds,
    Kind,
    Numbering,
    PaperName,
    Phase,
    Route,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = Party(Role.HEAD, Place.ISSUER)
_DEPUTY_CHAIR = Party(Role.DEPUTY_CHAIR, Place.CIRCLE)
# The secretary's own paper is led by the deputy, else by the superior committee.
_CHAIR = Party(Role.CHAIR, Place.CIRCLE, (_DEPUTY_CHAIR, Party(Role.CHAIR, Place.SUPERIOR)))
_SECRETARY = Party(Role.SECRETARY, Place.CIRCLE, (_DEPUTY_CHAIR,))
_OFFICE = Party(Role.OFFICE, Place.ISSUER)
_CLERK = Party(Role.CLERK, Place.ISSUER)

_DAYS = {
    State.DRAFTING: 10,
    State.COMMENTING: 5,
    State.RECONCILING: 3,
    State.AGREED: 2,
    State.AWAITING_APPROVAL: 3,
    State.AWAITING_SIGNATURE: 2,
    State.AWAITING_NUMBER: 1,  # NĐ 30/2020 Đ18.1: at the latest the next working day
    State.AWAITING_SEAL: 1,
    State.AWAITING_CONFIRMATION: 3,
}
_SHORT_ROUND = 2  # working days of a round after a return

_IN_CELL = {Who.CHAIR: (_CHAIR,), Who.SECRETARY: (_SECRETARY,)}
_PLAN_PARTIES = {
    **_IN_CELL,
    Who.UNIT_STAFF: (Party(Role.STAFF, Place.UNIT),),
    Who.OFFICE: (_OFFICE,),
    Who.CLERK: (_CLERK,),
}
_CONTENT = Approval("content", Party(Role.HEAD, Place.UNIT))
_FORM = Approval("form", _OFFICE)
SUPERIOR_CHECK = "superior_check"  # its first arrival is when a unit has submitted
_SUPERIOR_CHECK = Approval(SUPERIOR_CHECK, Party(Role.OFFICE, Place.SUPERIOR))

DEPARTMENT = Route(
    route_id="so",
    approvals=(_CONTENT, _FORM),
    parties=MappingProxyType(_PLAN_PARTIES),
    signer=_HEAD,
    keepers=(_OFFICE,),
    follow_min=0,
    follow_max=2,
    retention_years=None,
    working_days=MappingProxyType(_DAYS),
    short_round=_SHORT_ROUND,
)

UNIT = Route(
    route_id="don-vi",
    approvals=(_CONTENT, _FORM, _SUPERIOR_CHECK),
    parties=MappingProxyType(_PLAN_PARTIES),
    signer=_HEAD,
    keepers=(_OFFICE,),
    follow_min=1,  # a collective registers 01-02 contents
    follow_max=2,
    retention_years=None,
    working_days=MappingProxyType(_DAYS),
    short_round=_SHORT_ROUND,
)

_MINUTES = Phase(PaperName.MINUTES, (FieldRole.SECRETARY, FieldRole.CHAIR))
_PERSONAL = Phase(PaperName.MAIN, (FieldRole.PERSONAL,))
_OPEN_TO_ALL = frozenset({Place.UNIT, Place.ISSUER, Place.CIRCLE, Place.SUPERIOR})


def _routes(*routes: Route) -> Mapping[str, Route]:
    return MappingProxyType({route.route_id: route for route in routes})


PLAN = Kind(
    kind_id="ke-hoach",
    type_code="KH",
    lifecycle=plan.LIFECYCLE,
    fonds=Fonds.STATE,
    open_to=_OPEN_TO_ALL,
    numbering=Numbering.STATE_YEAR,
    phases=MappingProxyType({
        State.RECONCILING: _MINUTES,
        State.AWAITING_SIGNATURE: _PERSONAL,
        State.AWAITING_SEAL: Phase(PaperName.MAIN, (FieldRole.NUMBER, FieldRole.AGENCY)),
    }),
    routes=_routes(DEPARTMENT, UNIT),
)  # fmt: skip

_CELL_SIGNER = Party(Role.CHAIR, Place.ISSUER, (Party(Role.DEPUTY_CHAIR, Place.ISSUER),))
_OFFICERS = tuple(
    Party(role, Place.UNIT) for role in (Role.CHAIR, Role.DEPUTY_CHAIR, Role.SECRETARY, Role.MEMBER)
)
CELL_PAPER = Route(
    route_id="chi-bo",
    approvals=(),
    parties=MappingProxyType({
        **_IN_CELL,
        Who.UNIT_STAFF: _OFFICERS,
        Who.OFFICE: (_CHAIR,),
        Who.CLERK: (_CELL_SIGNER,),
    }),
    signer=_CELL_SIGNER,
    keepers=(_CHAIR,),
    follow_min=0,
    follow_max=0,
    retention_years=None,
    working_days=MappingProxyType(_DAYS),
    short_round=_SHORT_ROUND,
    is_sealed=False,
)  # fmt: skip

RESOLUTION = Kind(
    kind_id="nghi-quyet",
    type_code="NQ",
    lifecycle=resolution.LIFECYCLE,
    fonds=Fonds.PARTY,
    open_to=frozenset({Place.UNIT, Place.ISSUER, Place.CIRCLE}),
    numbering=Numbering.PARTY_TERM,
    phases=MappingProxyType({
        State.RECONCILING: _MINUTES,
        State.AWAITING_SIGNATURE: _PERSONAL,
        State.AWAITING_SEAL: Phase(PaperName.MAIN, (FieldRole.NUMBER,)),
    }),
    routes=_routes(CELL_PAPER),
)  # fmt: skip

_COMMITMENT_PHASES = MappingProxyType({
    State.AWAITING_SIGNATURE: _PERSONAL,
    State.AWAITING_CONFIRMATION: Phase(PaperName.MAIN, (FieldRole.CONFIRM,)),
})  # fmt: skip
_FOLLOWS = 1, 2  # every person registers 01-02 contents
_CUSTODY_YEARS = 70  # of files about people; the archivist confirms it

IN_THE_CELL = Route(
    route_id="chi-bo",
    approvals=(),
    parties=MappingProxyType({
        Who.CHAIR: (_CHAIR,),
        Who.SECRETARY: (_SECRETARY, _CHAIR),  # no minutes to sign: either notes the vote
        Who.CONFIRMER: (_CHAIR,),
        Who.ORGANISER: (_CHAIR, _SECRETARY, _DEPUTY_CHAIR),
    }),
    signer=None,
    keepers=(_CHAIR,),
    follow_min=_FOLLOWS[0],
    follow_max=_FOLLOWS[1],
    retention_years=_CUSTODY_YEARS,
    working_days=MappingProxyType(_DAYS),
    short_round=_SHORT_ROUND,
)  # fmt: skip

# The head's own commitment goes to the agency's head, his to the superior's, at last to his deputy.
_UNIT_HEAD = Party(
    Role.HEAD, Place.CIRCLE, (_HEAD, Party(Role.HEAD, Place.SUPERIOR),
                              Party(Role.DEPUTY, Place.ISSUER)),
)  # fmt: skip
_UNIT_CHAIR = Party(Role.HEAD, Place.CIRCLE, (Party(Role.DEPUTY, Place.CIRCLE), _HEAD))
_PERSONNEL = Party(Role.PERSONNEL, Place.CUSTODIAN)

IN_THE_UNIT = Route(
    route_id="don-vi",
    approvals=(),
    parties=MappingProxyType({
        Who.CHAIR: (_UNIT_CHAIR,),
        Who.SECRETARY: (_UNIT_CHAIR,),
        Who.CONFIRMER: (_UNIT_HEAD,),
        Who.ORGANISER: (Party(Role.HEAD, Place.CIRCLE), _PERSONNEL, _OFFICE),
        Who.CAMPAIGN_OFFICE: (Party(Role.OFFICE, Place.SUPERIOR),),
    }),
    signer=None,
    keepers=(_UNIT_HEAD,),
    follow_min=_FOLLOWS[0],
    follow_max=_FOLLOWS[1],
    retention_years=_CUSTODY_YEARS,
    working_days=MappingProxyType(_DAYS),
    short_round=_SHORT_ROUND,
    listeners=(Role.HEAD, Role.DEPUTY, Role.STAFF, Role.EMPLOYEE),
)  # fmt: skip


def _commitment(kind_id: str, fonds: Fonds, route: Route) -> Kind:
    return Kind(
        kind_id=kind_id,
        type_code="",
        lifecycle=commitment.LIFECYCLE,
        fonds=fonds,
        open_to=frozenset({Place.CIRCLE, Place.SHARED}),
        numbering=Numbering.NONE,
        phases=_COMMITMENT_PHASES,
        routes=_routes(route),
    )


PARTY_COMMITMENT = _commitment("cam-ket-dang", Fonds.PARTY, IN_THE_CELL)
EMPLOYEE_COMMITMENT = _commitment("cam-ket-vien-chuc", Fonds.STATE, IN_THE_UNIT)
PARTY_ADDENDUM = _commitment("bo-sung-dang", Fonds.PARTY, IN_THE_CELL)
EMPLOYEE_ADDENDUM = _commitment("bo-sung-vien-chuc", Fonds.STATE, IN_THE_UNIT)

CAMPAIGN_ROUTE = Route(
    route_id="so",
    approvals=(),
    parties=MappingProxyType({
        Who.OFFICE: (_OFFICE,),
        Who.UNIT_STAFF: (Party(Role.STAFF, Place.UNIT),),
        Who.PARTICIPANT: tuple(
            Party(role, Place.SHARED) for role in (Role.HEAD, Role.OFFICE, Role.STAFF)
        ),
    }),
    signer=None,
    keepers=(_OFFICE,),
    follow_min=0,
    follow_max=0,
    retention_years=10,
    working_days=MappingProxyType({State.DRAFTING: 5}),
)  # fmt: skip

CAMPAIGN = Kind(
    kind_id="dot",
    type_code="",
    lifecycle=campaign.LIFECYCLE,
    fonds=Fonds.STATE,
    open_to=frozenset({Place.UNIT, Place.ISSUER, Place.SHARED}),
    numbering=Numbering.NONE,
    phases=MappingProxyType({}),
    routes=_routes(CAMPAIGN_ROUTE),
)

SUPPLEMENTED = {  # what each addendum adds to
    PARTY_ADDENDUM.kind_id: PARTY_COMMITMENT.kind_id,
    EMPLOYEE_ADDENDUM.kind_id: EMPLOYEE_COMMITMENT.kind_id,
}
ADDENDA = frozenset(SUPPLEMENTED)
ADDED_TO = frozenset({State.REGISTERED, State.IN_FORCE})  # before, one changes the draft itself
COMMITMENTS = frozenset({PARTY_COMMITMENT.kind_id, EMPLOYEE_COMMITMENT.kind_id}) | ADDENDA

KINDS: Mapping[str, Kind] = MappingProxyType({
    kind.kind_id: kind
    for kind in (
        PLAN, RESOLUTION, PARTY_COMMITMENT, EMPLOYEE_COMMITMENT, PARTY_ADDENDUM,
        EMPLOYEE_ADDENDUM, CAMPAIGN,
    )
})  # fmt: skip


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
