"""What a campaign refuses: half prepared, two lists, wishes for nothing, days that are no later."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import OFFICE, a_ticket, an_order, facts
from tests.unit.workflows.campaigns import (
    CLINIC,
    HOSPITAL,
    HOSPITAL_HEAD,
    OUTSIDE,
    a_campaign,
    a_wish,
)
from workflows.domain import rules
from workflows.domain.campaign_errors import (
    AskedAlreadyError,
    DayNotLaterError,
    NobodyToUrgeError,
    NotParticipatingError,
)
from workflows.domain.contents import Fault
from workflows.domain.document import Campaign, Document
from workflows.domain.errors import (
    AnsweredAlreadyError,
    DomainError,
    IncompleteError,
    ListUnderWayError,
    NotStuckError,
    ReasonMissingError,
    StaleError,
    TaskUnknownError,
)
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import AdjustmentAsked, AdjustmentDecided, Notice, Order
from workflows.domain.work import Work, basis_of, next_work

WHY = a_ticket("why")


def an_act(act: Act, **changes: Any) -> Order:
    return an_order(act, changes.pop("person", OFFICE), **changes)


def asked(task_id: str = "nv-1", unit_id: str = HOSPITAL) -> Order:
    wish = AdjustmentAsked(task_id, unit_id)
    return an_act(Act.ASK_ADJUSTMENT, person=HOSPITAL_HEAD, asked=wish, reason=WHY)


def decided(
    *, accepts: bool, day: str = "", wish: str = "wish-nv-1-dv-hospital", **more: Any
) -> Order:
    answer = AdjustmentDecided(wish, accepts, day)
    return an_act(Act.DECIDE_ADJUSTMENT, decided=answer, **more)


REFUSALS: list[tuple[Document, Order, type[DomainError]]] = [
    (a_campaign(State.DRAFTING, faults=(Fault.TASK_UNCONFIRMED,)), an_act(Act.LAUNCH),
     IncompleteError),
    (a_campaign(State.DRAFTING), an_act(Act.LAUNCH, seen_sha256="other"), DomainError),
    (a_campaign(), an_act(Act.URGE, urged=(HOSPITAL, OUTSIDE)), NotParticipatingError),
    (a_campaign(listing=a_ticket("list")), an_act(Act.ADD_LIST, listing=WHY), ListUnderWayError),
    (a_campaign(), an_act(Act.ADD_LIST), DomainError),
    (a_campaign(listing=a_ticket("list")), an_act(Act.CLOSE), ListUnderWayError),
    (a_campaign(), an_act(Act.CLOSE, seen_version=4), StaleError),
    (a_campaign(), an_act(Act.RETRY), NotStuckError),
    (a_campaign(), asked("nv-9"), TaskUnknownError),
    (a_campaign(), asked(unit_id=OUTSIDE), NotParticipatingError),
    (a_campaign(adjustments=(a_wish(),)), asked(), AskedAlreadyError),
    (a_campaign(), decided(accepts=True, day="2027-03-20"), TaskUnknownError),
    (a_campaign(adjustments=(a_wish(day="2027-03-20"),)), decided(accepts=True, day="2027-04-01"),
     AnsweredAlreadyError),
    (a_campaign(adjustments=(a_wish(),)), decided(accepts=False), ReasonMissingError),
    (a_campaign(adjustments=(a_wish(),)), decided(accepts=True), DayNotLaterError),
    (a_campaign(adjustments=(a_wish(),)), decided(accepts=True, day="2027-02-27"),
     DayNotLaterError),
    (a_campaign(adjustments=(a_wish(),)), decided(accepts=True, day="28/02/2027"),
     DayNotLaterError),
]  # fmt: skip
ALLOWED: list[tuple[Document, Order]] = [
    (a_campaign(State.DRAFTING), an_act(Act.LAUNCH)),
    (a_campaign(), an_act(Act.URGE, urged=(HOSPITAL,))),
    (a_campaign(), an_act(Act.URGE)),
    (a_campaign(), an_act(Act.ADD_LIST, listing=WHY)),
    (a_campaign(), an_act(Act.CLOSE)),
    (a_campaign(listing=a_ticket("list"), stuck="storage.full"), an_act(Act.CLOSE)),
    (a_campaign(adjustments=(a_wish("nv-2"),)), asked()),
    (a_campaign(adjustments=(a_wish(unit_id=CLINIC),)), asked()),
    (a_campaign(adjustments=(a_wish(day="2027-03-20"),)), asked()),
    (a_campaign(adjustments=(a_wish(),)), decided(accepts=True, day="2027-02-28")),
    (a_campaign(adjustments=(a_wish(),)), decided(accepts=False, reason=WHY)),
]  # fmt: skip


@pytest.mark.parametrize(("doc", "order", "error"), REFUSALS)
def test_what_is_amiss_is_refused(doc: Document, order: Order, error: type[DomainError]) -> None:
    with pytest.raises(error):
        rules.check(doc, order)


@pytest.mark.parametrize(("doc", "order"), ALLOWED)
def test_what_is_in_order_is_allowed(doc: Document, order: Order) -> None:
    rules.check(doc, order)


def test_a_second_grant_must_be_later_than_the_first() -> None:
    first = a_wish(day="2027-03-20")
    second = a_wish(adjustment_id="wish-2")
    doc = a_campaign(adjustments=(first, second))
    with pytest.raises(DayNotLaterError):
        rules.check(doc, decided(accepts=True, day="2027-03-20", wish="wish-2"))
    rules.check(doc, decided(accepts=True, day="2027-03-21", wish="wish-2"))


def test_a_day_that_has_passed_is_not_granted() -> None:
    order = decided(accepts=True, day="2027-03-20")
    with pytest.raises(DayNotLaterError):
        rules.check_facts(a_campaign(), order, facts(at="2027-03-20T18:00:00.000000Z"))  # the 21st
    rules.check_facts(a_campaign(), order, facts(at="2027-03-20T16:00:00.000000Z"))


def test_urging_that_would_tell_nobody_is_refused() -> None:
    with pytest.raises(NobodyToUrgeError):
        rules.check_facts(a_campaign(), an_act(Act.URGE), facts())
    rules.check_facts(a_campaign(), an_act(Act.URGE), facts(notices=(Notice("urge"),)))


def test_a_list_goes_on_whatever_else_is_done_to_its_campaign() -> None:
    doc = a_campaign(listing=a_ticket("list"))
    assert next_work(doc) is Work.CREATE_LISTED
    urged = rules.after(doc, an_act(Act.URGE), facts())
    assert urged.moved_version > doc.moved_version
    assert basis_of(Work.CREATE_LISTED, urged) == basis_of(Work.CREATE_LISTED, doc)
    other = a_campaign(listing=a_ticket("another"))
    assert basis_of(Work.CREATE_LISTED, other) != basis_of(Work.CREATE_LISTED, doc)


def test_other_work_is_bound_to_what_people_did() -> None:
    doc = a_campaign()
    urged = rules.after(doc, an_act(Act.URGE), facts())
    assert basis_of(Work.ARCHIVE, urged) != basis_of(Work.ARCHIVE, doc)


def test_a_list_is_noted_with_its_length_and_forgotten_when_done() -> None:
    order = an_act(Act.ADD_LIST, listing=a_ticket("list"))
    doc = rules.after(a_campaign(), order, facts(lines=30, list_key="abc"))
    assert doc.campaign is not None
    assert (doc.campaign.lines, doc.campaign.list_key, doc.campaign.listed_by) == (
        30,
        "abc",
        OFFICE,
    )
    done = rules.after(doc, an_act(Act.LISTED, listing=a_ticket("outcomes")), facts())
    assert done.campaign is not None
    assert (done.campaign.listing, done.campaign.listed) == (None, a_ticket("outcomes"))
    assert next_work(done) is None


def test_launching_opens_it_to_the_units_that_take_part() -> None:
    doc = a_campaign(State.DRAFTING)
    known = facts(campaign=Campaign(participants=(HOSPITAL,)), awaited="2027-02-27")
    after = rules.after(doc, an_act(Act.LAUNCH), known)
    assert (after.state, after.shared_with) == (State.IN_FORCE, (HOSPITAL,))
    assert after.campaign is not None
    assert after.campaign.awaited == "2027-02-27"
