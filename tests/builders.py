"""Typed builders of domain values, so that a test says only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from workflows.domain.document import Document, Item, Paper, SignatureMade, Ticket
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import Facts, NewDocument, Order
from workflows.domain.people import Holding, People, Role
from workflows.domain.shapes import FieldRole

NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # a Monday, 12:00 in Hà Nội
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

DRAFTER, HEAD, OFFICE, LEADER = "ng-drafter", "ng-head", "ng-office", "ng-leader"
CLERK, CHAIR, DEPUTY_CHAIR, SECRETARY = "ng-clerk", "ng-chair", "ng-deputy-chair", "ng-secretary"
UNIT, ISSUER, CIRCLE, SUPERIOR = "dv-unit", "dv-issuer", "dv-circle", "dv-superior"


def a_ticket(name: str = "a") -> Ticket:
    return Ticket(f"paper/x/{name}", name * 64 if len(name) == 1 else name, 10)


def a_paper(*roles: FieldRole, item: Item | None = None, cms: Ticket | None = None) -> Paper:
    made = tuple(
        SignatureMade(role, "ng-x", "2026-11-02T05:00:00Z", "B-LT", a_ticket(f"{role}.pdf"))
        for role in roles
    )
    return Paper(a_ticket("base"), a_ticket("anchors"), made, item, cms)


def an_item(role: FieldRole = FieldRole.PERSONAL, person: str = LEADER) -> Item:
    return Item(
        f"item-{role}", role, person, a_ticket("hole"), a_ticket("sheet"), "c" * 64,
        "2026-11-03T05:00:00Z",
    )  # fmt: skip


def a_document(state: State = State.DRAFTING, **changes: Any) -> Document:
    doc = Document(
        document_id="vb-1", kind="ke-hoach", route="so", drafter_id=DRAFTER, unit_id=UNIT,
        issuer_id=ISSUER, circle_id=CIRCLE, superior_id=SUPERIOR, state=state, version=5,
        moved_version=5, content=a_ticket("content"), content_sha256="c0", follow_sha256="f0",
        agreed_follow_sha256="f0",
    )  # fmt: skip
    return replace(doc, **changes)


def an_order(act: Act, person: str = DRAFTER, **changes: Any) -> Order:
    order = Order(act_id=f"act-{act}", act=act, person_id=person, seen_version=5, seen_sha256="c0")
    return replace(order, **changes)


def a_new() -> NewDocument:
    return NewDocument("ke-hoach", "so", UNIT, ISSUER, CIRCLE, SUPERIOR)


def facts(**changes: Any) -> Facts:
    return replace(Facts(at="2026-11-02T05:00:00Z"), **changes)


def people(*extra: Holding) -> People:
    posts = (
        (DRAFTER, Role.STAFF, UNIT), (HEAD, Role.HEAD, UNIT), (OFFICE, Role.OFFICE, ISSUER),
        (LEADER, Role.HEAD, ISSUER), (CLERK, Role.CLERK, ISSUER), (CHAIR, Role.CHAIR, CIRCLE),
        (DEPUTY_CHAIR, Role.DEPUTY_CHAIR, CIRCLE), (SECRETARY, Role.SECRETARY, CIRCLE),
    )  # fmt: skip
    held = tuple(Holding(f"post-{p}", p, role, unit, LONG_AGO) for p, role, unit in posts)
    return People(held + extra)
