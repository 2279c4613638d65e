"""A campaign at one moment, with only what a test is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.builders import DRAFTER, ISSUER, LONG_AGO, OFFICE, UNIT, a_ticket, people
from workflows.domain.document import Adjustment, Campaign, Document, TaskDue
from workflows.domain.lifecycle import State
from workflows.domain.people import Holding, People, Role

HOSPITAL, CLINIC, OUTSIDE = "dv-hospital", "dv-clinic", "dv-outside"
HOSPITAL_HEAD, HOSPITAL_OFFICE, CLINIC_STAFF = "ng-h-head", "ng-h-office", "ng-c-staff"
OUTSIDER = "ng-outsider"
PLANS = TaskDue("nv-1", "2027-02-28", is_inclusive=False, who="unit", collects="ke-hoach")
PEOPLE = TaskDue("nv-2", "2027-03-31", is_inclusive=True, who="person", collects="cam-ket")
REPORT = TaskDue("nv-3", "2027-11-30", is_inclusive=False, who="unit")
TASKS = (PLANS, PEOPLE, REPORT)
REGISTER: People = people(
    Holding("post-h-head", HOSPITAL_HEAD, Role.HEAD, HOSPITAL, LONG_AGO),
    Holding("post-h-office", HOSPITAL_OFFICE, Role.OFFICE, HOSPITAL, LONG_AGO),
    Holding("post-c-staff", CLINIC_STAFF, Role.STAFF, CLINIC, LONG_AGO),
    Holding("post-outside", OUTSIDER, Role.HEAD, OUTSIDE, LONG_AGO),
)
PERSONS = (DRAFTER, OFFICE, HOSPITAL_HEAD, HOSPITAL_OFFICE, CLINIC_STAFF, OUTSIDER)


def a_campaign(state: State = State.IN_FORCE, **changes: Any) -> Document:
    """Return a campaign; `tasks`, `adjustments` and the like go to its own part."""
    names = {field for field in Campaign.__dataclass_fields__ if field in changes}
    own = {name: changes.pop(name) for name in names}
    launched = Campaign(tasks=TASKS, participants=(HOSPITAL, CLINIC), awaited="2027-02-27")
    doc = Document(
        document_id="dot-1", kind="dot", route="so", drafter_id=DRAFTER, unit_id=UNIT,
        issuer_id=ISSUER, state=state, version=5, moved_version=5, content=a_ticket("content"),
        content_sha256="c0", serves_id="vb-1",
    )  # fmt: skip
    if state is not State.DRAFTING and state is not State.NEW:
        campaign = replace(launched, **own)
        doc = replace(doc, campaign=campaign, shared_with=campaign.participants)
    return replace(doc, **changes)


def a_wish(
    task_id: str = "nv-1", unit_id: str = HOSPITAL, *, day: str = "", **changes: Any
) -> Adjustment:
    """Return what a unit asked; granted where there is a day."""
    asked = Adjustment(
        f"wish-{task_id}-{unit_id}", task_id, unit_id, HOSPITAL_HEAD, "2026-11-02T05:00:00Z",
        a_ticket("why"), is_accepted=True if day else None, day=day,
    )  # fmt: skip
    return replace(asked, **changes)
