"""Whatever people try in whatever order, a campaign keeps what it was launched with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.builders import DRAFTER, NOON, OFFICE, a_ticket
from tests.unit.workflows.campaigns import (
    CLINIC,
    HOSPITAL,
    HOSPITAL_HEAD,
    OUTSIDE,
    PERSONS,
    REGISTER,
    TASKS,
    a_campaign,
)
from workflows.domain import rules
from workflows.domain.campaign import LIFECYCLE
from workflows.domain.campaign_terms import terms
from workflows.domain.document import Campaign, Document
from workflows.domain.errors import DomainError
from workflows.domain.lifecycle import SYSTEM_ACTS, Act, State
from workflows.domain.orders import AdjustmentAsked, AdjustmentDecided, Facts, Notice, Order
from workflows.domain.people import SYSTEM
from workflows.domain.rights import standing_for
from workflows.domain.wakes import next_wake
from workflows.domain.work import Work, next_work

AT = "2026-11-02T05:00:00.000000Z"
LAUNCHED = Campaign(tasks=TASKS, participants=(HOSPITAL, CLINIC))
DAYS = st.dates(date(2026, 11, 1), date(2027, 12, 31)).map(lambda day: day.isoformat())
STEPS = 40


class CampaignMachine(RuleBasedStateMachine):
    """People try acts at random; refusals change nothing, and nothing decided is decided again."""

    @initialize(is_launched=st.booleans())
    def begins(self, is_launched: bool) -> None:  # noqa: FBT001 -- a value
        self.doc: Document = a_campaign(State.DRAFTING)
        self.count = 0
        if is_launched:
            assert self.tries(Act.LAUNCH, OFFICE)

    @rule(
        act=st.sampled_from(Act), person=st.sampled_from((*PERSONS, SYSTEM)),
        task=st.sampled_from([*(t.task_id for t in TASKS), "nv-9"]),
        unit=st.sampled_from([HOSPITAL, CLINIC, OUTSIDE]), day=DAYS, accepts=st.booleans(),
        is_stale=st.booleans(),
    )  # fmt: skip
    def somebody_tries(  # noqa: PLR0913, PLR0917 -- a try is these values
        self, act: Act, person: str, task: str, unit: str, day: str, accepts: bool, is_stale: bool  # noqa: FBT001
    ) -> None:  # fmt: skip
        self.tries(act, person, task=task, unit=unit, day=day, accepts=accepts, is_stale=is_stale)

    @rule(
        task=st.sampled_from([t.task_id for t in TASKS]), unit=st.sampled_from([HOSPITAL, CLINIC])
    )
    def a_unit_asks(self, task: str, unit: str) -> None:
        person = HOSPITAL_HEAD if unit == HOSPITAL else "ng-c-staff"
        self.tries(Act.ASK_ADJUSTMENT, person, task=task, unit=unit)

    @rule(day=DAYS, accepts=st.booleans())
    def the_office_answers(self, day: str, accepts: bool) -> None:  # noqa: FBT001 -- a value
        self.tries(Act.DECIDE_ADJUSTMENT, OFFICE, day=day, accepts=accepts)

    @rule(act=st.sampled_from([Act.REMIND, Act.ESCALATE]))
    def time_passes(self, act: Act) -> None:
        self.tries(act, SYSTEM)

    @rule()
    def a_list_comes_and_is_done(self) -> None:
        if self.tries(Act.ADD_LIST, OFFICE):
            assert next_work(self.doc) is Work.CREATE_LISTED
            assert not self.tries(Act.ADD_LIST, OFFICE)
            assert not self.tries(Act.CLOSE, OFFICE)
            assert self.tries(Act.URGE, DRAFTER)
            assert self.tries(Act.LISTED, SYSTEM)
            assert next_work(self.doc) is None

    def tries(self, act: Act, person: str, **parts: object) -> bool:
        """Try an act as `record` does; a refusal changes nothing."""
        before, order = self.doc, self.order(act, person, **parts)
        try:
            rules.check(before, order)
            standing_for(before, order, NOON, REGISTER)
            facts = self.facts(order)
            rules.check_facts(before, order, facts)
        except DomainError:
            return False
        self.doc = rules.after(before, order, facts)
        self.count += 1
        self.follows(before, order)
        return True

    def follows(self, before: Document, order: Order) -> None:
        """What holds of every act that was done."""
        after = self.doc
        assert before.state not in LIFECYCLE.final
        assert after.version == before.version + 1
        assert (order.act in SYSTEM_ACTS) == (order.person_id == SYSTEM)
        if before.campaign is None or after.campaign is None:
            return
        assert after.campaign.tasks == before.campaign.tasks
        assert after.campaign.participants == before.campaign.participants
        for old, new in zip(before.campaign.adjustments, after.campaign.adjustments, strict=False):
            assert old.is_accepted is None or old == new
            assert replace(old, is_accepted=None, day="", answer=None) == replace(
                new, is_accepted=None, day="", answer=None
            )

    def order(self, act: Act, person: str, **parts: object) -> Order:
        doc = self.doc
        wishes = doc.campaign.adjustments if doc.campaign else ()
        wish = wishes[-1].adjustment_id if wishes else ""
        accepts = bool(parts.get("accepts"))
        day = str(parts.get("day", ""))
        return Order(
            act_id=f"act-{self.count}", act=act, person_id=person,
            seen_version=0 if parts.get("is_stale") else doc.version,
            seen_sha256=doc.shown_sha256, content=a_ticket("content"), reason=a_ticket("why"),
            listing=a_ticket(f"list-{self.count}"), code="storage.full",
            asked=AdjustmentAsked(str(parts.get("task", "nv-1")), str(parts.get("unit", HOSPITAL))),
            decided=AdjustmentDecided(wish, accepts, day if accepts else ""),
        )  # fmt: skip

    def facts(self, order: Order) -> Facts:
        """Find what the transaction finds: the term that is waited for next."""
        known = Facts(at=AT, content_sha256="c0", notices=(Notice("urge"),), lines=3, list_key="k")
        campaign = LAUNCHED if order.act is Act.LAUNCH else self.doc.campaign
        if campaign is None:
            return known
        keys = [term.key for term in terms(campaign)]
        awaited = campaign.awaited
        if order.act is Act.LAUNCH:
            awaited = keys[0]
        elif order.act is Act.ESCALATE:
            awaited = next((key for key in keys if key > awaited), "")
        elif order.act is Act.DECIDE_ADJUSTMENT and order.decided and order.decided.is_accepted:
            day = order.decided.day
            awaited = day if self.doc.is_escalated or day < awaited else ""
        deadline = f"{awaited}T10:00:00.000000Z" if awaited else self.doc.deadline
        return replace(
            known, campaign=LAUNCHED if order.act is Act.LAUNCH else None, awaited=awaited,
            deadline=deadline, remind_at=deadline,
        )  # fmt: skip

    @invariant()
    def what_takes_part_is_what_it_is_open_to(self) -> None:
        doc = self.doc
        assert (doc.campaign is None) == (doc.state in {State.DRAFTING, State.WITHDRAWN})
        if doc.campaign is not None:
            assert doc.shared_with == LAUNCHED.participants
            assert doc.campaign.tasks == TASKS

    @invariant()
    def it_wakes_for_a_term_or_has_told_of_all(self) -> None:
        doc = self.doc
        if doc.campaign is None or doc.is_final:
            return
        wake = next_wake(doc)
        assert (wake is None) == (doc.is_reminded and doc.is_escalated)
        if wake is not None:
            assert doc.deadline.startswith(doc.campaign.awaited)

    @invariant()
    def a_later_day_was_granted_by_the_office(self) -> None:
        wishes = self.doc.campaign.adjustments if self.doc.campaign else ()
        for wish in wishes:
            assert bool(wish.day) == bool(wish.is_accepted)
        still_open = [(w.task_id, w.unit_id) for w in wishes if w.is_accepted is None]
        assert len(set(still_open)) == len(still_open)


TestCampaign = CampaignMachine.TestCase
TestCampaign.settings = settings(max_examples=60, stateful_step_count=STEPS, deadline=None)
