"""What each act asks for, and what it changes beside the state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import (
    DRAFTER,
    LEADER,
    a_document,
    a_new,
    a_paper,
    a_ticket,
    an_item,
    an_order,
    facts,
)  # fmt: skip
from workflows.domain import rules
from workflows.domain.document import ApprovalGiven, Document, Number, SignatureMade, Signer
from workflows.domain.errors import (
    AlreadyVotedError,
    BadVoteError,
    IncompleteError,
    NotAgreedError,
    NothingToSignError,
    NotStuckError,
    OtherContentError,
    ReasonMissingError,
    SignatureUnderWayError,
    StaleError,
    UnansweredError,
)  # fmt: skip
from workflows.domain.lifecycle import Act, State
from workflows.domain.rounds import Vote
from workflows.domain.shapes import FieldRole
from workflows.domain.waiting import asked
from workflows.domain.work import Work, next_work

GOOD_VOTE = Vote(members=10, present=8, agree=7, disagree=1, abstain=0)
GIVEN = ApprovalGiven("content", "ng-head", "post-ng-head", "2026-11-02T05:00:00Z")


def test_the_first_act_makes_the_document_its_drafters() -> None:
    order = an_order(Act.CREATE, new=a_new(), content=a_ticket("content"))
    doc = rules.after(Document("vb-1"), order, facts(content_sha256="c0", follow_sha256="f0"))
    assert (doc.state, doc.version, doc.drafter_id) == (State.DRAFTING, 1, DRAFTER)
    assert (doc.content_sha256, doc.follow_sha256) == ("c0", "f0")


def test_an_act_decided_on_an_older_page_is_refused() -> None:
    with pytest.raises(StaleError):
        rules.check(a_document(), an_order(Act.OPEN_ROUND, seen_version=4))


def test_a_reminder_between_page_and_act_does_not_make_the_page_old() -> None:
    doc = rules.after(a_document(), an_order(Act.REMIND, "system"), facts())
    assert doc.version == 6
    rules.check(doc, an_order(Act.OPEN_ROUND, seen_version=5))


def test_an_act_on_other_content_than_was_seen_is_refused() -> None:
    with pytest.raises(OtherContentError):
        rules.check(a_document(), an_order(Act.OPEN_ROUND, seen_sha256="other"))


def test_a_missing_post_stops_submission_but_not_the_comment_round() -> None:
    doc = a_document(faults=("content.position_missing",))
    rules.check(doc, an_order(Act.OPEN_ROUND))
    with pytest.raises(IncompleteError) as refused:
        rules.check(doc, an_order(Act.SUBMIT))
    assert refused.value.faults == ("content.position_missing",)


def test_too_many_contents_stop_the_comment_round() -> None:
    doc = a_document(faults=("content.follow_too_many",))
    with pytest.raises(IncompleteError):
        rules.check(doc, an_order(Act.OPEN_ROUND))


def test_a_content_the_circle_never_agreed_to_is_not_submitted() -> None:
    with pytest.raises(NotAgreedError):
        rules.check(a_document(agreed_follow_sha256=""), an_order(Act.SUBMIT))


def test_after_a_return_changed_contents_go_through_a_round_again() -> None:
    changed = a_document(edition=2, follow_sha256="f1")
    with pytest.raises(NotAgreedError):
        rules.check(changed, an_order(Act.SUBMIT))
    rules.check(changed, an_order(Act.OPEN_ROUND))


def test_after_a_return_unchanged_contents_go_straight_back() -> None:
    rules.check(a_document(edition=2, follow_sha256="f0"), an_order(Act.SUBMIT))


@pytest.mark.parametrize("act", [Act.RETURN, Act.WITHDRAW])
def test_some_acts_need_a_reason(act: Act) -> None:
    with pytest.raises(ReasonMissingError):
        rules.check(a_document(State.AWAITING_APPROVAL), an_order(act))


def test_a_return_lets_all_approvals_paper_and_signer_fall() -> None:
    doc = a_document(
        State.AWAITING_SIGNATURE, approvals=(GIVEN,), signer=Signer(LEADER, "p"), main=a_paper()
    )
    order = an_order(Act.RETURN, LEADER, reason=a_ticket("why"), seen_sha256="base")
    rules.check(doc, order)
    back = rules.after(doc, order, facts())
    assert (back.state, back.edition, back.approvals) == (State.DRAFTING, 2, ())
    assert back.main is None
    assert back.signer is None
    assert back.reason == a_ticket("why")


def test_the_round_closes_at_its_deadline_without_a_person() -> None:
    rules.check(a_document(State.COMMENTING), an_order(Act.CLOSE_ROUND, "system", seen_version=0))


def test_a_vote_waits_for_all_answers() -> None:
    order = an_order(Act.RECORD_VOTE, roll=a_ticket(), vote=GOOD_VOTE)
    with pytest.raises(UnansweredError):
        rules.check_facts(a_document(State.RECONCILING), order, facts(unanswered=1))


@pytest.mark.parametrize("vote", [
    Vote(10, 11, 11, 0, 0), Vote(10, 8, 7, 0, 0), Vote(10, 0, 0, 0, 0), Vote(10, 3, 4, -1, 0),
])  # fmt: skip
def test_votes_that_do_not_add_up_are_refused(vote: Vote) -> None:
    with pytest.raises(BadVoteError):
        rules.check(
            a_document(State.RECONCILING), an_order(Act.RECORD_VOTE, roll=a_ticket(), vote=vote)
        )


@pytest.mark.parametrize(("vote", "state"), [
    (GOOD_VOTE, State.RECONCILING),
    (Vote(10, 8, 4, 4, 0), State.DRAFTING),  # half is not more than half
    (Vote(10, 5, 5, 0, 0), State.DRAFTING),  # no quorum
])  # fmt: skip
def test_only_a_majority_of_a_quorum_agrees(vote: Vote, state: State) -> None:
    doc = a_document(State.RECONCILING)
    assert (
        rules.after(doc, an_order(Act.RECORD_VOTE, roll=a_ticket(), vote=vote), facts()).state
        is state
    )


def test_a_circle_that_refuses_the_second_time_has_not_agreed() -> None:
    agreed = a_document(State.DRAFTING, vote=GOOD_VOTE, edition=2)
    asked_again = rules.after(agreed, an_order(Act.OPEN_ROUND), facts())
    closed = rules.after(asked_again, an_order(Act.CLOSE_ROUND), facts())
    no = an_order(Act.RECORD_VOTE, roll=a_ticket(), vote=Vote(10, 8, 4, 4, 0))
    refused = rules.after(closed, no, facts())
    assert refused.state is State.DRAFTING
    with pytest.raises(NotAgreedError):
        rules.check(refused, an_order(Act.SUBMIT, seen_version=refused.version))


def test_after_the_vote_the_content_rests_until_the_minutes_are_signed() -> None:
    doc = a_document(State.RECONCILING, vote=GOOD_VOTE)
    with pytest.raises(AlreadyVotedError):
        rules.check(doc, an_order(Act.SAVE, content=a_ticket()))


def test_the_last_signature_of_the_minutes_is_the_agreement() -> None:
    doc = a_document(State.RECONCILING, vote=GOOD_VOTE, agreed_follow_sha256="", minutes=a_paper())
    secretary = an_order(Act.EMBEDDED, "system", signature=_made(FieldRole.SECRETARY))
    half = rules.after(doc, secretary, facts())
    assert half.state is State.RECONCILING
    assert not half.is_agreed
    chair = an_order(Act.EMBEDDED, "system", signature=_made(FieldRole.CHAIR))
    agreed = rules.after(half, chair, facts())
    assert agreed.state is State.AGREED
    assert agreed.is_agreed


def test_approvals_come_in_the_routes_order() -> None:
    doc = a_document(State.AWAITING_APPROVAL)
    with pytest.raises(StaleError):
        rules.check(doc, an_order(Act.APPROVE, approval="form"))
    first = rules.after(doc, an_order(Act.APPROVE, approval="content"), facts())
    assert first.state is State.AWAITING_APPROVAL
    signer = Signer(LEADER, "post-ng-leader")
    last = rules.after(first, an_order(Act.APPROVE, approval="form"), facts(signer=signer))
    assert (last.state, last.signer) == (State.AWAITING_SIGNATURE, signer)


def test_only_the_prepared_item_is_signed() -> None:
    doc = a_document(State.AWAITING_SIGNATURE, main=a_paper(item=an_item()))
    with pytest.raises(NothingToSignError):
        rules.check(doc, an_order(Act.SIGN, LEADER, item_id="other", cms=a_ticket()))
    rules.check(doc, an_order(Act.SIGN, LEADER, item_id="item-personal", cms=a_ticket()))


def test_nothing_is_returned_while_a_signature_is_put_in() -> None:
    doc = a_document(State.AWAITING_SIGNATURE, main=a_paper(item=an_item(), cms=a_ticket()))
    for act in (Act.RETURN, Act.WITHDRAW):
        with pytest.raises(SignatureUnderWayError):
            rules.check(doc, an_order(act, LEADER, reason=a_ticket(), seen_sha256="base"))


def test_another_signer_means_another_paper_but_the_same_approvals() -> None:
    doc = a_document(State.AWAITING_SIGNATURE, main=a_paper(), approvals=(GIVEN,))
    chosen = rules.after(
        doc, an_order(Act.CHOOSE_SIGNER), facts(signer=Signer("ng-deputy", "post-ng-leader"))
    )
    assert chosen.main is None
    assert chosen.approvals == (GIVEN,)


def test_a_void_number_leaves_the_persons_signature_alone() -> None:
    doc = a_document(
        State.AWAITING_SEAL,
        main=a_paper(FieldRole.PERSONAL, FieldRole.NUMBER),
        number=Number("s", 241, "241/KH-SYT", "2026-11-02"),
    )
    order = an_order(Act.VOID_NUMBER, reason=a_ticket("why"), seen_sha256="number.pdf")
    rules.check(doc, order)
    back = rules.after(doc, order, facts())
    assert (back.state, back.number) == (State.AWAITING_NUMBER, None)
    assert back.main is not None
    assert [s.role for s in back.main.signatures] == [FieldRole.PERSONAL]


def test_only_what_is_stuck_is_tried_again() -> None:
    doc = a_document(State.AWAITING_SIGNATURE)
    with pytest.raises(NotStuckError):
        rules.check(doc, an_order(Act.RETRY))
    stuck = rules.after(
        doc, an_order(Act.STUCK, "system", code="paper.anchor_missing", incident="i"), facts()
    )
    assert stuck.stuck == "paper.anchor_missing"
    assert next_work(stuck) is None
    assert rules.after(stuck, an_order(Act.RETRY), facts()).stuck == ""


def test_trying_again_begins_the_signature_anew() -> None:
    held = a_paper(item=an_item(), cms=a_ticket())
    doc = a_document(State.AWAITING_SIGNATURE, main=held, stuck="signing.prepared_void")
    again = rules.after(replace(doc, signer=Signer(LEADER, "p")), an_order(Act.RETRY), facts())
    assert next_work(again) is Work.PREPARE


@pytest.mark.parametrize(("doc", "work"), [
    (a_document(State.DRAFTING), None),
    (a_document(State.RECONCILING), None),
    (a_document(State.RECONCILING, vote=GOOD_VOTE), Work.RENDER),
    (a_document(State.AWAITING_SIGNATURE), Work.RENDER),
    (a_document(State.AWAITING_SIGNATURE, main=a_paper()), Work.PREPARE),
    (a_document(State.AWAITING_SIGNATURE, main=a_paper(item=an_item())), None),
    (a_document(State.AWAITING_SIGNATURE, main=a_paper(item=an_item(), cms=a_ticket())),
     Work.EMBED),
    (a_document(State.AWAITING_NUMBER, main=a_paper(FieldRole.PERSONAL)), None),
    (a_document(State.AWAITING_SEAL, main=a_paper(FieldRole.PERSONAL)), Work.PREPARE),
    (a_document(State.ISSUED), Work.ARCHIVE),
    (a_document(State.ARCHIVED), None),
])  # fmt: skip
def test_the_workflow_knows_what_slow_work_is_due(doc: Document, work: Work | None) -> None:
    assert next_work(replace(doc, signer=Signer(LEADER, "p"))) is work


def test_a_paper_without_a_signer_waits_for_the_office_to_name_one() -> None:
    (line,) = asked(a_document(State.AWAITING_SIGNATURE))
    assert (line.act, line.role) == (Act.CHOOSE_SIGNER, "office")
    assert next_work(a_document(State.AWAITING_SIGNATURE)) is None


def test_while_commenting_members_and_chair_are_asked() -> None:
    lines = asked(a_document(State.COMMENTING))
    assert [(a.act, a.role) for a in lines] == [("comment", "member"), (Act.CLOSE_ROUND, "chair")]


def _made(role: FieldRole) -> SignatureMade:
    return SignatureMade(role, "ng-x", "2026-11-02T05:00:00Z", "B-LT", a_ticket(f"{role}.pdf"))


@pytest.mark.parametrize("act", [Act.RETURN, Act.WITHDRAW, Act.CHOOSE_SIGNER])
def test_a_signature_that_cannot_be_put_in_holds_nobody_up(act: Act) -> None:
    held = a_paper(item=an_item(), cms=a_ticket())
    doc = a_document(State.AWAITING_SIGNATURE, main=held, signer=Signer(LEADER, "p"))
    order = an_order(act, reason=a_ticket("why"), seen_sha256=doc.shown_sha256)
    with pytest.raises(SignatureUnderWayError):
        rules.check(doc, order)
    stuck = replace(doc, stuck="signing.certificate_unusable", incident="sc-1")
    rules.check(stuck, order)
    after = rules.after(stuck, order, facts())
    assert (after.stuck, after.incident) == ("", "")


def test_a_paper_that_waits_for_a_certificate_out_of_use_is_made_anew_for_another() -> None:
    code = "signing.certificate_unusable"
    held = a_paper(item=an_item(), cms=a_ticket())
    doc = a_document(State.AWAITING_SIGNATURE, main=held, stuck=code, signer=Signer(LEADER, "p"))
    assert rules.after(doc, an_order(Act.RETRY), facts()).main is None
    sealing = a_document(
        State.AWAITING_SEAL, main=a_paper(FieldRole.PERSONAL, item=an_item()), stuck=code
    )
    kept = rules.after(sealing, an_order(Act.RETRY), facts())
    assert kept.main == a_paper(FieldRole.PERSONAL)


def test_minutes_are_made_anew_and_signed_again_by_all() -> None:
    half = a_paper(FieldRole.SECRETARY, item=an_item(FieldRole.CHAIR))
    doc = a_document(
        State.RECONCILING, minutes=half, vote=GOOD_VOTE, stuck="signing.certificate_unusable"
    )
    again = rules.after(doc, an_order(Act.RETRY), facts())
    assert (again.minutes, next_work(again)) == (None, Work.RENDER)
