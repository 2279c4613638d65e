"""A campaign is proposed from a plan, every task confirmed by a person, and then launched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.gateway import Extras
from storage.readmodel import queries
from storage.readmodel.shapes import Filters, Viewer
from tests.web.campaigns import FIRST, HOSPITAL_HEAD, LAST, NURSE, OFFICER, STUDY, Campaigns
from tests.web.office import AUDITOR, DRAFTER, HEAD, PLAN, STRANGER, Office, Visitor
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from storage.readmodel.shapes import DocumentRow

NEW, EDIT = "/dot/moi", "/soan"
CONFIRMED = {f"task-{n}-confirmed": "1" for n in range(4)}


@pytest.fixture
def campaigns(office: Office) -> Campaigns:
    return Campaigns(office)


def begun(office: Office, login: str, plan: str) -> Visitor:
    """Open the form that a plan's page offers."""
    return office.visitor(login).open(f"/dot/moi?ke-hoach={plan}")


def dates(visitor: Visitor) -> list[str]:
    return [box.get("value") for box in visitor.tree.xpath("//input[@type='date']")]


def mine(office: Office) -> list[DocumentRow]:
    with office.database.reading() as conn:
        kinds = Filters(kinds=frozenset({"dot"}))
        return list(
            queries.documents_list(conn, Viewer("", audits=frozenset({"state"})), kinds).documents
        )


@pytest.mark.parametrize(("login", "offered"), [(OFFICER, True), (DRAFTER, True), (HEAD, False)])
def test_a_plan_offers_its_campaign_to_its_office_and_its_unit(
    campaigns: Campaigns,
    login: str,
    offered: bool,  # noqa: FBT001 -- a value
) -> None:
    plan = campaigns.plan()
    visitor = campaigns.office.visitor(login).open(f"/van-ban/{plan}")
    assert ("Mở đợt từ kế hoạch này" in visitor.text) is offered
    visitor.open(f"/dot/moi?ke-hoach={plan}")
    assert (visitor.status == 200) is offered
    if not offered:
        assert "right.none" in visitor.text


def test_who_may_not_see_the_plan_learns_nothing(campaigns: Campaigns) -> None:
    plan = campaigns.plan()
    assert begun(campaigns.office, NURSE, plan).status == 404
    assert begun(campaigns.office, NURSE, "vb-none").status == 404


def test_tasks_are_proposed_from_the_plan_and_nobody_has_confirmed_them(
    campaigns: Campaigns,
) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    assert dates(visitor)[:6] == [
        "2026-11-02", "2020-11-30", "2020-02-28", "2020-03-31", "2020-03-31", "2020-11-30",
    ]  # fmt: skip
    fields = visitor.filled(NEW)
    asks = [fields[f"task-{n}-asks"] for n in range(4)]
    assert asks == [["unit|ke-hoach"], ["unit|"], ["person|cam-ket"], ["unit|"]]
    assert [f"task-{n}-inclusive" in fields for n in range(4)] == [False, True, True, False]
    assert not any(name.endswith("-confirmed") for name in fields)
    assert fields["task-0-what"][0].startswith("Nộp Kế hoạch thực hiện của cấp ủy")
    assert "2020" not in fields["task-0-what"][0]
    assert "lãnh đạo, chỉ đạo và tổ chức tốt việc học tập" in visitor.text  # the paragraph


def test_everybody_below_the_issuer_takes_part(campaigns: Campaigns) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    assert visitor.filled(NEW)["participant"] == ["dv-syt", "dv-bv"]


def test_an_old_plan_is_moved_by_whole_years(campaigns: Campaigns) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    assert visitor.filled(NEW)["years"] == ["7"]  # the first that lies ahead
    visitor.press(NEW, step="shift", **CONFIRMED)
    assert dates(visitor)[:6] == ["2026-11-02", LAST, FIRST, STUDY, STUDY, LAST]
    assert not any(name.endswith("-confirmed") for name in visitor.filled(NEW))
    assert mine(campaigns.office) == []


@pytest.mark.parametrize("years", ["", "0", "nhiều", "1,5", "9999"])
def test_a_number_of_years_that_is_none_is_refused_and_kept(
    campaigns: Campaigns, years: str
) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    visitor.press(NEW, step="shift", years=years, title="Đợt của tôi")
    assert visitor.status == 422
    assert "campaign.years_unreadable" in visitor.text
    assert visitor.filled(NEW)["title"] == ["Đợt của tôi"]


def test_deadlines_may_be_moved_back(campaigns: Campaigns) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    assert dates(visitor.press(NEW, step="shift", years="-2"))[2] == "2018-02-28"


def test_a_campaign_goes_from_the_plan_to_its_units(campaigns: Campaigns) -> None:
    office = campaigns.office
    visitor = begun(office, OFFICER, campaigns.issued())
    visitor.press(NEW, step="shift").press(NEW, **CONFIRMED)
    assert "Đã tạo bản chuẩn bị của đợt." in visitor.text
    visitor.press("/viec/launch")
    assert "Đã phát động." in visitor.text
    [row] = mine(office)
    doc = office.document(row.document_id)
    assert (doc.state, doc.shared_with) == (State.IN_FORCE, ("dv-syt", "dv-bv"))
    assert doc.campaign is not None
    assert [(t.day, t.is_inclusive, t.who, t.collects) for t in doc.campaign.tasks] == [
        (FIRST, False, "unit", "ke-hoach"), (STUDY, True, "unit", ""),
        (STUDY, True, "person", "cam-ket"), (LAST, False, "unit", ""),
    ]  # fmt: skip
    assert doc.deadline.startswith("2027-02-27T10:00")  # the day before, 17:00 in Hà Nội


def test_an_unconfirmed_task_keeps_it_from_being_launched(campaigns: Campaigns) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.issued())
    visitor.press(NEW, step="shift")
    visitor.press(NEW, **dict.fromkeys(list(CONFIRMED)[:3], "1"))
    assert "Phát động — chưa được" in visitor.text
    assert not visitor.offers("/viec/launch")
    visitor.open(f"{visitor.path}/soan").press(EDIT, **CONFIRMED)
    assert "Đã lưu bản chuẩn bị của đợt." in visitor.text
    assert visitor.offers("/viec/launch")


def test_a_plan_that_is_not_issued_can_be_prepared_but_not_launched(campaigns: Campaigns) -> None:
    office = campaigns.office
    campaign = campaigns.prepared(campaigns.plan())
    visitor = office.visitor(OFFICER).open(f"/dot/{campaign}")
    assert "Kế hoạch làm căn cứ cho đợt này chưa được ban hành." in visitor.text
    assert not visitor.offers("/viec/launch")
    fields = visitor.filled("/viec/withdraw") | {"reason": ""}
    visitor.send(f"/dot/{campaign}/viec/launch", fields)
    assert (visitor.status, "campaign.plan_not_issued" in visitor.text) == (409, True)
    assert office.document(campaign).state is State.DRAFTING


def test_a_plan_has_one_campaign_at_a_time(campaigns: Campaigns) -> None:
    office = campaigns.office
    plan = campaigns.plan()
    first = begun(office, OFFICER, plan).press(NEW)
    visitor = begun(office, DRAFTER, plan).press(NEW, title="Đợt thứ hai")
    assert (visitor.status, "campaign.exists" in visitor.text) == (409, True)
    assert visitor.filled(NEW)["title"] == ["Đợt thứ hai"]
    assert "Đến đợt của kế hoạch này" in visitor.open(f"/van-ban/{plan}").text
    office.do(first.path.rpartition("/")[2], OFFICER, Act.WITHDRAW, _because("Mở nhầm"))
    assert "Đã tạo" in begun(office, DRAFTER, plan).press(NEW, title="Đợt thứ hai").text


def test_pressing_create_twice_makes_one_campaign(campaigns: Campaigns) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    fields = visitor.filled(NEW)
    visitor.send(NEW, fields)
    visitor.send(NEW, fields)
    assert len(mine(campaigns.office)) == 1


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("task-0-day", "hôm nào đó", "campaign.date_unreadable"),
        ("begins", "", "campaign.date_unreadable"),
        ("ends", "31/02/2027", "campaign.date_unreadable"),
        ("title", "", "content.invalid"),
        ("title", "Đợt \u202egiả", "content.invalid"),
    ],
)
def test_what_is_refused_stays_in_the_form(
    campaigns: Campaigns, field: str, typed: str, code: str
) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    visitor.press(NEW, **{field: typed, "task-1-what": "Học tập, quán triệt"})
    assert (visitor.status, code in visitor.text) == (422, True)
    assert visitor.filled(NEW)["task-1-what"] == ["Học tập, quán triệt"]
    assert mine(campaigns.office) == []


def test_a_date_may_be_typed_as_offices_write_it(campaigns: Campaigns) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    visitor.press(NEW, **{"task-0-day": "05/3/2027"})
    assert "trước ngày 05/03/2027" in visitor.text


def test_a_task_is_added_and_another_left_out(campaigns: Campaigns) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    added = {"task-4-what": "Báo cáo tổng kết", "task-4-day": "2027-12-15", "task-1-drop": "1"}
    visitor.press(NEW, **added)
    assert "Báo cáo tổng kết" in visitor.text
    content = campaigns.content(campaigns.office.document(mine(campaigns.office)[0].document_id))
    assert [task["id"] for task in content["tasks"]] == ["nv-1", "nv-3", "nv-4", "nv-2"]


def test_only_agencies_below_the_issuer_are_taken(campaigns: Campaigns) -> None:
    visitor = begun(campaigns.office, OFFICER, campaigns.plan())
    visitor.press(NEW, participant=["dv-bv", "dv-kt", "dv-bv-cb"])
    content = campaigns.content(campaigns.office.document(mine(campaigns.office)[0].document_id))
    assert [unit["unit_id"] for unit in content["participants"]] == ["dv-bv"]


def test_a_mark_of_secrecy_is_refused_before_anything_is_kept(campaigns: Campaigns) -> None:
    plan = campaigns.plan()
    before = sorted(campaigns.office.folder.rglob("*"))
    visitor = begun(campaigns.office, OFFICER, plan).press(NEW, title="TỐI MẬT")
    assert (visitor.status, "source.secret_marked" in visitor.text) == (422, True)
    assert sorted(campaigns.office.folder.rglob("*")) == before


def test_while_it_is_prepared_units_know_nothing_of_it(campaigns: Campaigns) -> None:
    office = campaigns.office
    campaign = campaigns.prepared()
    for login in (HOSPITAL_HEAD, STRANGER, NURSE):
        visitor = office.visitor(login)
        assert visitor.open(f"/dot/{campaign}").status == 404
        assert "Chưa có đợt nào" in visitor.open("/dot").text
        assert visitor.open(f"/van-ban/{campaign}").status == 404
    office.do(campaign, OFFICER, Act.LAUNCH)
    for login in (HOSPITAL_HEAD, STRANGER, NURSE):
        visitor = office.visitor(login)
        assert visitor.open(f"/van-ban/{campaign}").path == f"/dot/{campaign}"
        assert "Học tập chuyên đề" in visitor.open("/dot").text
    for login in ("kt-giamdoc", "quantri"):
        assert office.visitor(login).open(f"/dot/{campaign}").status == 404


def test_who_only_looks_may_not_change_it(campaigns: Campaigns) -> None:
    office = campaigns.office
    campaign = campaigns.prepared()
    visitor = office.visitor(AUDITOR).open(f"/dot/{campaign}")
    assert visitor.status == 200
    assert not visitor.offers("/viec/launch")
    assert visitor.open(f"/dot/{campaign}/soan").status == 403
    fields = office.visitor(OFFICER).open(f"/dot/{campaign}").filled("/viec/launch")
    token = visitor.open("/thong-bao").tree.xpath("//input[@name='csrf_token']")[0].get("value")
    visitor.send(f"/dot/{campaign}/viec/launch", fields | {"csrf_token": token})
    assert (visitor.status, "right.none" in visitor.text) == (403, True)
    assert office.document(campaign).state is State.DRAFTING


def test_a_launched_campaign_is_not_changed_any_more(campaigns: Campaigns) -> None:
    campaign = campaigns.launched()
    visitor = campaigns.office.visitor(OFFICER).open(f"/dot/{campaign}/soan")
    assert (visitor.status, "doc.wrong_state" in visitor.text) == (409, True)


def test_a_campaign_that_somebody_else_changed_is_not_saved_over(campaigns: Campaigns) -> None:
    office = campaigns.office
    campaign = campaigns.prepared()
    visitor = office.visitor(OFFICER).open(f"/dot/{campaign}/soan")
    other = office.visitor("thethuc").open(f"/dot/{campaign}/soan")
    other.press(EDIT, title="Tên của người khác")
    visitor.press(EDIT, title="Tên của tôi")
    assert (visitor.status, "doc.stale" in visitor.text) == (409, True)
    assert visitor.filled(EDIT)["title"] == ["Tên của tôi"]


def test_withdrawing_needs_a_reason(campaigns: Campaigns) -> None:
    campaign = campaigns.prepared()
    visitor = campaigns.office.visitor(OFFICER).open(f"/dot/{campaign}")
    visitor.press("/viec/withdraw", reason="  ")
    assert (visitor.status, "text.empty" in visitor.text) == (422, True)
    visitor.press("/viec/withdraw", reason="Sở hoãn phong trào")
    assert "Đã rút đợt." in visitor.text
    assert "Sở hoãn phong trào" in visitor.text


def test_a_movement_without_deadlines_is_written_by_hand(office: Office) -> None:
    """As the plan of Kon Tum: no deadline is read in it, and no agency stands below."""
    campaigns = Campaigns(office)
    plan = office.new_plan(PLAN)
    visitor = begun(office, DRAFTER, plan).press(NEW, **{"task-0-what": "Tổng kết phong trào"})
    campaign = mine(office)[0].document_id
    assert office.document(campaign).faults == (
        "content.task_unconfirmed", "content.task_date_missing",
    )  # fmt: skip
    assert visitor.status == 200
    assert campaigns.content(office.document(campaign))["source"]["document_id"] == plan


def _because(reason: str) -> Extras:
    return Extras(reason=reason)
