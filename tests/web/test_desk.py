"""Bàn làm việc and the list: what waits for me, late first; filters in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage.people import posts
from tests.web.office import (
    AUDITOR,
    CHAIR,
    DIRECTOR,
    DRAFTER,
    HEAD,
    MEMBER,
    SECRETARY,
    SINCE,
    STRANGER,
    person_of,
)
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from tests.web.office import Office


def todos(office: Office, login: str) -> list[str]:
    tree = office.visitor(login).tree
    return [" ".join(li.text_content().split()) for li in tree.find_class("task")]


def test_a_task_names_the_act_and_the_working_days_left(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    [line] = todos(office, CHAIR)
    assert line.startswith("Đóng đợt góp ý Học tập chuyên đề năm 2027")
    assert line.endswith("còn 5 ngày làm việc")


def test_the_latest_comes_first(office: Office) -> None:
    first = office.new_plan()
    office.do(first, DRAFTER, Act.OPEN_ROUND)
    office.later(days=4)
    second = office.new_plan()
    office.do(second, DRAFTER, Act.OPEN_ROUND)
    office.later(days=6)
    lines = todos(office, CHAIR)
    assert ["quá hạn" in line for line in lines] == [True, False]


def test_one_who_is_asked_twice_for_one_act_has_one_line(office: Office) -> None:
    with office.database.writing() as conn:
        conn_post = posts.Post("vt-hai", "dv-syt-cb", "member", "Đảng viên")
        posts.add_post(conn, conn_post)
        posts.add_holding(conn, "vt-hai", person_of(MEMBER), SINCE)
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    assert len(todos(office, MEMBER)) == 1


def test_what_is_done_leaves_the_list(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.do(plan, CHAIR, Act.CLOSE_ROUND)
    assert todos(office, CHAIR) == []
    assert len(todos(office, SECRETARY)) == 1


def test_who_left_the_post_is_asked_no_more_and_the_next_holder_is(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    office.do(plan, DRAFTER, Act.SUBMIT)
    with office.database.writing() as conn:
        posts.end_holding(conn, "vt-syt-vp-head", person_of(HEAD), office.now)
        posts.add_holding(conn, "vt-syt-vp-head", person_of(AUDITOR), office.now)
    assert todos(office, HEAD) == []
    assert [line.split()[0] for line in todos(office, AUDITOR)] == ["Duyệt"]
    assert "Tạ Văn Long" in office.visitor(DRAFTER).open(f"/van-ban/{plan}").text


def test_a_delegate_is_asked_while_the_delegation_runs(office: Office) -> None:
    plan = office.agreed_plan(two_pages())
    office.do(plan, DRAFTER, Act.SUBMIT)
    lent = posts.Delegation(
        "uq-1", "vt-syt-vp-head", person_of("phobithu"), "TL.", office.now,
        office.now + timedelta(days=1), "Giấy ủy quyền số 1",
    )  # fmt: skip
    with office.database.writing() as conn:
        posts.add_delegation(conn, lent)
    assert len(todos(office, "phobithu")) == 1
    page = office.visitor("phobithu").open(f"/van-ban/{plan}")
    assert "Bạn làm thừa lệnh Chánh Văn phòng theo ủy quyền" in page.text
    office.later(days=1)
    assert todos(office, "phobithu") == []


def test_a_reminder_is_shown_to_whom_it_concerns(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.system(plan, Act.REMIND)
    assert "Sắp hết hạn: Đóng đợt góp ý" in office.visitor(CHAIR).text
    assert "Sắp hết hạn" not in office.visitor(DIRECTOR).text


def test_a_reminder_that_was_read_is_shown_no_more_to_that_person_alone(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.system(plan, Act.REMIND)
    assert "Sắp hết hạn" not in office.visitor(MEMBER).press("/thong-bao/da-doc").text
    assert "Sắp hết hạn" in office.visitor("dangvien2").text


def test_nobody_marks_what_he_was_not_shown(office: Office) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    office.system(plan, Act.REMIND)
    chair = office.visitor(CHAIR)
    chair.press("/thong-bao/da-doc", notice=["1-0", "x", "-"])
    assert "Sắp hết hạn" in chair.text


def test_my_own_papers_are_listed_with_their_state(office: Office) -> None:
    office.new_plan()
    assert "đang xử lý 1 Học tập chuyên đề năm 2027 Đang soạn" in office.visitor(DRAFTER).text
    assert "Học tập chuyên đề" not in office.visitor(STRANGER).text


def test_the_list_is_filtered_by_its_address(office: Office) -> None:
    plan = office.new_plan()
    visitor = office.visitor(DRAFTER)
    assert plan in visitor.open("/van-ban?trang-thai=drafting").html
    assert plan not in visitor.open("/van-ban?trang-thai=issued").html
    assert plan not in visitor.open("/van-ban?qua-han=1").html
    office.later(days=30)
    late = office.visitor(DRAFTER)
    assert plan in late.open("/van-ban?qua-han=1").html


def test_the_list_goes_on_page_by_page(office: Office) -> None:
    plans = {office.new_plan() for _ in range(52)}
    visitor = office.visitor(DRAFTER).open("/van-ban?trang-thai=drafting")
    seen = {p for p in plans if p in visitor.html}
    next_page = visitor.tree.xpath("//a[text()='Trang sau']/@href")[0]
    assert "trang-thai=drafting" in next_page
    seen |= {p for p in plans if p in visitor.open(next_page).html}
    assert seen == plans


def test_a_place_in_the_list_that_is_no_number_is_refused(office: Office) -> None:
    visitor = office.visitor(DRAFTER)
    for place in ("abc", "-1", "9" * 40, "", "٣"):
        assert visitor.open(f"/van-ban?truoc={place}").status == 400


def test_an_auditor_sees_the_papers_of_every_unit(office: Office) -> None:
    plan = office.new_plan()
    assert plan in office.visitor(AUDITOR).open("/van-ban").html
