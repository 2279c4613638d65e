"""The proof behind an acknowledgement: good once, for this person and content, for five minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from service.acting import refusing
from service.gateway import Extras, RefusedError
from storage.ledger import ledger
from storage.people import step_ups
from storage.people.step_ups import Seen
from tests.web.committed import agree, commit
from tests.web.office import CHAIR, MEMBER, SECRETARY, person_of
from workflows.contracts.payloads import RecordAsk
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import Order

if TYPE_CHECKING:
    from tests.web.office import Office

PROOF = "su-1"


@pytest.fixture
def awaiting(office: Office) -> str:
    """A commitment that waits for its person's word."""
    made = commit(office, MEMBER)
    agree(office, made, MEMBER, CHAIR, SECRETARY)
    office.do(made, MEMBER, Act.SUBMIT)
    return made


def prove(office: Office, made: str, login: str = MEMBER, sha256: str = "") -> None:
    seen = Seen(person_of(login), made, sha256 or office.document(made).shown_sha256)
    with office.database.writing() as conn:
        step_ups.grant(conn, PROOF, seen, office.now)


def order(office: Office, made: str, act_id: str = "act-1", proof: str = PROOF) -> Order:
    doc = office.document(made)
    return Order(
        act_id, Act.ACKNOWLEDGE, person_of(MEMBER), doc.version, doc.shown_sha256, step_up_id=proof
    )


def code(office: Office, made: str, asked: Order) -> str:
    """Record an order; return the code of the refusal, "" where there was none."""
    ask = RecordAsk(made, office.document(made).version, asked)
    try:
        with refusing():
            office.recorder.record(ask)
    except RefusedError as refused:
        return refused.code
    return ""


def test_a_proof_of_what_is_shown_stands_behind_the_act(office: Office, awaiting: str) -> None:
    prove(office, awaiting)
    assert code(office, awaiting, order(office, awaiting)) == ""
    doc = office.document(awaiting)
    assert doc.state is State.AWAITING_CONFIRMATION
    assert doc.acknowledged is not None
    assert doc.acknowledged.act_id == "act-1"
    with office.database.reading() as conn:
        entry = ledger.by_act(conn, "act-1")
    assert entry is not None
    assert entry.details["method"] == "password+totp"


def test_the_same_act_again_is_answered_and_spends_nothing(office: Office, awaiting: str) -> None:
    prove(office, awaiting)
    asked = order(office, awaiting)
    assert code(office, awaiting, asked) == ""
    version = office.document(awaiting).version
    office.later(minutes=30)
    assert code(office, awaiting, asked) == ""
    assert office.document(awaiting).version == version


def test_a_proof_that_was_used_is_refused(office: Office, awaiting: str) -> None:
    prove(office, awaiting)
    assert code(office, awaiting, order(office, awaiting)) == ""
    office.do(awaiting, CHAIR, Act.RETURN, Extras(reason="Xem lại."))
    office.do(awaiting, MEMBER, Act.SUBMIT)  # unchanged: the proof is of this very content
    assert code(office, awaiting, order(office, awaiting, "act-2")) == "step_up.used"
    assert office.document(awaiting).state is State.AWAITING_SIGNATURE


def test_a_proof_for_another_document_is_refused(office: Office, awaiting: str) -> None:
    other = commit(office, MEMBER, year=2027)
    agree(office, other, MEMBER, CHAIR, SECRETARY)
    office.do(other, MEMBER, Act.SUBMIT)
    prove(office, awaiting)
    assert code(office, other, order(office, other)) == "step_up.other"


def test_after_five_minutes_it_is_too_old(office: Office, awaiting: str) -> None:
    prove(office, awaiting)
    office.later(minutes=5)
    assert code(office, awaiting, order(office, awaiting)) == "step_up.expired"


def test_a_proof_of_other_content_is_refused(office: Office, awaiting: str) -> None:
    prove(office, awaiting, sha256="f" * 64)
    assert code(office, awaiting, order(office, awaiting)) == "step_up.other"


def test_another_persons_proof_is_refused(office: Office, awaiting: str) -> None:
    prove(office, awaiting, login=CHAIR)
    assert code(office, awaiting, order(office, awaiting)) == "step_up.other"


def test_a_proof_that_nobody_gave_is_refused(office: Office, awaiting: str) -> None:
    assert code(office, awaiting, order(office, awaiting)) == "step_up.missing"


def test_a_refused_act_leaves_its_proof_good(office: Office, awaiting: str) -> None:
    """What is refused is not done in part: the transaction takes the proof back with it."""
    prove(office, awaiting)
    blind = replace(order(office, awaiting), seen_sha256="f" * 64)
    assert code(office, awaiting, blind) == "doc.other_content"
    assert code(office, awaiting, order(office, awaiting, "act-2")) == ""
