"""What somebody was reminded of, urged to or told is late stands on a page until it is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.demo.organisation import HOSPITAL_CELL, HOSPITAL_COMMITTEE
from service.gateway import Target
from service.story.material import resolution_content
from storage.people import posts
from tests.web.campaigns import (
    CELL_CHAIR,
    HOSPITAL_DRAFTER,
    HOSPITAL_FORM,
    HOSPITAL_HEAD,
    OFFICER,
    Campaigns,
)
from tests.web.office import DRAFTER, FORM, MEMBER, Office, person_of
from workflows.domain.lifecycle import Act
from workflows.domain.orders import NewDocument

READ = "/thong-bao/da-doc"


@pytest.fixture
def campaigns(office: Office) -> Campaigns:
    return Campaigns(office)


def test_nobody_was_told_anything(office: Office) -> None:
    assert "Chưa có thông báo nào." in office.visitor(DRAFTER).open("/thong-bao").text


def test_a_reminder_is_read_once(office: Office) -> None:
    plan = office.new_plan()
    office.system(plan, Act.REMIND)
    visitor = office.visitor(DRAFTER).open("/thong-bao")
    assert "Sắp hết hạn: Soạn, hoàn thiện" in visitor.text
    visitor.press(READ)
    assert visitor.path == "/thong-bao"
    assert "đã đọc 08:00 ngày 02/11/2026" in visitor.text
    assert not visitor.offers(READ)
    assert "Sắp hết hạn" not in visitor.open("/").text


def test_one_of_several_is_read(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    office.do(campaign, OFFICER, Act.URGE)
    visitor = office.visitor(HOSPITAL_HEAD).open("/thong-bao")
    assert "Đánh dấu đã đọc 2 thông báo" in visitor.text
    forms = [f for f in visitor.tree.forms if f.get("action") == READ]
    one = dict(forms[1].form_values())
    visitor.send(READ, one)
    assert "Đánh dấu đã đọc 1 thông báo" in visitor.text


def test_what_one_has_read_another_of_the_post_has_not(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    office.do(campaign, OFFICER, Act.URGE)
    office.visitor(HOSPITAL_HEAD).open("/thong-bao").press(READ)
    assert office.visitor(HOSPITAL_FORM).open("/thong-bao").offers(READ)
    assert "Chưa có thông báo nào." in office.visitor(HOSPITAL_DRAFTER).open("/thong-bao").text


def test_other_peoples_notices_are_not_marked(office: Office) -> None:
    plan = office.new_plan()
    office.system(plan, Act.REMIND)
    fields = office.visitor(DRAFTER).open("/thong-bao").filled(READ)
    stranger = office.visitor(MEMBER)
    token = stranger.tree.xpath("//input[@name='csrf_token']")[0].get("value")
    stranger.send(READ, fields | {"csrf_token": token})
    assert office.visitor(DRAFTER).open("/thong-bao").offers(READ)


def test_what_is_late_is_told_to_who_looks_after_it(office: Office) -> None:
    plan = office.new_plan()
    office.system(plan, Act.REMIND)
    office.system(plan, Act.ESCALATE)
    assert "Đã quá hạn: Việc quá hạn do bạn theo dõi" in office.visitor(FORM).text
    assert "Đã quá hạn: Soạn, hoàn thiện" in office.visitor(DRAFTER).text


def test_a_campaigns_notice_leads_to_its_page(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    office.now = datetime(2027, 2, 25, 2, tzinfo=UTC)
    office.system(campaign, Act.REMIND)
    visitor = office.visitor(HOSPITAL_HEAD)
    assert "Sắp hết hạn: Nộp kế hoạch của đơn vị" in visitor.text
    links = [a.get("href") for a in visitor.tree.xpath("//a") if campaign in a.get("href", "")]
    assert visitor.open(links[0]).path == f"/dot/{campaign}"


def test_who_stood_in_is_reminded_while_he_is_asked_and_not_after(office: Office) -> None:
    """The cell's chair wrote it, there is no deputy: the committee's chair closes its round."""
    new = NewDocument("nghi-quyet", "chi-bo", unit_id=HOSPITAL_CELL, issuer_id=HOSPITAL_CELL,
                      circle_id=HOSPITAL_CELL, superior_id=HOSPITAL_COMMITTEE)  # fmt: skip
    with office.database.writing() as conn:
        posts.end_holding(conn, "vt-bv-cb-deputy-chair", person_of("bv-phobithu"), office.now)
    target, chair = Target("", office.new_id()), office.actor(CELL_CHAIR)
    made = office.gateway.create(chair, target, new, resolution_content()).document_id
    office.do(made, CELL_CHAIR, Act.OPEN_ROUND)
    office.system(made, Act.REMIND)
    visitor = office.visitor(HOSPITAL_HEAD).open("/thong-bao")
    assert made in visitor.html
    office.do(made, HOSPITAL_HEAD, Act.CLOSE_ROUND)
    assert visitor.open(f"/van-ban/{made}").status == 404
    assert made not in visitor.open("/thong-bao").html
    assert made not in visitor.open("/").html


def test_a_long_list_has_further_pages(office: Office) -> None:
    for _ in range(51):
        office.system(office.new_plan(), Act.REMIND)
    visitor = office.visitor(DRAFTER).open("/thong-bao")
    assert len(visitor.tree.xpath("//ul[contains(@class,'notices')]/li")) == 50
    visitor.open("/thong-bao?tu=50")
    assert len(visitor.tree.xpath("//ul[contains(@class,'notices')]/li")) == 1
    visitor.open("/thong-bao?tu=-3")
    assert visitor.status == 200
