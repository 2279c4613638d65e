"""What each act on a commitment asks for, and what it changes beside the state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import a_paper, a_ticket, an_item, an_order, facts
from tests.unit.workflows.commitments import CELL, CHAIR, DEPUTY, PERSON, SECRETARY, party
from workflows.domain import rules
from workflows.domain.document import Acknowledgement, Document, SignatureMade, Signer
from workflows.domain.errors import (
    DomainError,
    IncompleteError,
    MustSignError,
    NoProofError,
    NotAgreedError,
    NothingToSignError,
    ReasonMissingError,
    SignatureUnderWayError,
    UnansweredError,
)
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import Role
from workflows.domain.rounds import Vote
from workflows.domain.shapes import FieldRole
from workflows.domain.waiting import Asked, asked
from workflows.domain.wakes import next_wake
from workflows.domain.work import Work, next_work

GOOD_VOTE, BAD_VOTE = Vote(10, 8, 7, 1, 0), Vote(10, 8, 4, 4, 0)
GIVEN = Acknowledgement(PERSON, "act-1", "2026-11-02T05:00:00Z")
DEPUTY_SIGNS = Signer(DEPUTY, "post-deputy")


def vote(count: Vote, unanswered: int = 0) -> Document:
    doc = party(State.RECONCILING)
    order = an_order(Act.RECORD_VOTE, SECRETARY, vote=count, roll=a_ticket("roll"))
    rules.check(doc, order)
    rules.check_facts(doc, order, facts(unanswered=unanswered))
    return rules.after(doc, order, facts())


def test_the_circles_vote_agrees_without_minutes() -> None:
    agreed = vote(GOOD_VOTE)
    assert (agreed.state, agreed.minutes) == (State.AGREED, None)
    assert agreed.is_agreed
    assert vote(BAD_VOTE).state is State.DRAFTING


def test_a_vote_waits_for_every_answer() -> None:
    with pytest.raises(UnansweredError):
        vote(GOOD_VOTE, unanswered=1)


def test_what_is_missing_stops_the_round_and_the_signing() -> None:
    doc = party(faults=("content.remedy_missing",))
    for act in (Act.OPEN_ROUND, Act.SUBMIT):
        with pytest.raises(IncompleteError):
            rules.check(doc, an_order(act, PERSON))


def test_what_the_circle_did_not_agree_to_is_not_signed() -> None:
    with pytest.raises(NotAgreedError):
        rules.check(party(agreed_follow_sha256="f1"), an_order(Act.SUBMIT, PERSON))


def submitted(*, is_unsigned: bool) -> Document:
    signers = {"signer": Signer(PERSON, "post"), "confirmer": Signer(CHAIR, "post-chair")}
    order = an_order(Act.SUBMIT, PERSON)
    return rules.after(party(State.AGREED), order, facts(is_unsigned=is_unsigned, **signers))


def test_who_has_a_certificate_signs() -> None:
    doc = submitted(is_unsigned=False)
    assert next_work(doc) is Work.RENDER
    with pytest.raises(MustSignError):
        rules.check(doc, an_order(Act.ACKNOWLEDGE, PERSON, seen_version=9, step_up_id="su"))


def test_who_has_none_acknowledges_before_anything_is_rendered() -> None:
    doc = submitted(is_unsigned=True)
    assert next_work(doc) is None
    assert asked(doc) == (Asked(Act.ACKNOWLEDGE, PERSON),)
    with pytest.raises(NothingToSignError):
        rules.check(doc, an_order(Act.SIGN, PERSON, seen_version=9, cms=a_ticket()))


def test_an_acknowledgement_needs_its_proof_and_says_who_and_when() -> None:
    doc = submitted(is_unsigned=True)
    with pytest.raises(NoProofError):
        rules.check(doc, an_order(Act.ACKNOWLEDGE, PERSON, seen_version=9))
    order = an_order(Act.ACKNOWLEDGE, PERSON, seen_version=9, step_up_id="su")
    rules.check(doc, order)
    after = rules.after(doc, order, facts(confirmer=doc.confirmer))
    assert after.state is State.AWAITING_CONFIRMATION
    assert after.acknowledged == Acknowledgement(PERSON, order.act_id, "2026-11-02T05:00:00Z")
    assert next_work(after) is Work.RENDER  # now the paper tells of it


def test_an_acknowledgement_of_other_content_is_refused() -> None:
    order = an_order(Act.ACKNOWLEDGE, PERSON, seen_version=9, seen_sha256="c9", step_up_id="su")
    with pytest.raises(DomainError, match="ck-1"):
        rules.check(submitted(is_unsigned=True), order)


def waiting(**changes: object) -> Document:
    return replace(party(State.AWAITING_CONFIRMATION), **changes)  # type: ignore[arg-type]  # fields by name


def test_another_confirmer_lets_a_signature_fall() -> None:
    signed = waiting(main=a_paper(FieldRole.PERSONAL), signer=Signer(PERSON, "post"))
    order = an_order(Act.CHOOSE_SIGNER, PERSON, seen_sha256="personal.pdf")
    after = rules.after(signed, order, facts(signer=signed.signer, confirmer=DEPUTY_SIGNS))
    assert (after.state, after.main, after.confirmer) == (
        State.AWAITING_SIGNATURE, None, DEPUTY_SIGNS,
    )  # fmt: skip
    assert next_work(after) is Work.RENDER


def test_another_confirmer_leaves_an_acknowledgement_standing() -> None:
    given = waiting(main=a_paper(), acknowledged=GIVEN, is_unsigned=True)
    order = an_order(Act.CHOOSE_SIGNER, PERSON, seen_sha256="base")
    after = rules.after(given, order, facts(confirmer=DEPUTY_SIGNS))
    assert (after.state, after.main) == (State.AWAITING_CONFIRMATION, None)
    assert (after.acknowledged, after.confirmer) == (GIVEN, DEPUTY_SIGNS)
    assert next_work(after) is Work.RENDER


def test_nothing_changes_while_a_signature_is_put_in() -> None:
    doc = waiting(main=a_paper(item=an_item(FieldRole.CONFIRM, CHAIR), cms=a_ticket()))
    for act in (Act.RETURN, Act.CHOOSE_SIGNER, Act.WITHDRAW):
        with pytest.raises(SignatureUnderWayError):
            rules.check(doc, an_order(act, CHAIR, reason=a_ticket(), seen_sha256="base"))


def test_a_return_lets_word_and_paper_fall_and_unchanged_contents_go_straight_back() -> None:
    doc = waiting(main=a_paper(), acknowledged=GIVEN, is_unsigned=True)
    with pytest.raises(ReasonMissingError):
        rules.check(doc, an_order(Act.RETURN, CHAIR, seen_sha256="base"))
    order = an_order(Act.RETURN, CHAIR, seen_sha256="base", reason=a_ticket("why"))
    back = rules.after(doc, order, facts())
    assert (back.state, back.main, back.acknowledged, back.edition) == (
        State.DRAFTING, None, None, 2,
    )  # fmt: skip
    rules.check(back, an_order(Act.SUBMIT, PERSON, seen_version=back.version))


def test_without_a_confirmer_it_waits_for_one_to_be_named() -> None:
    doc = waiting(confirmer=None)
    assert next_work(doc) is None
    assert Asked(Act.CHOOSE_SIGNER, PERSON) in asked(doc)
    assert Asked(Act.CHOOSE_SIGNER, role=Role.CHAIR, unit_id=CELL) in asked(doc)


def test_the_confirmation_registers_it_and_it_is_stored_at_once() -> None:
    doc = waiting(main=a_paper(FieldRole.PERSONAL, item=an_item(FieldRole.CONFIRM, CHAIR)))
    made = SignatureMade(
        FieldRole.CONFIRM, CHAIR, "2026-11-02T05:00:00Z", "B-LT", a_ticket("both.pdf")
    )
    after = rules.after(doc, an_order(Act.EMBEDDED, "system", signature=made), facts())
    assert after.state is State.REGISTERED
    assert next_work(after) is Work.ARCHIVE
    stored = rules.after(
        after, an_order(Act.ARCHIVE, "system", record=a_ticket("r")),
        facts(deadline="2026-12-31T10:00:00Z"),
    )  # fmt: skip
    assert stored.state is State.IN_FORCE
    assert asked(stored) == ()
    wake = next_wake(stored)
    assert wake is not None
    assert (wake.act, wake.at) == (Act.CLOSE, "2026-12-31T10:00:00Z")


def test_when_its_year_ends_it_is_closed_and_stored_again() -> None:
    closed = rules.after(party(State.IN_FORCE), an_order(Act.CLOSE, "system"), facts())
    assert closed.state is State.CLOSED
    assert next_work(closed) is Work.ARCHIVE
