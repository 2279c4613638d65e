"""Commitments and addenda, measured in both forms. Millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doc_templates.anchors import signature_cell
from tests.paper.measure import Sheet, sheets
from tests.paper.ruler import (
    CENTRE,
    LEFT,
    MM,
    RIGHT,
    SINGLE,
    assert_even_body,
    assert_inside_margins,
    assert_numbered_on_top,
    baseline,
    between,
    near,
)

if TYPE_CHECKING:
    from doc_templates.port import RenderedPaper

pytestmark = pytest.mark.office
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
DAY = "Thanh Hóa, ngày 12 tháng 3 năm 2026"


@pytest.fixture(scope="module")
def member(member_commitment: RenderedPaper) -> list[Sheet]:
    return sheets(member_commitment.pdf)


@pytest.fixture(scope="module")
def employee(employee_commitment: RenderedPaper) -> list[Sheet]:
    return sheets(employee_commitment.pdf)


@pytest.fixture(scope="module")
def member_more(member_addendum: RenderedPaper) -> list[Sheet]:
    return sheets(member_addendum.pdf)


@pytest.fixture(scope="module")
def employee_more(employee_addendum: RenderedPaper) -> list[Sheet]:
    return sheets(employee_addendum.pdf)


def test_a_leaders_has_four_pages_and_a_nurses_one(
    member: list[Sheet], employee: list[Sheet]
) -> None:
    assert (len(member), len(employee)) == (4, 1)


def test_all_text_stands_inside_the_margins(
    member: list[Sheet],
    employee: list[Sheet],
    member_more: list[Sheet],
    employee_more: list[Sheet],
) -> None:
    for pages in (member, employee, member_more, employee_more):
        assert_inside_margins(pages)


def test_pages_are_numbered_on_top_from_the_second_on(member: list[Sheet]) -> None:
    assert_numbered_on_top(member, 13.0)


def test_the_members_header_is_the_partys(member: list[Sheet]) -> None:
    nation, rule = member[0].find(PARTY), member[0].rule_below(member[0].find(PARTY))
    issuer, star = member[0].find("CHI BỘ NGHIỆP VỤ Y"), member[0].find("*")
    assert nation.type == (15.0, True, False)
    assert issuer.type == (14.0, True, False)
    assert rule.length == near(nation.width, 1.5)
    assert star.centre == near(issuer.centre)
    assert len(member[0].rules) == 1
    assert "CỘNG HÒA" not in member[0].text
    assert "Số" not in member[0].text[: member[0].text.find("BẢN CAM KẾT")].split()


def test_the_employees_header_is_the_states(employee: list[Sheet]) -> None:
    page = employee[0]
    nation, motto, issuer = page.find(NATION), page.find(MOTTO), page.find("Y TẾ HOẰNG SƠN")
    assert nation.type == issuer.type == (13.0, True, False)
    assert motto.type == (14.0, True, False)
    assert page.find("SỞ Y TẾ THANH HÓA").type == (13.0, False, False)
    assert page.rule_below(motto).length == near(motto.width, 1.5)
    assert 1 / 3 <= page.rule_below(issuer).length / issuer.width <= 1 / 2
    assert len(page.rules) == 3
    assert "ĐẢNG" not in page.text


@pytest.mark.parametrize("form", ["member", "employee", "member_more", "employee_more"])
def test_the_day_stands_in_the_header_and_there_is_no_number(
    request: pytest.FixtureRequest, form: str
) -> None:
    page: Sheet = request.getfixturevalue(form)[0]
    day = page.find(DAY)
    nation = page.find(PARTY if form.startswith("member") else NATION)
    assert day.type == (14.0, False, True)
    assert day.centre == near(nation.centre, 1.0)
    assert [line.text for line in page.lines() if line.y == near(day.y, 0.1)] == [DAY]
    assert day.y < page.find("BẢN CAM KẾT").y


def test_the_members_title_is_in_capitals_over_dashes(member: list[Sheet]) -> None:
    kind = member[0].find("BẢN CAM KẾT")
    subject, dashes = member[0].find("TU DƯỠNG, RÈN LUYỆN"), member[0].find("-----")
    assert kind.type == (15.0, True, False)
    assert subject.type == (14.0, True, False)
    assert kind.centre == near(CENTRE)
    assert dashes.centre == near(CENTRE)
    assert kind.y < subject.y < dashes.y


def test_the_employees_title_is_over_a_rule(employee: list[Sheet]) -> None:
    kind = employee[0].find("BẢN CAM KẾT")
    subject = employee[0].find("Tu dưỡng, rèn luyện, phấn đấu năm 2026")
    rule = employee[0].rule_below(subject)
    assert kind.type == subject.type == (14.0, True, False)
    assert kind.centre == near(CENTRE)
    assert subject.centre == near(CENTRE)
    assert 1 / 3 <= rule.length / subject.width <= 1 / 2


def test_whose_it_is_stands_at_one_indent(member: list[Sheet]) -> None:
    names = ("Họ và tên: Phạm Đức Minh", "Đơn vị công tác:", "Chức vụ Đảng:", "Sinh hoạt đảng tại:")
    lines = [member[0].find(name) for name in names]
    assert {round(line.x, 1) for line in lines} == {LEFT + 10}
    assert member[0].find("Ngày sinh: 02/3/1978").y == near(lines[0].y, 0.01)
    assert member[0].find("Ngày sinh: 02/3/1978").right < RIGHT


def test_the_members_body_has_exact_lines(member: list[Sheet]) -> None:
    assert_even_body(between(member[0], "- Căn cứ Kết luận số 21", "tin chính thống"), 19.0)
    assert_even_body(member[1].lines()[1:], 19.0)


def test_the_employees_body_is_single_spaced(employee: list[Sheet]) -> None:
    body = between(employee[0], "Tôi cam kết", "chức cuối năm./.")
    assert_even_body(body, 14 * SINGLE)


def test_bases_are_italic_in_the_states_form_only(
    member: list[Sheet], employee: list[Sheet]
) -> None:
    assert employee[0].find("Căn cứ Kế hoạch số 241/KH-SYT").type == (14.0, False, True)
    assert member[0].find("- Căn cứ Kế hoạch số 241/KH-SYT").type == (14.0, False, False)


def test_a_heading_is_bold_and_what_it_says_is_not(
    member: list[Sheet], employee: list[Sheet]
) -> None:
    assert member[1].find("2. Phẩm chất đạo đức, lối sống").type == (14.0, True, False)
    assert employee[0].find("2. Phẩm chất đạo đức, lối sống:").type == (14.0, True, False)
    assert employee[0].find("Không nhận tiền, quà").type == (14.0, False, False)


def test_each_form_has_its_own_end_mark(member: list[Sheet], employee: list[Sheet]) -> None:
    assert "./." not in "".join(page.text for page in member)
    assert employee[0].text.count("./.") == 1
    assert employee[0].find("./.").y == employee[0].find("chức cuối năm").y


@pytest.mark.parametrize(
    ("form", "post", "names"),
    [
        ("member", "BÍ THƯ", ("Lê Thị Hoa", "Phạm Đức Minh")),
        ("employee", "GIÁM ĐỐC", ("Trần Quốc Toản", "Nguyễn Thị Thu Hà")),
    ],
)
def test_two_signatures_stand_level_side_by_side(
    request: pytest.FixtureRequest, form: str, post: str, names: tuple[str, str]
) -> None:
    foot = below(request.getfixturevalue(form)[-1], "XÁC NHẬN CỦA")
    undertaken = foot.find("NGƯỜI CAM KẾT")
    confirmer, person = (foot.find(name) for name in names)
    assert undertaken.type == confirmer.type == person.type == (14.0, True, False)
    assert foot.find("XÁC NHẬN CỦA").y == near(undertaken.y, 0.1)
    assert confirmer.y == near(person.y, 0.1)
    assert undertaken.centre == near(LEFT + 165 * 3 / 4)
    assert person.centre == near(undertaken.centre)
    assert foot.find(post).centre == near(LEFT + 165 / 4)
    assert confirmer.centre == near(LEFT + 165 / 4)
    assert 24 <= person.y - foot.find(post).y <= 45


def below(page: Sheet, words: str) -> Sheet:
    """Return the part of a page that begins with the line of `words`."""
    top = page.find(words).y - 0.1
    return Sheet(page.width, page.height, tuple(g for g in page.glyphs if g.y > top), ())


def test_the_members_collective_is_bold_and_the_post_is_not(member: list[Sheet]) -> None:
    assert member[-1].find("T/M CHI BỘ").type == (14.0, True, False)
    assert member[-1].find("BÍ THƯ").type == (14.0, False, False)


def test_the_employees_post_is_bold(employee: list[Sheet]) -> None:
    assert employee[0].find("GIÁM ĐỐC").type == (14.0, True, False)
    assert employee[0].find("TRUNG TÂM Y TẾ HOẰNG SƠN").type == (14.0, True, False)


@pytest.mark.parametrize("role", ["personal", "confirm"])
@pytest.mark.parametrize(
    "paper",
    ["member_commitment", "employee_commitment", "member_addendum", "employee_addendum"],
)
def test_both_signatures_have_their_room(
    request: pytest.FixtureRequest, paper: str, role: str
) -> None:
    rendered: RenderedPaper = request.getfixturevalue(paper)
    cell = signature_cell(rendered.anchors, role)
    page = sheets(rendered.pdf)[cell.page]
    label, name = page.find("NGƯỜI CAM KẾT"), page.lines()[-1]
    quarter = 3 if role == "personal" else 1
    assert cell.centre_x == near((LEFT + 165 * quarter / 4) / MM, 1.5)
    assert cell.bottom_y == near(baseline(name.y) + 0.891 * 14, 0.2)
    assert (cell.top_y - cell.bottom_y) * MM >= 23
    assert cell.top_y < baseline(label.y)


def test_an_addendum_says_what_it_supplements_and_that_its_form_is_not_official(
    member_more: list[Sheet], employee_more: list[Sheet]
) -> None:
    for page, end in ((member_more[0], "năm 2026, ngày 03 tháng 02 năm 2026)"),
                      (employee_more[0], "phấn đấu năm 2026)")):  # fmt: skip
        said, unofficial = page.find("(Bổ sung cho"), page.find("Chưa có mẫu chính thức")
        assert said.type == page.find(end).type == (14.0, False, True)
        assert unofficial.type == (10.0, False, True)
        assert unofficial.centre == near(CENTRE)
        assert page.find("BẢN CAM KẾT BỔ SUNG").y < said.y < unofficial.y
        assert unofficial.y < page.find("Họ và tên").y
