"""Builders of commitments and of the people around them, for tests of the rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.builders import LONG_AGO, a_document
from workflows.domain.document import Document, Signer
from workflows.domain.lifecycle import State
from workflows.domain.people import Holding, People, Role

CELL, COMMITTEE, UNIT, AGENCY, MINISTRY, KEEPER = (
    "dv-cell", "dv-committee", "dv-unit", "dv-agency", "dv-ministry", "dv-keeper",
)  # fmt: skip
PERSON, CHAIR, DEPUTY, SECRETARY, MEMBER = (
    "ng-person", "ng-chair", "ng-deputy", "ng-secretary", "ng-member",
)  # fmt: skip
ABOVE, HEAD, UNIT_DEPUTY, LEADER, LEADERS_DEPUTY, MINISTER, PERSONNEL, STRANGER = (
    "ng-above", "ng-head", "ng-unit-deputy", "ng-leader", "ng-leaders-deputy", "ng-minister",
    "ng-personnel", "ng-stranger",
)  # fmt: skip
IN_CELL = (
    (CHAIR, Role.CHAIR, CELL), (DEPUTY, Role.DEPUTY_CHAIR, CELL),
    (SECRETARY, Role.SECRETARY, CELL), (MEMBER, Role.MEMBER, CELL), (PERSON, Role.MEMBER, CELL),
    (ABOVE, Role.CHAIR, COMMITTEE),
)  # fmt: skip
AT_WORK = (
    (HEAD, Role.HEAD, UNIT), (UNIT_DEPUTY, Role.DEPUTY, UNIT), (MEMBER, Role.STAFF, UNIT),
    (PERSON, Role.STAFF, UNIT), (LEADER, Role.HEAD, AGENCY),
    (LEADERS_DEPUTY, Role.DEPUTY, AGENCY), (MINISTER, Role.HEAD, MINISTRY),
    (PERSONNEL, Role.PERSONNEL, KEEPER), (STRANGER, Role.OFFICE, AGENCY),
)  # fmt: skip


def holding(person: str, role: Role, unit: str) -> Holding:
    return Holding(f"post-{person}-{role}", person, role, unit, LONG_AGO)


def around(*posts: tuple[str, Role, str]) -> People:
    return People(tuple(holding(*post) for post in posts))


CELL_PEOPLE = around(*IN_CELL)
UNIT_PEOPLE = around(*AT_WORK)


def without(people: People, *gone: str) -> People:
    """Return the people without some of them: their posts are vacant."""
    return replace(people, holdings=tuple(h for h in people.holdings if h.person_id not in gone))


def party(state: State = State.DRAFTING, drafter: str = PERSON, **changes: Any) -> Document:
    places = {
        "document_id": "ck-1", "kind": "cam-ket-dang", "route": "chi-bo", "unit_id": CELL,
        "issuer_id": CELL, "circle_id": CELL, "superior_id": COMMITTEE, "custodian_id": CELL,
        "period": 2026, "confirmer": Signer(CHAIR, f"post-{CHAIR}-chair"),
    }  # fmt: skip
    return a_document(state, drafter_id=drafter, **places | changes)


def employee(state: State = State.DRAFTING, drafter: str = PERSON, **changes: Any) -> Document:
    places = {
        "document_id": "ck-2", "kind": "cam-ket-vien-chuc", "route": "don-vi", "unit_id": UNIT,
        "issuer_id": AGENCY, "circle_id": UNIT, "superior_id": MINISTRY, "custodian_id": KEEPER,
        "period": 2026, "confirmer": Signer(HEAD, f"post-{HEAD}-head"),
    }  # fmt: skip
    return a_document(state, drafter_id=drafter, **places | changes)
