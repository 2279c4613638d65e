"""The plan, measured with a ruler against NĐ 30/2020/NĐ-CP, Phụ lục I (Mẫu 1.4). Millimetres."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.paper.measure import sheets
from tests.unit.doc_templates.contents import a_plan

if TYPE_CHECKING:
    from tests.paper.conftest import Print
    from tests.paper.measure import Sheet, Span

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
TITLE_END = "vững mạnh theo tư tưởng, đạo đức, phong cách Hồ Chí Minh”"
LEFT, RIGHT, CENTRE = 30.0, 195.0, 112.5
SINGLE = 1.149  # line pitch of the typeface, in em
MM = 25.4 / 72


@pytest.fixture
def first(plan_sheets: list[Sheet]) -> Sheet:
    return plan_sheets[0]


@pytest.fixture
def last(plan_sheets: list[Sheet]) -> Sheet:
    return plan_sheets[-1]


def near(value: float, tolerance: float) -> object:
    return pytest.approx(value, abs=tolerance)


def test_every_page_is_a4_portrait(plan_sheets: list[Sheet]) -> None:
    for sheet in plan_sheets:
        assert (sheet.width, sheet.height) == (near(210, 0.2), near(297, 0.2))


def test_all_text_stands_inside_the_margins(plan_sheets: list[Sheet]) -> None:
    for number, sheet in enumerate(plan_sheets):
        for line in sheet.lines()[1 if number else 0 :]:
            assert line.x >= LEFT - 0.3, line.text
            assert line.right <= RIGHT + 0.3, line.text
            assert line.y - 0.314 * 11 >= 20 - 0.3, line.text
            assert line.y + 0.076 * 14 <= 277 + 0.3, line.text


def test_page_numbers_start_on_page_two_in_the_middle_of_the_top_margin(
    plan_sheets: list[Sheet],
) -> None:
    assert plan_sheets[0].lines()[0].y > 20
    for number, sheet in enumerate(plan_sheets[1:], 2):
        line = sheet.lines()[0]
        assert line.text.strip() == str(number)
        assert line.type == (14.0, False, False)
        assert line.centre == near(CENTRE, 1.0)
        assert line.y + 0.076 * 14 < 20
        assert line.y - 0.314 * 14 > 0


def test_the_nation_and_the_motto(first: Sheet) -> None:
    nation, motto = first.find(NATION), first.find(MOTTO)
    assert nation.type == (13.0, True, False)
    assert motto.type == (14.0, True, False)
    assert nation.y == min(line.y for line in first.lines())
    assert nation.centre > 105
    assert motto.centre == near(nation.centre, 0.5)
    assert 5.0 <= motto.y - nation.y <= 5.9


def test_the_rule_under_the_motto_is_as_long_as_the_motto(first: Sheet) -> None:
    motto = first.find(MOTTO)
    rule = first.rule_below(motto)
    assert rule.length == near(motto.width, 1.5)
    assert rule.centre == near(motto.centre, 0.5)
    assert 1.5 <= rule.y - motto.y <= 4.5


def test_the_issuer_under_its_superior(first: Sheet) -> None:
    superior, issuer = first.find("UBND TỈNH THANH HÓA"), first.find("SỞ Y TẾ")
    assert superior.type == (13.0, False, False)
    assert issuer.type == (13.0, True, False)
    assert superior.y == near(first.find(NATION).y, 0.1)
    assert issuer.centre == near(superior.centre, 0.5)


@pytest.mark.parametrize("text", ["SỞ Y TẾ", TITLE_END])
def test_a_rule_is_a_third_to_a_half_of_the_line_above_it(first: Sheet, text: str) -> None:
    line = first.find(text)
    rule = first.rule_below(line)
    assert 1 / 3 <= rule.length / line.width <= 1 / 2
    assert rule.centre == near(line.centre, 0.5)
    assert 1.5 <= rule.y - line.y <= 5


def test_there_are_three_rules_and_all_are_thin_and_solid(plan_sheets: list[Sheet]) -> None:
    assert [len(sheet.rules) for sheet in plan_sheets] == [3, *[0] * (len(plan_sheets) - 1)]
    assert {rule.thickness for rule in plan_sheets[0].rules} == {0.75}


def test_number_and_date_share_one_baseline_and_are_blank(first: Sheet) -> None:
    number, code = first.find("Số:"), first.find("/KH-SYT")
    place, month, year = first.find("Thanh Hóa, ngày"), first.find("tháng"), first.find("năm")
    assert number.type == code.type == (13.0, False, False)
    assert place.type == month.type == year.type == (14.0, False, True)
    assert {round(span.y, 2) for span in (number, code, place, month, year)} == {round(code.y, 2)}
    row = next(line for line in first.lines() if line.y == near(code.y, 0.1))
    assert not [char for char in row.text if char.isdigit()]


def test_the_blanks_are_as_wide_as_their_digits(first: Sheet) -> None:
    number, code = first.find("Số:"), first.find("/KH-SYT")
    place, month, year = first.find("Thanh Hóa, ngày"), first.find("tháng"), first.find("năm")
    assert code.x - number.right == near((3 * 6.5 + 3.25) * MM, 0.1)
    assert month.x - place.right == near((2 * 7 + 2 * 3.5) * MM, 0.1)
    assert year.x - month.right == near((2 * 7 + 2 * 3.5) * MM, 0.1)


def test_number_and_date_are_centred_with_their_blanks(first: Sheet) -> None:
    number, code = first.find("Số:"), first.find("/KH-SYT")
    place, year = first.find("Thanh Hóa, ngày"), first.find("năm")
    end = year.right + (3.5 + 4 * 7) * MM
    assert (number.x + code.right) / 2 == near(first.find("SỞ Y TẾ").centre, 1.0)
    assert (place.x + end) / 2 == near(first.find(NATION).centre, 1.0)


def test_the_longest_place_name_keeps_its_line_and_its_middle(printed: Print) -> None:
    sheet = sheets(printed(a_plan(place="Thành phố Hồ Chí Minh")).pdf)[0]
    place, year = sheet.find("Thành phố Hồ Chí Minh, ngày"), sheet.find("năm")
    nation, motto, rule = sheet.find(NATION), sheet.find(MOTTO), sheet.rule_below(sheet.find(MOTTO))
    end = year.right + (3.5 + 4 * 7) * MM
    assert place.y == near(year.y, 0.01)
    assert place.y == near(sheet.find("/KH-SYT").y, 0.1)
    assert (place.x + end) / 2 == near(nation.centre, 1.0)
    assert end <= RIGHT + 0.3
    assert nation.centre > 105
    assert rule.length == near(motto.width, 1.5)
    assert sheet.find("UBND TỈNH THANH HÓA").right < place.x


def test_the_title(first: Sheet) -> None:
    kind, title = first.find("KẾ HOẠCH"), first.find("Học tập chuyên đề năm 2020 về “Tăng")
    assert kind.type == title.type == (14.0, True, False)
    assert kind.centre == near(CENTRE, 0.5)
    assert first.find(TITLE_END).centre == near(CENTRE, 0.5)
    assert 5.0 <= title.y - kind.y <= 6.2


def _body(sheets: list[Sheet]) -> list[list[Span]]:
    """Return the body's lines, page by page."""
    first = [line for line in sheets[0].lines() if line.y > sheets[0].rules[-1].y]
    end = sheets[-1].find("Nơi nhận:").y
    pages = [sheet.lines()[1:] for sheet in sheets[1:]]
    return [first, *pages[:-1], [line for line in pages[-1] if line.y < end]]


def test_the_body_has_one_size(plan_sheets: list[Sheet]) -> None:
    sizes = {g.size for page in _body(plan_sheets) for line in page for g in line.glyphs}
    assert sizes == {14}


def test_paragraphs_start_at_one_indent_and_go_on_at_the_margin(plan_sheets: list[Sheet]) -> None:
    starts = [line.x for page in _body(plan_sheets) for line in page]
    assert all(x == near(LEFT, 0.3) or x == near(LEFT + 10, 0.3) for x in starts)
    assert any(x == near(LEFT + 10, 0.3) for x in starts)


def test_full_lines_end_at_the_right_margin(plan_sheets: list[Sheet]) -> None:
    full = 0
    for page in _body(plan_sheets):
        for line, following in pairwise(page):
            if following.x == near(LEFT, 0.3):
                assert line.right == near(RIGHT, 0.5), line.text
                full += 1
    assert full > 50


def test_lines_are_single_spaced_and_paragraphs_six_points_apart(plan_sheets: list[Sheet]) -> None:
    for page in _body(plan_sheets):
        for line, following in pairwise(page):
            gap = 6 if following.x > LEFT + 5 else 0
            assert (following.y - line.y) / MM == near(14 * SINGLE + gap, 0.25), following.text


def test_emphasis_is_printed_as_emphasis(plan_sheets: list[Sheet]) -> None:
    assert plan_sheets[0].find("Tăng cường khối đại đoàn kết toàn").type == (14.0, False, True)
    pages = [sheet for sheet in plan_sheets if "Quý I/2020" in sheet.text]
    assert pages[0].find("Quý I/2020").type == (14.0, True, False)
    assert "**" not in "".join(sheet.text for sheet in plan_sheets)


def test_the_last_text_and_only_it_carries_the_end_mark(plan_sheets: list[Sheet]) -> None:
    assert sum(sheet.text.count("./.") for sheet in plan_sheets) == 1
    assert _body(plan_sheets)[-1][-1].text.strip().endswith("./.")


def test_the_signer_with_room_for_a_signature(last: Sheet) -> None:
    post, name = last.find("PHÓ GIÁM ĐỐC"), last.find("Trịnh Hữu Hùng")
    authority = last.find("KT. GIÁM ĐỐC")
    assert authority.type == post.type == name.type == (14.0, True, False)
    assert post.centre == near(authority.centre, 0.5)
    assert name.centre == near(post.centre, 0.5)
    assert 24 <= name.y - post.y <= 45
    assert 28.9 - 1 <= post.centre - CENTRE <= 38.8


def test_the_recipients_stand_level_with_the_signer(last: Sheet) -> None:
    label = last.find("Nơi nhận:")
    assert label.type == (12.0, True, True)
    assert label.x == near(LEFT, 0.5)
    assert 0 <= last.find("KT. GIÁM ĐỐC").y - label.y <= 0.8
    for entry in ("- Ban Tuyên giáo TU, UBND, ĐUK (B/cáo);", "- Lưu: VT, VP."):
        assert last.find(entry).type == (11.0, False, False)
        assert last.find(entry).x == near(LEFT, 0.5)
