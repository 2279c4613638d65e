"""A campaign reminds and tells in time: whom it concerns, once, by each unit's own day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from service.gateway import Extras
from storage.readmodel import queries
from storage.registers import calendar
from storage.registers.calendar import DayKind
from tests.web.campaigns import HOSPITAL_HEAD, OFFICER, Campaigns
from tests.web.office import DRAFTER, Office
from workflows.domain.deadlines import VIETNAM
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import AdjustmentAsked, AdjustmentDecided
from workflows.domain.people import Role

if TYPE_CHECKING:
    from workflows.domain.document import Document

HOSPITAL, SO = "dv-bv", "dv-syt"


@pytest.fixture
def campaigns(office: Office) -> Campaigns:
    return Campaigns(office)


def told(office: Office, role: Role, unit_id: str) -> list[tuple[str, str]]:
    """Return kind and matter of what a post was told, the oldest first."""
    with office.database.reading() as conn:
        found = queries.notices_for(conn, "", [(role, unit_id)])
    return [(notice.kind, notice.act) for notice in reversed(found)]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(VIETNAM)


def wakes(office: Office, campaign: str, act: Act) -> Document:
    """Let the workflow wake at the instant it waits for."""
    doc = office.document(campaign)
    office.now = local(doc.remind_at if act is Act.REMIND else doc.deadline).astimezone(UTC)
    office.system(campaign, act)
    return office.document(campaign)


def passes(office: Office, campaign: str) -> Document:
    """Let a term be reminded of and pass."""
    wakes(office, campaign, Act.REMIND)
    return wakes(office, campaign, Act.ESCALATE)


def test_units_are_reminded_three_working_days_before_the_last(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    doc = office.document(campaign)
    assert local(doc.deadline).isoformat() == "2027-02-27T17:00:00+07:00"  # before the 28th
    # The 27th is a Saturday: three working days before it is Wednesday the 24th.
    assert local(doc.remind_at).date() == date(2027, 2, 24)


def test_days_off_make_the_reminder_come_earlier(campaigns: Campaigns) -> None:
    office = campaigns.office
    with office.database.writing() as conn:
        for day in (24, 25, 26):
            calendar.add_day(conn, date(2027, 2, day), DayKind.OFF, "Tết")
    doc = office.document(campaigns.launched())
    assert local(doc.remind_at).date() == date(2027, 2, 19)


def test_a_reminder_tells_the_units_that_have_not_handed_in(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    wakes(office, campaign, Act.REMIND)
    for role in (Role.HEAD, Role.OFFICE, Role.STAFF):
        assert told(office, role, HOSPITAL) == [("remind", "hand_in_plan")]
    assert told(office, Role.HEAD, SO) == []  # its plan is what the campaign carries out


def test_who_has_handed_in_is_left_alone(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    campaigns.unit_plan(campaign)
    before = told(office, Role.HEAD, HOSPITAL)
    passes(office, campaign)
    assert told(office, Role.HEAD, HOSPITAL) == before
    assert ("escalate", "hand_in_plan") not in told(office, Role.OFFICE, SO)


def test_lateness_is_told_to_the_unit_and_once_to_the_office(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    doc = passes(office, campaign)
    assert told(office, Role.HEAD, HOSPITAL) == [
        ("remind", "hand_in_plan"), ("escalate", "hand_in_plan"),
    ]  # fmt: skip
    assert told(office, Role.OFFICE, SO) == [("escalate", "hand_in_plan")]
    assert doc.campaign is not None
    assert (doc.campaign.awaited, doc.is_reminded, doc.is_escalated) == ("2027-03-31", False, False)
    assert local(doc.deadline).isoformat() == "2027-03-31T17:00:00+07:00"


def test_a_term_slept_over_is_told_before_the_next_is_waited_for(campaigns: Campaigns) -> None:
    """The worker was away from before the reminder until long after the day."""
    office, campaign = campaigns.office, campaigns.launched()
    office.now = datetime(2027, 6, 1, 2, tzinfo=UTC)
    for act in (Act.REMIND, Act.ESCALATE) * 2:
        office.system(campaign, act)
    doc = office.document(campaign)
    assert doc.campaign is not None
    assert doc.campaign.awaited == "2027-11-29"
    kinds = [("escalate", "hand_in_plan"), ("escalate", "register_people")]
    assert [one for one in told(office, Role.HEAD, HOSPITAL) if one[0] == "escalate"] == kinds


def test_when_all_is_over_nothing_wakes_it_any_more(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    for _ in range(3):
        doc = passes(office, campaign)
    assert (doc.is_reminded, doc.is_escalated, doc.state) == (True, True, State.IN_FORCE)


def test_of_a_task_that_nothing_collects_only_the_office_hears_that_its_day_is_over(
    campaigns: Campaigns,
) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    for _ in range(2):
        passes(office, campaign)
    before = told(office, Role.HEAD, HOSPITAL)
    wakes(office, campaign, Act.REMIND)
    assert told(office, Role.HEAD, HOSPITAL) == [*before, ("remind", "do_task")]
    wakes(office, campaign, Act.ESCALATE)
    assert told(office, Role.HEAD, HOSPITAL) == [*before, ("remind", "do_task")]
    assert told(office, Role.OFFICE, SO)[-1] == ("escalate", "do_task")


def test_people_are_asked_for_until_everybody_has_registered(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    passes(office, campaign)
    wakes(office, campaign, Act.REMIND)
    assert told(office, Role.HEAD, HOSPITAL)[-1] == ("remind", "do_task")
    assert ("remind", "register_people") in told(office, Role.HEAD, HOSPITAL)
    assert ("remind", "register_people") in told(office, Role.HEAD, SO)


def granted(campaigns: Campaigns, campaign: str, task: str, day: str) -> None:
    asked = AdjustmentAsked(task, HOSPITAL)
    campaigns.office.do(
        campaign, HOSPITAL_HEAD, Act.ASK_ADJUSTMENT, Extras(reason="Khó khăn", asked=asked)
    )
    doc = campaigns.office.document(campaign)
    assert doc.campaign is not None
    decided = AdjustmentDecided(
        doc.campaign.adjustments[-1].adjustment_id, is_accepted=True, day=day
    )
    campaigns.office.do(campaign, OFFICER, Act.DECIDE_ADJUSTMENT, Extras(decided=decided))


def test_a_unit_with_a_later_day_is_reminded_of_its_own(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    granted(campaigns, campaign, "nv-1", "2027-03-20")
    doc = passes(office, campaign)
    answered = ("decide_adjustment", "adjustment_asked")
    assert told(office, Role.HEAD, HOSPITAL) == [answered]
    assert doc.campaign is not None
    assert doc.campaign.awaited == "2027-03-20"
    passes(office, campaign)
    assert told(office, Role.HEAD, HOSPITAL) == [
        answered, ("remind", "hand_in_plan"), ("escalate", "hand_in_plan"),
    ]  # fmt: skip


def test_a_day_that_is_granted_when_all_was_over_is_waited_for(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    for _ in range(3):
        passes(office, campaign)
    office.later(days=1)
    granted(campaigns, campaign, "nv-1", "2027-12-20")
    doc = office.document(campaign)
    assert doc.campaign is not None
    assert (doc.campaign.awaited, doc.is_reminded, doc.is_escalated) == ("2027-12-20", False, False)
    passes(office, campaign)
    assert told(office, Role.HEAD, HOSPITAL)[-1] == ("escalate", "hand_in_plan")


def test_a_day_that_is_granted_comes_before_what_is_waited_for(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    passes(office, campaign)
    office.now = datetime(2027, 3, 2, 2, tzinfo=UTC)
    granted(campaigns, campaign, "nv-1", "2027-03-20")
    doc = office.document(campaign)
    assert doc.campaign is not None
    assert doc.campaign.awaited == "2027-03-20"
    doc = passes(office, campaign)
    assert doc.campaign is not None
    assert doc.campaign.awaited == "2027-03-31"


def test_a_campaign_that_is_only_prepared_reminds_who_prepares_it(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.prepared()
    wakes(office, campaign, Act.REMIND)
    wakes(office, campaign, Act.ESCALATE)
    assert "Đã quá hạn" in office.visitor(OFFICER).text
    assert told(office, Role.HEAD, HOSPITAL) == []
    assert office.visitor(DRAFTER).open("/thong-bao").text.count("Đã quá hạn") == 0


def test_a_calendar_that_changed_moves_an_ordinary_steps_deadline(office: Office) -> None:
    """The timer slept while days off were added: nobody is told, the later day is waited for."""
    plan = office.new_plan()
    before = office.document(plan)
    first = local(before.deadline).date()
    with office.database.writing() as conn:
        for number in range(3):
            calendar.add_day(conn, first - timedelta(days=number), DayKind.OFF, "bão")
    after = wakes(office, plan, Act.REMIND)
    assert local(after.deadline).date() > first
    assert not after.is_reminded
    assert told(office, Role.STAFF, "dv-syt-vp") == []
    after = wakes(office, plan, Act.REMIND)
    assert after.is_reminded
    with office.database.writing() as conn:
        calendar.add_day(conn, local(after.deadline).date(), DayKind.OFF, "bão nữa")
    moved = wakes(office, plan, Act.ESCALATE)
    assert (moved.is_escalated, moved.is_reminded) == (False, False)
    assert told(office, Role.OFFICE, SO) == []
    wakes(office, plan, Act.REMIND)
    late = wakes(office, plan, Act.ESCALATE)
    assert late.is_escalated
    assert told(office, Role.OFFICE, SO) == [("escalate", "escalate")]
