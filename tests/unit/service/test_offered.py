"""A button stands exactly where the rules and rights would let the act through."""

from __future__ import annotations

from typing import Any

from service.pages.offered import (
    NUMBER_AND_SEAL,
    SIGN_AND_NUMBER,
    Asking,
    Offer,
    destructive,
    may_answer,
    may_comment,
    offers,
)
from tests import builders as b
from workflows.domain.document import Signer
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import Holding, Role
from workflows.domain.rounds import Vote
from workflows.domain.shapes import FieldRole


def asking(state: State, person: str, unanswered: int = 0, **changes: Any) -> Asking:
    member = Holding("post-member", "ng-member", Role.MEMBER, b.CIRCLE, b.LONG_AGO)
    doc = b.a_document(state, **changes)
    return Asking(doc, person, b.NOON, b.people(member), unanswered)


def possible(found: tuple[Offer, ...]) -> list[str]:
    return [str(offer.act) for offer in found if offer.is_possible]


def why_not(found: tuple[Offer, ...]) -> dict[str, str]:
    return {str(offer.act): offer.code for offer in found if not offer.is_possible}


def test_a_drafter_may_write_and_open_the_round() -> None:
    found = offers(asking(State.DRAFTING, b.DRAFTER, agreed_follow_sha256=""))
    assert possible(found) == ["open_round", "save"]
    assert why_not(found) == {"submit": "round.not_agreed"}


def test_what_is_missing_is_told_instead_of_a_button() -> None:
    faults = ("content.title_missing",)
    found = offers(asking(State.DRAFTING, b.DRAFTER, faults=faults))
    assert {o.act: o.faults for o in found if o.code} == {
        Act.OPEN_ROUND: faults, Act.SUBMIT: faults,
    }  # fmt: skip


def test_a_stranger_is_offered_nothing() -> None:
    for state in State:
        question = asking(state, "ng-stranger")
        assert offers(question) == destructive(question) == ()


def test_the_drafters_own_approval_is_not_offered() -> None:
    own = asking(State.AWAITING_APPROVAL, b.HEAD, drafter_id=b.HEAD)
    assert possible(offers(own)) == []
    assert possible(offers(asking(State.AWAITING_APPROVAL, b.HEAD))) == ["approve"]


def test_the_next_approver_alone_is_asked() -> None:
    assert possible(offers(asking(State.AWAITING_APPROVAL, b.OFFICE))) == []


def test_a_return_stands_apart_from_the_approval() -> None:
    question = asking(State.AWAITING_APPROVAL, b.HEAD)
    assert possible(destructive(question)) == ["return"]
    assert "return" not in possible(offers(question))


def test_signing_is_offered_once_the_paper_is_prepared() -> None:
    assert possible(offers(asking(State.AWAITING_SIGNATURE, b.LEADER, main=b.a_paper()))) == []
    prepared = b.a_paper(item=b.an_item())
    question = asking(State.AWAITING_SIGNATURE, b.LEADER, main=prepared)
    assert possible(offers(question)) == ["sign"]


def test_while_a_signature_is_put_in_the_reason_is_told() -> None:
    busy = b.a_paper(item=b.an_item(), cms=b.a_ticket("cms"))
    found = offers(asking(State.AWAITING_SIGNATURE, b.LEADER, main=busy))
    assert why_not(found) == {"sign": "sign.under_way"}


def test_number_and_seal_are_one_button_for_the_clerk() -> None:
    for state in (State.AWAITING_NUMBER, State.AWAITING_SEAL):
        paper = b.a_paper(FieldRole.PERSONAL, item=b.an_item(FieldRole.NUMBER, ""))
        found = possible(offers(asking(state, b.CLERK, main=paper)))
        assert found == [NUMBER_AND_SEAL]


def resolution(state: State, person: str, **changes: Any) -> Asking:
    """A cell's paper that its chair signs, with the circle as its issuer."""
    signer = Signer(b.CHAIR, f"post-{b.CHAIR}")
    own: dict[str, Any] = {"route": "chi-bo", "issuer_id": b.CIRCLE, "signer": signer}
    return asking(state, person, kind="nghi-quyet", **own | changes)


def test_without_a_seal_signature_and_number_are_one_button_of_the_signer() -> None:
    unsigned = b.a_paper(item=b.an_item(FieldRole.PERSONAL, b.CHAIR))
    signed = b.a_paper(FieldRole.PERSONAL, item=b.an_item(FieldRole.NUMBER, b.CHAIR))
    for state, paper in (
        (State.AWAITING_SIGNATURE, unsigned), (State.AWAITING_NUMBER, signed),
        (State.AWAITING_SEAL, signed),
    ):  # fmt: skip
        mine = possible(offers(resolution(state, b.CHAIR, main=paper)))
        assert mine[0] == SIGN_AND_NUMBER
        assert not {"sign", NUMBER_AND_SEAL} & set(mine)
        for other in (b.DEPUTY_CHAIR, b.CLERK, b.DRAFTER):
            assert possible(offers(resolution(state, other, main=paper))) == []


def test_minutes_of_a_cell_are_signed_like_any_others() -> None:
    minutes = b.a_paper(FieldRole.SECRETARY, item=b.an_item(FieldRole.CHAIR, b.CHAIR))
    voted = resolution(State.RECONCILING, b.CHAIR, vote=Vote(3, 3, 3, 0, 0), minutes=minutes)
    assert possible(offers(voted)) == ["sign"]


def test_a_stuck_document_offers_to_try_again_and_no_seal() -> None:
    stuck = asking(State.AWAITING_SEAL, b.CLERK, main=b.a_paper(), stuck="paper.failed")
    assert possible(offers(stuck)) == ["retry"]
    assert "retry" not in possible(offers(asking(State.AWAITING_SEAL, b.CLERK, main=b.a_paper())))


def test_a_vote_waits_until_every_comment_is_answered() -> None:
    open_ones = offers(asking(State.RECONCILING, b.SECRETARY, unanswered=1))
    assert why_not(open_ones) == {"record_vote": "round.unanswered"}
    assert possible(offers(asking(State.RECONCILING, b.SECRETARY))) == ["record_vote"]


def test_members_of_the_circle_comment_while_the_round_is_open() -> None:
    assert may_comment(asking(State.COMMENTING, "ng-member"))
    assert not may_comment(asking(State.COMMENTING, b.CLERK))
    assert not may_comment(asking(State.RECONCILING, "ng-member"))


def test_the_drafter_answers_until_the_vote() -> None:
    assert may_answer(asking(State.RECONCILING, b.DRAFTER))
    assert not may_answer(asking(State.RECONCILING, b.CHAIR))
    voted = asking(State.RECONCILING, b.DRAFTER, vote=Vote(3, 3, 3, 0, 0))
    assert not may_answer(voted)
