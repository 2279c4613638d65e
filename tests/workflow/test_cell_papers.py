"""A cell's papers the whole way: signed and numbered by one key, confirmed by the chair's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.demo import DEMO_PIN
from service.gateway import Actor
from signing.trust.anchors import load_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from storage.registers import numbers
from tests.homes import real_clock
from tests.workflow.acknowledging import acknowledge
from tests.workflow.cell import (
    CERTIFIED,
    MEMBER,
    YEAR,
    awaiting,
    code_of,
    commitment,
    resolution,
    sign_and_number,
)
from tests.workflow.office import CHAIR, CLERK, DEPUTY_CHAIR, Office, at_once
from workflows.domain.lifecycle import Act, State
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from signing.verify.report import Report
    from workflows.domain.document import Document

pytestmark = [pytest.mark.temporal, pytest.mark.office, pytest.mark.usefixtures("desk")]


def judged(office: Office, doc: Document) -> Report:
    assert doc.main is not None
    pdf = office.gateway.recorder.blobs.get(blob_ref(doc.main.current))
    anchors = load_anchors((office.settings.pki_dir / "trust.pem").read_bytes())
    return verify(pdf, anchors, real_clock())


def roles(doc: Document) -> list[str]:
    return [str(made.role) for made in doc.main.signatures] if doc.main else []


def allotted(office: Office, doc: Document) -> int:
    """Return how many numbers the register gave this document."""
    with office.gateway.recorder.database.reading() as conn:
        rows = numbers.register_rows(conn, doc.number.series_id) if doc.number else []
    return sum(1 for row in rows if row.document_id == doc.document_id)


def test_one_pin_signs_a_resolution_and_its_number(office: Office) -> None:
    document_id = resolution(office)
    awaiting(office, document_id, CHAIR)
    sign_and_number(office, CHAIR, document_id)
    doc = office.until(document_id, lambda d: d.state is State.ARCHIVED)
    assert roles(doc) == ["personal", "number"]
    assert doc.main is not None
    assert {made.person_id for made in doc.main.signatures} == {CHAIR}
    assert doc.number is not None
    assert doc.number.text == f"{doc.number.value:02d}-NQ/CB"
    report = judged(office, doc)
    assert report.verdict is Verdict.VALID
    assert [s.role for s in report.signatures] == ["personal", "number"]


def test_a_wrong_pin_costs_no_number_and_others_are_refused(office: Office) -> None:
    document_id = resolution(office)
    before = awaiting(office, document_id, CHAIR)
    assert code_of(office, CHAIR, document_id, "000000") == "desk.wrong_pin"
    assert code_of(office, DEPUTY_CHAIR, document_id) == "desk.not_on_list"
    assert office.document(document_id) == before
    sign_and_number(office, CHAIR, document_id)


def test_where_it_stopped_it_goes_on_and_takes_no_second_number(office: Office) -> None:
    """Stopped after the signature, again after the number; each time another page asks anew."""
    document_id = resolution(office)
    awaiting(office, document_id, CHAIR)
    office.sign(CHAIR, document_id)
    office.until(document_id, lambda doc: doc.state is State.AWAITING_NUMBER)
    assert code_of(office, CHAIR, document_id, "000000") == "desk.wrong_pin"
    assert office.document(document_id).number is None
    office.act(CHAIR, office.target(document_id), Act.ALLOT_NUMBER)
    doc = awaiting(office, document_id, CHAIR)
    assert doc.state is State.AWAITING_SEAL
    sign_and_number(office, CHAIR, document_id)
    done = office.until(document_id, lambda d: d.state is State.ARCHIVED)
    assert code_of(office, CHAIR, document_id) == ""  # asked again, by another page
    assert code_of(office, DEPUTY_CHAIR, document_id) == "desk.not_on_list"
    assert done.number == doc.number
    assert allotted(office, done) == 1


def test_pressed_many_times_it_is_one_act(office: Office) -> None:
    document_id = resolution(office)
    awaiting(office, document_id, CHAIR)
    target = office.target(document_id)

    def press() -> str:
        return office.gateway.sign_and_number(Actor(CHAIR, "test"), target, DEMO_PIN).document_id

    assert set(at_once([press] * 3)) == {document_id}
    done = office.until(document_id, lambda d: d.state is State.ARCHIVED)
    assert roles(done) == ["personal", "number"]
    assert allotted(office, done) == 1
    assert press() == document_id  # and long after


def test_who_drafted_it_does_not_sign_it(office: Office) -> None:
    """Nobody numbers his own paper, and here the signer numbers: the deputy signs."""
    document_id = resolution(office, CHAIR)
    doc = awaiting(office, document_id, DEPUTY_CHAIR)
    assert doc.signer is not None
    assert doc.signer.person_id == DEPUTY_CHAIR
    sign_and_number(office, DEPUTY_CHAIR, document_id)


def test_a_sealed_paper_is_not_signed_and_numbered_in_one(office: Office) -> None:
    plan = office.approved()
    awaiting(office, plan, "ng-001")
    assert code_of(office, "ng-001", plan) == "desk.not_on_list"
    assert code_of(office, CLERK, plan) == "desk.not_on_list"
    assert roles(office.document(plan)) == []


def test_a_commitment_is_signed_and_confirmed(office: Office) -> None:
    document_id = commitment(office, CERTIFIED)
    office.sign(CERTIFIED, document_id)
    office.sign(CHAIR, document_id)
    doc = office.until(document_id, lambda d: d.state is State.IN_FORCE)
    assert doc.main is not None
    made = [(str(s.role), s.person_id, s.level) for s in doc.main.signatures]
    assert made == [("personal", CERTIFIED, "B-LT"), ("confirm", CHAIR, "B-LTA")]
    report = judged(office, doc)
    assert report.verdict is Verdict.VALID
    assert [s.role for s in report.signatures] == ["personal", "confirm"]


def test_an_acknowledged_commitment_carries_the_confirmers_signature_alone(
    office: Office,
) -> None:
    document_id = commitment(office, MEMBER, YEAR)
    acknowledge(office, MEMBER, document_id)
    office.sign(CHAIR, document_id)
    doc = office.until(document_id, lambda d: d.state is State.IN_FORCE)
    assert doc.main is not None
    made = [(str(s.role), s.person_id, s.level) for s in doc.main.signatures]
    assert made == [("confirm", CHAIR, "B-LTA")]
    report = judged(office, doc)
    assert report.verdict is Verdict.VALID
    assert [s.role for s in report.signatures] == ["confirm"]
