"""Whatever people try in whatever order, a plan only goes where the law lets it."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.property.plan_player import DRAFTERS, PERSONS, Player
from tests.property.player import AGREES, DISAGREES, Try
from workflows.domain.lifecycle import NOT_ON_OWN_PAPER, SYSTEM_ACTS, Act, State
from workflows.domain.people import SYSTEM
from workflows.domain.plan import LIFECYCLE
from workflows.domain.rounds import passes
from workflows.domain.shapes import FieldRole
from workflows.domain.work import next_work

NUMBERED = frozenset({State.AWAITING_SEAL, State.ISSUED, State.ARCHIVED})
SUBMITTED = frozenset({
    State.AWAITING_APPROVAL, State.AWAITING_SIGNATURE, State.AWAITING_NUMBER, *NUMBERED,
})  # fmt: skip
PAPERED = SUBMITTED - {State.AWAITING_APPROVAL}
CONTENTS = [("f0", "c0"), ("f0", "c1"), ("f1", "c2")]
WHOLE_LIFE = 26  # steps from the first draft to the archive
LATE = 25  # versions; a plan that is withdrawn at once shows nothing
TIMED = (Act.REMIND, Act.CLOSE_ROUND, Act.STUCK)
IN_ORDER = [FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY]


class PlanMachine(RuleBasedStateMachine):
    """People try acts at random; now and then somebody does what is due, so that plans get far."""

    @initialize(drafter=st.sampled_from(DRAFTERS), far=st.sampled_from(range(WHOLE_LIFE - 1)))
    def begins(self, drafter: str, far: int) -> None:
        """Begin anywhere on the straight way, so that its end is tried as much as its beginning."""
        self.player = Player(drafter)
        for _ in range(far + 1):
            assert self.player.goes_on()

    @rule(steps=st.sampled_from([1, 2, 3]))
    def the_right_people_go_on(self, steps: int) -> None:
        for _ in range(steps):
            if not self.player.goes_on():
                assert self.player.doc.state in LIFECYCLE.final

    @rule(
        act=st.sampled_from(Act), person=st.sampled_from(PERSONS),
        content=st.sampled_from(["c0", "c1"]), follow=st.sampled_from(["f0", "f1"]),
        vote=st.sampled_from([AGREES, DISAGREES]), is_stale=st.booleans(),
        sees_other=st.booleans(), unanswered=st.integers(0, 1),
    )  # fmt: skip
    def somebody_tries(  # noqa: PLR0913, PLR0917 -- a try is these values
        self, act: Act, person: str, content: str, follow: str, vote: object, is_stale: bool,  # noqa: FBT001
        sees_other: bool, unanswered: int,  # noqa: FBT001
    ) -> None:  # fmt: skip
        one = Try(act, person, content, follow, vote, is_stale, sees_other, unanswered)  # type: ignore[arg-type]  # sampled votes
        self.tries(one)

    @precondition(lambda self: self.player.doc.state not in LIFECYCLE.final)
    @rule(data=st.data())
    def somebody_who_may_does_something_else(self, data: st.DataObject) -> None:
        """An act that this state knows, by the first who may, with other content than before."""
        state = self.player.doc.state
        known = sorted(
            {act for s, act in LIFECYCLE.rows if s is state} - SYSTEM_ACTS - {Act.WITHDRAW}
        )
        if not known:
            return
        act = data.draw(st.sampled_from(known))
        follow, content = data.draw(st.sampled_from(CONTENTS))
        vote = data.draw(st.sampled_from([AGREES, DISAGREES]))
        approval = data.draw(st.sampled_from(["", "content", "form", "superior_check"]))
        for person in PERSONS:
            if self.tries(Try(act, person, content, follow, vote, approval=approval)):
                return

    @precondition(lambda self: self.player.doc.version > LATE)
    @rule()
    def the_drafter_withdraws(self) -> None:
        self.tries(Try(Act.WITHDRAW, self.player.drafter))

    @precondition(lambda self: self.player.doc.state not in LIFECYCLE.final)
    @rule(act=st.sampled_from(TIMED))
    def time_passes(self, act: Act) -> None:
        if act is not Act.STUCK or next_work(self.player.doc):  # only work gets stuck
            self.tries(Try(act, SYSTEM))

    def tries(self, one: Try) -> bool:
        """Try, and check what holds of every act that was done."""
        before = self.player.doc
        if not self.player.tries(one):
            assert self.player.doc is before
            return False
        after = self.player.doc
        assert before.state not in LIFECYCLE.final
        assert after.version == before.version + 1
        assert after.edition in {before.edition, before.edition + 1}
        assert (one.act in SYSTEM_ACTS) <= (one.person == SYSTEM)
        assert not (one.is_stale and one.person != SYSTEM)
        if one.person == before.drafter_id:
            assert one.act not in NOT_ON_OWN_PAPER
            assert not (one.act is Act.SIGN and before.state is State.RECONCILING)
        return True

    @invariant()
    def a_number_has_its_approvals_and_the_persons_signature(self) -> None:
        doc = self.player.doc
        assert (doc.number is not None) == (doc.state in NUMBERED)
        if doc.number is not None:
            assert [a.name for a in doc.approvals] == [a.name for a in doc.the_route.approvals]
            assert doc.main is not None
            assert doc.main.signatures[0].role is FieldRole.PERSONAL

    @invariant()
    def what_is_issued_has_three_signatures_in_order(self) -> None:
        doc = self.player.doc
        roles = [made.role for made in doc.main.signatures] if doc.main else []
        assert roles == IN_ORDER[: len(roles)]
        assert (roles == IN_ORDER) == (doc.state in {State.ISSUED, State.ARCHIVED})

    @invariant()
    def approvals_are_of_the_content_as_it_is(self) -> None:
        if self.player.doc.approvals:
            assert self.player.doc.content_sha256 == self.player.approved_content

    @invariant()
    def approvals_come_in_the_routes_order(self) -> None:
        doc = self.player.doc
        asked = [approval.name for approval in doc.the_route.approvals]
        given = [approval.name for approval in doc.approvals]
        assert given == asked[: len(given)]
        assert given == asked or doc.state not in PAPERED
        assert given == [] or doc.state in SUBMITTED | LIFECYCLE.final

    @invariant()
    def nobody_approves_twice_or_his_own(self) -> None:
        doc = self.player.doc
        names = [given.name for given in doc.approvals]
        assert len(set(names)) == len(names)
        assert doc.drafter_id not in {given.person_id for given in doc.approvals}

    @invariant()
    def what_was_submitted_is_what_was_agreed(self) -> None:
        doc = self.player.doc
        if doc.state in SUBMITTED | {State.AGREED}:
            assert doc.follow_sha256 == doc.agreed_follow_sha256 == self.player.voted_follow
            assert doc.vote is not None
            assert passes(doc.vote, doc.the_route.vote)
            assert doc.minutes is not None
            signed = [made.role for made in doc.minutes.signatures]
            assert signed == [FieldRole.SECRETARY, FieldRole.CHAIR]

    @invariant()
    def before_the_last_approval_there_is_no_paper(self) -> None:
        doc = self.player.doc
        if doc.state not in PAPERED | LIFECYCLE.final:
            assert doc.main is None
        if doc.state is State.AWAITING_NUMBER:
            assert doc.main is not None
            assert len(doc.main.signatures) == 1

    @invariant()
    def only_what_is_archived_is_recorded(self) -> None:
        assert (self.player.doc.record is not None) == (self.player.doc.state is State.ARCHIVED)


TestPlanMachine = PlanMachine.TestCase
TestPlanMachine.settings = settings(max_examples=400, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("drafter", DRAFTERS)
def test_without_mishaps_every_plan_is_archived(drafter: str) -> None:
    player = Player(drafter)
    while player.goes_on():
        assert len(player.done) < 60
    assert player.doc.state is State.ARCHIVED
    assert [o.act for o in player.done if o.act not in SYSTEM_ACTS] == [
        Act.CREATE, Act.OPEN_ROUND, Act.CLOSE_ROUND, Act.RECORD_VOTE, Act.SIGN, Act.SIGN,
        Act.SUBMIT, Act.APPROVE, Act.APPROVE, Act.SIGN, Act.ALLOT_NUMBER, Act.SIGN, Act.SIGN,
    ]  # fmt: skip
    assert len(player.done) == WHOLE_LIFE
