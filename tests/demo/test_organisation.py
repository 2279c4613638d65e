"""The demo can play every step of both routes, and nobody is asked to judge his own paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from service.demo.organisation import (
    DRAFTERS,
    NEW_PLANS,
    PEOPLE,
    SIGNING_ROLES,
    UNITS,
    demo_people,
)
from workflows.domain.document import Document
from workflows.domain.kinds import PLAN
from workflows.domain.lifecycle import Who
from workflows.domain.people import Holding, Party, People, Role
from workflows.domain.rights import eligible

if TYPE_CHECKING:
    from workflows.domain.shapes import Route

NOW = datetime(2026, 11, 2, tzinfo=UTC)
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
ROUTES = sorted(PLAN.routes)


def the_people() -> People:
    return People(
        tuple(
            Holding(seat.post_id, person.person_id, seat.role, seat.unit_id, SINCE)
            for person in PEOPLE
            for seat in person.seats
        )
    )


def the_plan(route: str) -> Document:
    new = NEW_PLANS[route]
    return Document(
        "vb-1", new.kind, new.route, DRAFTERS[route], new.unit_id, new.issuer_id, new.circle_id,
        new.superior_id,
    )  # fmt: skip


def parties_of(route: Route) -> list[Party]:
    signer = (route.signer,) if route.signer else ()
    owned = (party for parties in route.parties.values() for party in parties)
    return [*owned, *(a.party for a in route.approvals), *signer]


def who(doc: Document, party: Party) -> set[str]:
    return {standing.person_id for standing in eligible(doc, party, NOW, the_people())}


@pytest.mark.parametrize("route", ROUTES)
def test_every_party_of_a_route_has_somebody_beside_the_drafter(route: str) -> None:
    doc = the_plan(route)
    for party in parties_of(PLAN.routes[route]):
        assert who(doc, party) - {doc.drafter_id}, party


@pytest.mark.parametrize("route", ROUTES)
def test_the_drafter_may_draft_and_holds_no_other_part(route: str) -> None:
    doc, the_route = the_plan(route), PLAN.routes[route]
    (staff,) = the_route.parties[Who.UNIT_STAFF]
    assert doc.drafter_id in who(doc, staff)
    for party in parties_of(the_route):
        if party != staff:
            assert doc.drafter_id not in who(doc, party), party


@pytest.mark.parametrize("route", ROUTES)
def test_no_two_parts_of_one_paper_fall_to_the_same_person(route: str) -> None:
    doc = the_plan(route)
    parts = set(parties_of(PLAN.routes[route]))
    taken = [person for party in parts for person in who(doc, party)]
    assert len(taken) == len(set(taken))


@pytest.mark.parametrize("route", ROUTES)
def test_a_cell_has_officers_and_enough_members(route: str) -> None:
    circle = NEW_PLANS[route].circle_id
    held = [s.role for p in PEOPLE for s in p.seats if s.unit_id == circle]
    assert held.count(Role.MEMBER) >= 8
    for role in (Role.CHAIR, Role.DEPUTY_CHAIR, Role.SECRETARY):
        assert held.count(role) == 1


@pytest.mark.parametrize("route", ROUTES)
def test_who_signs_has_a_certificate(route: str) -> None:
    doc, the_route = the_plan(route), PLAN.routes[route]
    signs = {person.person_id for person in PEOPLE if person.signs}
    officers = (*the_route.parties[Who.CHAIR], *the_route.parties[Who.SECRETARY])
    assert the_route.signer is not None
    for party in (the_route.signer, *officers):
        assert who(doc, party) <= signs
    assert Role.HEAD in SIGNING_ROLES


def test_ids_logins_and_names_are_each_used_once() -> None:
    for values in (
        [p.person_id for p in PEOPLE],
        [p.login for p in PEOPLE],
        [p.name for p in PEOPLE],
        [u.unit_id for u in UNITS],
    ):
        assert len(values) == len(set(values))


def test_a_post_has_one_title() -> None:
    seats = {seat for person in PEOPLE for seat in person.seats}
    assert len({seat.post_id for seat in seats}) == len(seats)


def test_there_are_two_clerks_an_auditor_and_an_administrator() -> None:
    roles = [seat.role for person in PEOPLE for seat in person.seats if seat.unit_id == "dv-syt"]
    assert roles.count(Role.CLERK) == 2
    assert {Role.AUDITOR, Role.ADMIN} <= set(roles)


def test_the_sign_in_page_gets_everybody() -> None:
    assert len(demo_people()) == len(PEOPLE)
    assert ("giamdoc", "Trịnh Hữu Hùng", "Giám đốc", (Role.HEAD, Role.CHAIR)) in demo_people()
