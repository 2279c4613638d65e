"""How a campaign stands is told unit by unit; who lacks something is urged; cells keep theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from service.gateway import Extras, RefusedError
from storage.readmodel import queries
from tests.web.campaigns import (
    CELL_CHAIR,
    HOSPITAL_DRAFTER,
    HOSPITAL_FORM,
    HOSPITAL_HEAD,
    HOSPITAL_PERSONNEL,
    MEMBER_NURSE,
    NURSE,
    OFFICER,
    Campaigns,
)
from tests.web.office import FORM, MEMBER, Office, Visitor, person_of
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import Role

if TYPE_CHECKING:
    from storage.readmodel.shapes import Notice

URGE, HOSPITAL = "/viec/urge", "dv-bv"
IN_TIME, TOO_LATE = datetime(2027, 2, 27, 15, tzinfo=UTC), datetime(2027, 2, 27, 18, tzinfo=UTC)


@pytest.fixture
def campaigns(office: Office) -> Campaigns:
    return Campaigns(office)


def looked(office: Office, login: str, campaign: str) -> Visitor:
    return office.visitor(login).open(f"/dot/{campaign}")


def row_of(visitor: Visitor, name: str) -> str:
    """Return the words of a unit's line."""
    rows = visitor.tree.xpath("//table[@class='board']//tr")
    return next(
        text for row in rows if name in (text := " ".join(" ".join(row.itertext()).split()))
    )


def told(office: Office, role: Role, unit_id: str) -> list[Notice]:
    with office.database.reading() as conn:
        return queries.notices_for(conn, "", [(role, unit_id)])


def test_the_office_sees_every_unit(campaigns: Campaigns) -> None:
    visitor = looked(campaigns.office, OFFICER, campaigns.launched())
    assert "Kế hoạch của đợt" in row_of(visitor, "Sở Y tế")
    line = row_of(visitor, "Bệnh viện")
    assert "Chưa lập còn 84 ngày làm việc" in line
    assert "0/1 đơn vị đã nộp kế hoạch" in visitor.text
    assert "0/24 người đã đăng ký" in visitor.text


def test_a_units_people_see_their_own_unit_alone(campaigns: Campaigns) -> None:
    campaign = campaigns.launched()
    for login in (HOSPITAL_HEAD, NURSE, HOSPITAL_PERSONNEL):
        visitor = looked(campaigns.office, login, campaign)
        assert "Chưa lập" in row_of(visitor, "Bệnh viện")
        assert "Kế hoạch của đợt" not in visitor.text
        assert "0/12 người đã đăng ký" in visitor.text
        assert not visitor.offers(URGE)
        assert visitor.open(f"/dot/{campaign}/don-vi/dv-syt").status == 404


def test_a_plan_is_followed_from_draft_to_the_office(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    plan = campaigns.unit_plan(campaign, arrives=False)
    line = row_of(looked(office, OFFICER, campaign), "Bệnh viện")
    assert "Đang soạn" in line
    assert "Soạn, hoàn thiện: Phan Thị Hải Yến" in line
    office.do(plan, HOSPITAL_DRAFTER, Act.WITHDRAW, Extras(reason="Lập lại"))
    assert "Chưa lập" in row_of(looked(office, OFFICER, campaign), "Bệnh viện")


def test_a_plan_that_came_in_time_is_told_with_its_day(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    office.now = IN_TIME  # 22:00 of the 27th in Hà Nội; the plan was wanted before the 28th
    plan = campaigns.unit_plan(campaign)
    line = row_of(looked(office, OFFICER, campaign), "Bệnh viện")
    assert "Đã nộp · xem kế hoạch của Bệnh viện Đa khoa tỉnh Thanh Hóa nộp 27/02/2027" in line
    assert "đúng hạn" in line
    assert "Duyệt: Phạm Thị Lan Anh, Lê Thu Trang" in line
    office.do(plan, FORM, Act.RETURN, Extras(reason="Thiếu chỉ tiêu"))
    line = row_of(looked(office, OFFICER, campaign), "Bệnh viện")
    assert "Đã trả lại, đang sửa" in line
    assert "đúng hạn" in line  # the first arrival counts


def test_a_plan_that_comes_on_the_day_itself_is_late(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    office.now = TOO_LATE  # 1:00 of the 28th in Hà Nội
    assert "quá hạn" in row_of(looked(office, OFFICER, campaign), "Bệnh viện")
    campaigns.unit_plan(campaign)
    line = row_of(looked(office, OFFICER, campaign), "Bệnh viện")
    assert "nộp 28/02/2027 muộn" in line


def test_people_are_counted_out_of_everybody(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    for login in (NURSE, MEMBER_NURSE):
        campaigns.commitment(login, "cam-ket-vien-chuc", campaign)
    assert row_of(looked(office, OFFICER, campaign), "Bệnh viện").endswith("12 2 0 (0%)")


def test_one_act_urges_the_units_that_were_chosen(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = looked(office, OFFICER, campaign)
    assert visitor.filled(URGE)["unit"] == ["dv-syt", "dv-bv"]  # both lack people
    visitor.press(URGE, unit=[HOSPITAL])
    assert "Đã đôn đốc" in visitor.text
    assert {n.act for n in told(office, Role.HEAD, HOSPITAL)} == {"hand_in_plan", "register_people"}
    assert told(office, Role.OFFICE, HOSPITAL)
    assert told(office, Role.HEAD, "dv-syt") == []
    desk = office.visitor(HOSPITAL_HEAD)
    assert "Đôn đốc: Nộp kế hoạch của đơn vị" in desk.text
    assert "Đôn đốc: Đăng ký đủ bản cam kết" in desk.text


def test_a_unit_that_handed_in_is_urged_for_its_people_alone(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    campaigns.unit_plan(campaign)
    looked(office, OFFICER, campaign).press(URGE, unit=[HOSPITAL])
    assert {n.act for n in told(office, Role.HEAD, HOSPITAL)} == {"register_people"}


def test_urging_nobody_is_refused(campaigns: Campaigns) -> None:
    campaign = campaigns.launched()
    visitor = looked(campaigns.office, OFFICER, campaign).press(URGE, unit=[])
    assert (visitor.status, "campaign.nobody_to_urge" in visitor.text) == (422, True)


def test_a_unit_that_takes_no_part_is_not_urged(campaigns: Campaigns) -> None:
    campaign = campaigns.launched()
    visitor = looked(campaigns.office, OFFICER, campaign).press(URGE, unit=["dv-kt"])
    assert (visitor.status, "campaign.not_participating" in visitor.text) == (409, True)


def test_urging_twice_with_one_form_tells_once(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = looked(office, OFFICER, campaign)
    fields = visitor.filled(URGE)
    visitor.send(f"/dot/{campaign}/viec/urge", fields)
    visitor.send(f"/dot/{campaign}/viec/urge", fields)
    assert len({n.act_id for n in told(office, Role.HEAD, HOSPITAL)}) == 1


def test_who_does_not_run_it_neither_urges_nor_closes(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    office_fields = looked(office, OFFICER, campaign).filled(URGE)
    visitor = looked(office, HOSPITAL_HEAD, campaign)
    token = visitor.tree.xpath("//input[@name='csrf_token']")[0].get("value")
    for act in ("urge", "close"):
        visitor.send(f"/dot/{campaign}/viec/{act}", office_fields | {"csrf_token": token})
        assert (visitor.status, "right.none" in visitor.text) == (403, True)
    assert office.document(campaign).state is State.IN_FORCE


def test_closing_ends_it(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = looked(office, OFFICER, campaign).press("/viec/close")
    assert "Đã kết thúc đợt." in visitor.text
    doc = office.document(campaign)
    assert (doc.state, doc.is_final) == (State.CLOSED, True)
    with pytest.raises(RefusedError, match=r"campaign\.not_open"):
        campaigns.commitment(NURSE, "cam-ket-vien-chuc", campaign)


def test_an_act_that_is_none_is_not_found(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = looked(office, OFFICER, campaign)
    assert visitor.send(f"/dot/{campaign}/viec/create", visitor.filled(URGE)).status == 404


def test_a_unit_drafts_its_plan_from_the_campaign(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    visitor = looked(office, HOSPITAL_DRAFTER, campaign)
    assert "Lập kế hoạch của đơn vị" in visitor.text
    visitor.open(f"/du-thao/moi?dot={campaign}")
    visitor.send("/du-thao/moi", visitor.filled("/du-thao/moi") | {"step": "blank"})
    visitor.press("/du-thao/moi/tao", title="Kế hoạch học tập của Bệnh viện")
    doc = office.document(visitor.path.rpartition("/")[2])
    assert (doc.campaign_id, doc.serves_id) == (campaign, office.document(campaign).serves_id)
    assert "Đang soạn" in row_of(looked(office, OFFICER, campaign), "Bệnh viện")


def test_the_issuers_own_drafter_has_no_unit_plan_to_draft(campaigns: Campaigns) -> None:
    campaign = campaigns.launched()
    visitor = looked(campaigns.office, "chuyenvien", campaign)
    assert "Lập kế hoạch của đơn vị" not in visitor.text
    visitor.open(f"/du-thao/moi?dot={campaign}")
    assert "draft.no_unit" in visitor.text


def test_the_issued_plan_is_handed_to_who_carries_it_out(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    plan = office.document(campaign).serves_id
    visitor = looked(office, NURSE, campaign)
    assert "số 241/KH-SYT (PDF)" in visitor.text
    answer = visitor.client.get(f"/dot/{campaign}/ke-hoach.pdf")
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    with office.database.reading() as conn:
        views = [e for e in queries.history(conn, plan) if e.act == "view"]
    assert views[-1].person_id == person_of(NURSE)
    assert office.visitor(NURSE).open(f"/van-ban/{plan}").status == 404


def test_names_are_shown_to_who_must_see_to_it(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    campaigns.commitment(NURSE, "cam-ket-vien-chuc", campaign)
    for login in (OFFICER, HOSPITAL_HEAD, HOSPITAL_PERSONNEL, HOSPITAL_FORM):
        visitor = office.visitor(login).open(f"/dot/{campaign}/don-vi/dv-bv")
        assert "Vi Thị Bình Điều dưỡng Đang soạn" in visitor.text
        assert "Lò Thị Thắm Điều dưỡng chưa bắt đầu" in visitor.text
        visitor.open(f"/dot/{campaign}/don-vi/dv-bv?loai=dang")
        assert "Lò Thị Thắm" not in visitor.text
        assert "Vi Thị Bình" in visitor.text
    for login in (NURSE, CELL_CHAIR):
        visitor = office.visitor(login).open(f"/dot/{campaign}/don-vi/dv-bv")
        assert visitor.status == 200
        assert "Lò Thị Thắm" not in visitor.text


def test_a_cells_progress_is_shown_to_its_members_alone(campaigns: Campaigns) -> None:
    """Everybody else gets the same page, letter for letter, as if there were no cell."""
    office, campaign = campaigns.office, campaigns.launched()
    others = (OFFICER, HOSPITAL_HEAD, HOSPITAL_PERSONNEL, NURSE, MEMBER)
    before = {login: seen(office, login, campaign) for login in others}
    campaigns.commitment(MEMBER_NURSE, "cam-ket-dang", campaign)
    assert {login: seen(office, login, campaign) for login in others} == before
    assert "Chi bộ Hành chính" not in "".join(before.values())
    for login in (MEMBER_NURSE, CELL_CHAIR):
        visitor = looked(office, login, campaign)
        assert (
            "Bản cam kết của đảng viên trong chi bộ: 0/12 đã đăng ký, 1 đã bắt đầu" in visitor.text
        )
        assert ("Lập bản cam kết của chi bộ" in visitor.text) is (login == CELL_CHAIR)


def seen(office: Office, login: str, campaign: str) -> str:
    """Return what somebody reads on both pages."""
    visitor = looked(office, login, campaign)
    page = visitor.text
    return page + visitor.open(f"/dot/{campaign}/don-vi/dv-bv").text


def test_a_visit_is_on_record(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    looked(office, HOSPITAL_HEAD, campaign)
    with office.database.reading() as conn:
        last = queries.history(conn, campaign)[-1]
    assert (last.act, last.person_id) == ("view", person_of(HOSPITAL_HEAD))


def test_what_is_stuck_can_be_tried_again(campaigns: Campaigns) -> None:
    office, campaign = campaigns.office, campaigns.launched()
    office.system(campaign, Act.STUCK, code="campaign.list_invalid", incident="inc-1")
    visitor = looked(office, OFFICER, campaign)
    assert "Việc đang kẹt: Danh sách gửi lên không dùng được" in visitor.text
    visitor.press("/viec/retry")
    assert office.document(campaign).stuck == ""
    assert "Việc đang kẹt" not in visitor.text
