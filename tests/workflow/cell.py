"""Papers of a cell for tests: a resolution without a seal, commitments that the chair confirms."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from service.demo import DEMO_PIN
from service.demo.organisation import SO_CELL, SO_COMMITTEE
from service.gateway import Actor, Extras, RefusedError
from tests.workflow.office import CHAIR, DEPUTY_CHAIR, SECRETARY, awaits
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import NewDocument
from workflows.domain.rounds import Vote

if TYPE_CHECKING:
    from tests.workflow.office import Office
    from workflows.contracts.payloads import Receipt
    from workflows.domain.document import Document

MEMBER = "ng-012"  # has no certificate
CERTIFIED = "ng-003"  # a member who has one
YEAR = 2026


def sample(kind: str) -> dict[str, Any]:
    """Return the content that the form's own folder shows it with."""
    path = files("doc_templates").joinpath(f"kinds/{kind}/v1/sample.json")
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def resolution(office: Office, drafter: str = MEMBER) -> str:
    """Bring a cell's resolution to its signer: commented, voted, minuted, submitted."""
    new = NewDocument("nghi-quyet", "chi-bo", SO_CELL, SO_CELL, SO_CELL, SO_COMMITTEE)
    document_id = office.cast.create(drafter, new, sample("nghi-quyet"))
    _discuss(office, document_id, drafter)
    for person in (SECRETARY, _leader(drafter)):
        office.sign(person, document_id)
    office.until(document_id, lambda doc: doc.state is State.AGREED)
    office.cast.act(drafter, document_id, Act.SUBMIT)
    return document_id


def commitment(office: Office, person: str, year: int = YEAR) -> str:
    """Bring somebody's commitment to where he signs it, or acknowledges."""
    new = NewDocument(
        "cam-ket-dang", "chi-bo", SO_CELL, SO_CELL, SO_CELL, SO_COMMITTEE, custodian_id=SO_CELL,
        period=year,
    )  # fmt: skip
    document_id = office.cast.create(person, new, sample("cam-ket-dang"))
    _discuss(office, document_id, person)
    office.until(document_id, lambda doc: doc.state is State.AGREED)
    office.cast.act(person, document_id, Act.SUBMIT)
    return document_id


def awaiting(office: Office, document_id: str, person: str) -> Document:
    """Wait until a signature is prepared for somebody."""
    return office.until(document_id, lambda doc: awaits(doc, person))


def sign_and_number(office: Office, person: str, document_id: str, act_id: str = "") -> Receipt:
    target = office.target(document_id, act_id)
    return office.gateway.sign_and_number(Actor(person, "test"), target, DEMO_PIN)


def code_of(office: Office, person: str, document_id: str, pin: str = DEMO_PIN) -> str:
    """Sign and number; return the code of the refusal."""
    try:
        office.gateway.sign_and_number(Actor(person, "test"), office.target(document_id), pin)
    except RefusedError as refused:
        return refused.code
    return ""


def _leader(drafter: str) -> str:
    """The chair; of his own paper his deputy."""
    return DEPUTY_CHAIR if drafter == CHAIR else CHAIR


def _discuss(office: Office, document_id: str, drafter: str) -> None:
    office.cast.act(drafter, document_id, Act.OPEN_ROUND)
    office.cast.act(_leader(drafter), document_id, Act.CLOSE_ROUND)
    members = len(office.cast.members(document_id))
    vote = Vote(members, members, members, 0, 0)
    office.cast.act(SECRETARY, document_id, Act.RECORD_VOTE, Extras(vote=vote))
