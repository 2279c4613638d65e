"""Who is away acts for nobody; deputies and delegates do; membership is not touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    CHAIR,
    CIRCLE,
    DEPUTY_CHAIR,
    DRAFTER,
    HEAD,
    LEADER,
    NOON,
    SECRETARY,
    a_document,
    an_order,
    people,
)  # fmt: skip
from workflows.domain.errors import AbsentError, NoRightError, OwnPaperError
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import (
    SYSTEM,
    Absence,
    Delegation,
    Holding,
    People,
    Prefix,
    Role,
    Standing,
    standings,
)
from workflows.domain.rights import standing_for
from workflows.recording.roll import members_of

DAY = timedelta(days=1)
LENT = Delegation(
    "d-1", f"post-{HEAD}", "ng-delegate", Prefix.KT, NOON - DAY, NOON + DAY
)  # of the unit's head


def away(*persons: str, lent: tuple[Delegation, ...] = ()) -> People:
    absences = tuple(Absence(person, NOON - DAY, NOON + DAY) for person in persons)
    return replace(people(), absences=absences, delegations=lent)


def approving(person: str, known: People) -> Standing:
    doc = a_document(State.AWAITING_APPROVAL)
    return standing_for(doc, an_order(Act.APPROVE, person), NOON, known)


def closing(person: str, known: People, drafter: str = DRAFTER) -> Standing:
    doc = a_document(State.COMMENTING, drafter_id=drafter)
    return standing_for(doc, an_order(Act.CLOSE_ROUND, person), NOON, known)


def test_the_right_is_there_but_its_holder_is_not() -> None:
    assert approving(HEAD, away(LEADER)).person_id == HEAD
    with pytest.raises(AbsentError):
        approving(HEAD, away(HEAD))


def test_who_never_had_the_right_is_told_so_also_while_away() -> None:
    with pytest.raises(NoRightError):
        approving(DRAFTER, away(DRAFTER))


@pytest.mark.parametrize("offset", [-DAY, DAY - timedelta(microseconds=1)])
def test_it_counts_at_the_very_instant(offset: timedelta) -> None:
    doc = a_document(State.AWAITING_APPROVAL)
    with pytest.raises(AbsentError):
        standing_for(doc, an_order(Act.APPROVE, HEAD), NOON + offset, away(HEAD))
    for outside in (NOON - DAY - timedelta(microseconds=1), NOON + DAY):
        found = standing_for(doc, an_order(Act.APPROVE, HEAD), outside, away(HEAD))
        assert found.person_id == HEAD


def test_a_delegate_acts_for_a_holder_who_is_away() -> None:
    found = approving("ng-delegate", away(HEAD, lent=(LENT,)))
    assert found == Standing("ng-delegate", f"post-{HEAD}", Prefix.KT)


def test_a_delegate_who_is_away_does_not() -> None:
    with pytest.raises(AbsentError):
        approving("ng-delegate", away(HEAD, "ng-delegate", lent=(LENT,)))


def test_the_deputy_stands_in_for_a_chair_who_is_away() -> None:
    with pytest.raises(NoRightError):
        closing(DEPUTY_CHAIR, away())
    assert closing(DEPUTY_CHAIR, away(CHAIR)).person_id == DEPUTY_CHAIR
    with pytest.raises(AbsentError):
        closing(CHAIR, away(CHAIR))


def test_a_deputy_who_is_away_too_is_told_that_it_is_his_absence() -> None:
    with pytest.raises(AbsentError):
        closing(DEPUTY_CHAIR, away(CHAIR, DEPUTY_CHAIR))


def test_nobody_closes_his_own_round_because_another_is_away() -> None:
    with pytest.raises(OwnPaperError):
        closing(DEPUTY_CHAIR, away(CHAIR), drafter=DEPUTY_CHAIR)


def test_a_drafter_who_is_away_goes_on_with_nothing() -> None:
    doc = a_document(State.DRAFTING)
    with pytest.raises(AbsentError):
        standing_for(doc, an_order(Act.SAVE, DRAFTER), NOON, away(DRAFTER))


def test_the_system_is_never_away() -> None:
    doc = a_document(State.AWAITING_SIGNATURE)
    found = standing_for(doc, an_order(Act.REMIND, SYSTEM), NOON, away(HEAD))
    assert found.person_id == SYSTEM


def test_a_member_who_is_away_is_a_member_still() -> None:
    member = Holding("post-m", "ng-member", Role.MEMBER, CIRCLE, NOON - DAY)
    known = people(member)
    every = members_of(a_document(), NOON, known)
    gone = replace(known, absences=(Absence("ng-member", NOON - DAY, NOON + DAY),))
    assert members_of(a_document(), NOON, gone) == every
    assert set(every) == {CHAIR, DEPUTY_CHAIR, SECRETARY, "ng-member"}
    assert standings(Role.MEMBER, CIRCLE, NOON, gone) == ()
