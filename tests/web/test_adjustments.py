"""A unit asks for another day for a task, the office answers, and the unit goes by its own day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from storage.people import posts
from tests.web.campaigns import (
    HOSPITAL_DRAFTER,
    HOSPITAL_FORM,
    HOSPITAL_HEAD,
    NURSE,
    OFFICER,
    Campaigns,
)
from tests.web.test_campaign_page import looked, row_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.web.office import Office, Visitor
    from workflows.domain.document import Adjustment

ASK, ANSWER = "/dieu-chinh", "/dieu-chinh/tra-loi"
WHY = "Bệnh viện đang chống dịch, xin nộp đến ngày 20/3"


@pytest.fixture
def campaigns(office: Office) -> Campaigns:
    return Campaigns(office)


def opened(office: Office, login: str, campaign: str) -> Visitor:
    return office.visitor(login).open(f"/dot/{campaign}/dieu-chinh")


def asked(campaigns: Campaigns, login: str = HOSPITAL_HEAD) -> str:
    """Launch a campaign and let the hospital ask; return the campaign."""
    campaign = campaigns.launched()
    visitor = opened(campaigns.office, login, campaign).press(ASK, task="nv-1", reason=WHY)
    assert "Đã gửi đề nghị điều chỉnh." in visitor.text
    return campaign


def wish(campaigns: Campaigns, campaign: str) -> Adjustment:
    doc = campaigns.office.document(campaign)
    assert doc.campaign is not None
    return doc.campaign.adjustments[-1]


@pytest.mark.parametrize("login", [HOSPITAL_HEAD, HOSPITAL_FORM])
def test_a_unit_asks_and_the_office_is_asked_to_answer(campaigns: Campaigns, login: str) -> None:
    office, campaign = campaigns.office, asked(campaigns, login)
    found = wish(campaigns, campaign)
    assert (found.unit_id, found.task_id, found.is_accepted) == ("dv-bv", "nv-1", None)
    desk = office.visitor(OFFICER)
    assert "Trả lời đề nghị điều chỉnh" in desk.text
    assert "Đề nghị điều chỉnh (1 chờ trả lời)" in desk.open(f"/dot/{campaign}").text
    assert WHY in opened(office, OFFICER, campaign).text


def test_a_later_day_that_is_granted_is_the_units_own(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, asked(campaigns)
    visitor = opened(office, OFFICER, campaign)
    visitor.press(ANSWER, answer="accept", day="2027-03-20", reason="")
    assert "Đã trả lời đề nghị." in visitor.text
    assert "Chấp nhận : đến hết ngày 20/03/2027" in visitor.text
    assert wish(campaigns, campaign).day == "2027-03-20"
    assert "được gia hạn đến hết ngày 20/03/2027" in looked(office, HOSPITAL_HEAD, campaign).text
    office.now = datetime(2027, 3, 19, 3, tzinfo=UTC)
    assert "quá hạn" not in row_of(looked(office, OFFICER, campaign), "Bệnh viện")
    campaigns.unit_plan(campaign)
    assert "đúng hạn" in row_of(looked(office, OFFICER, campaign), "Bệnh viện")


def test_who_asked_and_the_units_head_hear_of_the_answer(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, asked(campaigns, HOSPITAL_FORM)
    told = "Đã trả lời: Đề nghị điều chỉnh của đơn vị"
    assert told not in office.visitor(HOSPITAL_HEAD).open("/thong-bao").text
    opened(office, OFFICER, campaign).press(ANSWER, answer="accept", day="2027-03-20", reason="")
    for login in (HOSPITAL_FORM, HOSPITAL_HEAD):
        assert told in office.visitor(login).open("/thong-bao").text
    assert told not in office.visitor(OFFICER).open("/thong-bao").text


def test_a_wish_is_declined_with_a_reason(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, asked(campaigns)
    visitor = opened(office, OFFICER, campaign).press(ANSWER, answer="decline", reason="")
    assert (visitor.status, "act.reason_missing" in visitor.text) == (422, True)
    visitor.press(ANSWER, answer="decline", reason="Các đơn vị khác đều nộp được")
    assert "Không chấp nhận" in visitor.text
    assert "Các đơn vị khác đều nộp được" in opened(office, HOSPITAL_HEAD, campaign).text
    assert wish(campaigns, campaign).is_accepted is False


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("", "campaign.day_not_later"), ("2027-02-27", "campaign.day_not_later"),
        ("2026-10-01", "campaign.day_not_later"), ("mai", "campaign.date_unreadable"),
    ],
)  # fmt: skip
def test_a_day_that_is_no_later_is_refused_and_what_was_typed_stays(
    campaigns: Campaigns, day: str, code: str
) -> None:
    office, campaign = campaigns.office, asked(campaigns)
    visitor = opened(office, OFFICER, campaign)
    visitor.press(ANSWER, answer="accept", day=day, reason="Cố gắng sớm")
    assert (visitor.status, code in visitor.text) == (422, True)
    fields = visitor.filled(ANSWER)
    assert (fields["reason"], fields["day"]) == (["Cố gắng sớm"], [day])
    assert fields["answer"] == ["accept"]
    assert wish(campaigns, campaign).is_accepted is None


def test_a_day_that_has_passed_meanwhile_is_refused(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, asked(campaigns)
    office.now = datetime(2027, 4, 1, 3, tzinfo=UTC)
    visitor = opened(office, OFFICER, campaign)
    visitor.press(ANSWER, answer="accept", day="2027-03-20", reason="")
    assert (visitor.status, "campaign.day_not_later" in visitor.text) == (422, True)


def test_an_answer_is_given_once(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, asked(campaigns)
    first, second = (opened(office, login, campaign) for login in (OFFICER, "thethuc"))
    first.press(ANSWER, answer="accept", day="2027-03-20", reason="")
    second.press(ANSWER, answer="decline", day="", reason="Không")
    assert (second.status, "doc.stale" in second.text) == (409, True)
    assert wish(campaigns, campaign).is_accepted is True


def test_a_unit_waits_for_its_answer_before_it_asks_again(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, asked(campaigns)
    visitor = opened(office, HOSPITAL_FORM, campaign).press(ASK, task="nv-1", reason="Xin nữa")
    assert (visitor.status, "campaign.asked_already" in visitor.text) == (409, True)
    assert visitor.filled(ASK)["reason"] == ["Xin nữa"]
    assert "Đã gửi" in visitor.press(ASK, task="nv-3", reason="Xin cho nhiệm vụ khác").text


@pytest.mark.parametrize(
    ("fields", "code", "status"),
    [
        ({"reason": " "}, "text.empty", 422),
        ({"task": "nv-9"}, "campaign.task_unknown", 404),
        ({"unit": "dv-syt"}, "right.none", 403),
        ({"unit": "dv-kt"}, "campaign.not_participating", 409),
    ],
)
def test_what_is_asked_amiss_is_refused(
    campaigns: Campaigns, fields: dict[str, str], code: str, status: int
) -> None:
    campaign = campaigns.launched()
    visitor = opened(campaigns.office, HOSPITAL_HEAD, campaign)
    visitor.press(ASK, **({"task": "nv-1", "reason": WHY} | fields))
    assert (visitor.status, code in visitor.text) == (status, True)


def test_only_a_units_head_and_office_ask_and_only_the_office_answers(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, asked(campaigns)
    for login in (NURSE, HOSPITAL_DRAFTER):
        assert not opened(office, login, campaign).offers(ASK)
    assert not opened(office, HOSPITAL_HEAD, campaign).offers(ANSWER)
    assert not opened(office, OFFICER, campaign).offers(ASK)


def test_what_one_unit_asks_is_not_shown_to_others(campaigns: Campaigns) -> None:
    """The issuer's people see it, as those who answer; a unit that only takes part does not."""
    office, campaign = campaigns.office, asked(campaigns)
    assert WHY in opened(office, NURSE, campaign).text  # of the same hospital
    assert WHY in looked(office, "chuyenvien", campaign).text
    with office.database.writing() as conn:
        _move(conn, "ng-118", "vt-bv-noi-employee", "vt-kt-head")
    assert office.visitor("bv-dieuduong3").open(f"/dot/{campaign}/dieu-chinh").status == 404


def _move(conn: Connection, person: str, old: str, new: str) -> None:
    posts.end_holding(conn, old, person, datetime(2026, 1, 1, tzinfo=UTC))
    posts.add_holding(conn, new, person, datetime(2026, 1, 1, tzinfo=UTC))
