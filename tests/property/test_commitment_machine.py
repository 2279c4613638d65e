"""Whatever people try, a commitment is agreed, its person stands by it, another confirms it."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.property.commitment_player import DRAFTERS, PERSONS, Player
from tests.property.player import AGREES, DISAGREES, Try
from workflows.domain.commitment import LIFECYCLE
from workflows.domain.lifecycle import NOT_ON_OWN_PAPER, SYSTEM_ACTS, Act, State
from workflows.domain.people import SYSTEM
from workflows.domain.rights import open_to
from workflows.domain.rounds import passes
from workflows.domain.shapes import FieldRole
from workflows.domain.work import next_work

KEPT = frozenset({State.REGISTERED, State.IN_FORCE, State.CLOSED, State.ARCHIVED})
SUBMITTED = frozenset({State.AWAITING_SIGNATURE, State.AWAITING_CONFIRMATION, *KEPT})
CONTENTS = [("f0", "c0"), ("f0", "c1"), ("f1", "c2")]
WHOLE_LIFE = 16  # steps from the first draft to the archive
LATE = 14  # versions; one that is withdrawn at once shows nothing
TIMED = (Act.REMIND, Act.ESCALATE, Act.CLOSE_ROUND, Act.CLOSE, Act.STUCK)


class CommitmentMachine(RuleBasedStateMachine):
    """People try acts at random; now and then somebody does what is due."""

    @initialize(
        drafter=st.sampled_from(DRAFTERS),
        certificate=st.booleans(),
        far=st.sampled_from(range(WHOLE_LIFE - 1)),
    )
    def begins(self, drafter: str, certificate: bool, far: int) -> None:  # noqa: FBT001 -- drawn
        """Begin anywhere on the straight way."""
        self.player = Player(drafter, has_certificate=certificate)
        for _ in range(far + 1):
            if not self.player.goes_on():
                assert self.player.doc.is_final

    @rule(steps=st.sampled_from([1, 2, 3]))
    def the_right_people_go_on(self, steps: int) -> None:
        for _ in range(steps):
            if not self.player.goes_on():
                assert self.player.doc.is_final

    @rule(
        act=st.sampled_from(Act), person=st.sampled_from(PERSONS),
        content=st.sampled_from(CONTENTS), vote=st.sampled_from([AGREES, DISAGREES]),
        wrong=st.sampled_from(["", "stale", "other", "unanswered", "no proof"]),
    )  # fmt: skip
    def somebody_tries(
        self, act: Act, person: str, content: tuple[str, str], vote: object, wrong: str
    ) -> None:
        follow, whole = content
        one = Try(
            act, person, whole, follow, vote,  # type: ignore[arg-type]  # sampled votes
            is_stale=wrong == "stale", sees_other=wrong == "other",
            unanswered=int(wrong == "unanswered"), proof="" if wrong == "no proof" else "su",
        )  # fmt: skip
        self.tries(one)

    @precondition(lambda self: not self.player.doc.is_final)
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
        chosen = data.draw(st.sampled_from(PERSONS))
        for person in PERSONS:
            if self.tries(Try(act, person, content, follow, vote, chosen=chosen)):
                return

    @precondition(lambda self: self.player.doc.version > LATE)
    @rule()
    def the_person_withdraws(self) -> None:
        self.tries(Try(Act.WITHDRAW, self.player.drafter))

    @precondition(lambda self: not self.player.doc.is_final)
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
        assert before.state not in KEPT or after.state in KEPT  # registered is never undone
        if one.person == before.drafter_id:
            assert one.act not in NOT_ON_OWN_PAPER | {Act.CLOSE}
            assert not (one.act is Act.SIGN and before.state is State.AWAITING_CONFIRMATION)
        if one.act is Act.ACKNOWLEDGE:
            assert before.is_unsigned
            assert one.proof
        return True

    @invariant()
    def what_is_signed_is_what_the_circle_agreed_to(self) -> None:
        doc = self.player.doc
        if doc.state in SUBMITTED | {State.AGREED}:
            assert doc.follow_sha256 == doc.agreed_follow_sha256 == self.player.voted_follow
            assert doc.vote is not None
            assert passes(doc.vote, doc.the_route.vote)

    @invariant()
    def nothing_is_written_after_it_was_handed_over(self) -> None:
        if self.player.doc.state in SUBMITTED:
            assert self.player.doc.content_sha256 == self.player.submitted_content

    @invariant()
    def the_persons_word_stands_before_the_confirmation(self) -> None:
        doc = self.player.doc
        roles = [made.role for made in doc.main.signatures] if doc.main else []
        if doc.state in {State.AWAITING_CONFIRMATION, *KEPT}:
            said = FieldRole.PERSONAL in roles or doc.acknowledged is not None
            assert said
        if FieldRole.CONFIRM in roles:
            assert roles[-1] is FieldRole.CONFIRM
            assert doc.state in KEPT

    @invariant()
    def a_draft_has_neither_paper_nor_word(self) -> None:
        doc = self.player.doc
        if doc.state not in SUBMITTED | LIFECYCLE.final:
            assert (doc.main, doc.acknowledged, doc.confirmer) == (None, None, None)

    @invariant()
    def it_is_either_signed_or_acknowledged(self) -> None:
        doc = self.player.doc
        roles = {made.role for made in doc.main.signatures} if doc.main else set()
        assert not (FieldRole.PERSONAL in roles and doc.acknowledged is not None)
        if doc.acknowledged is not None:
            assert doc.acknowledged.person_id == doc.drafter_id
            assert doc.is_unsigned

    @invariant()
    def what_is_registered_is_confirmed_by_another(self) -> None:
        doc = self.player.doc
        if doc.state in KEPT:
            assert doc.main is not None
            confirmed = doc.main.signatures[-1]
            assert confirmed.role is FieldRole.CONFIRM
            assert doc.confirmer is not None
            assert confirmed.person_id == doc.confirmer.person_id
            assert confirmed.person_id not in {doc.drafter_id, ""}

    @invariant()
    def its_custodian_knows_of_it_once_it_is_registered(self) -> None:
        doc = self.player.doc
        if doc.kind:
            assert (doc.custodian_id in open_to(doc)) or doc.state not in KEPT

    @invariant()
    def it_is_recorded_before_it_is_in_force(self) -> None:
        recorded = {State.IN_FORCE, State.CLOSED, State.ARCHIVED}
        assert (self.player.doc.record is not None) == (self.player.doc.state in recorded)


TestCommitmentMachine = CommitmentMachine.TestCase
TestCommitmentMachine.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("certificate", [True, False])
@pytest.mark.parametrize("drafter", DRAFTERS)
def test_without_mishaps_every_commitment_is_kept(drafter: str, certificate: bool) -> None:  # noqa: FBT001 -- a column
    player = Player(drafter, has_certificate=certificate)
    while player.goes_on():
        assert len(player.done) < 40
    assert player.doc.state is State.ARCHIVED
    acts = [order.act for order in player.done]
    assert (Act.ACKNOWLEDGE in acts) is not certificate
    assert acts.count(Act.SIGN) == (2 if certificate else 1)
