"""A cell's resolution, measured against the values of the Party's form. Millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doc_templates.anchors import signature_cell
from signing.seal import layout
from tests.paper.conftest import CELL, PRINTING
from tests.paper.measure import Sheet, sheets
from tests.paper.ruler import (
    CENTRE,
    LEFT,
    MM,
    assert_even_body,
    assert_inside_margins,
    assert_numbered_on_top,
    baseline,
    between,
    near,
)
from tests.unit.doc_templates.contents import a_resolution, a_text

if TYPE_CHECKING:
    from doc_templates.port import Anchor, RenderedPaper
    from doc_templates.render import LibreOfficeRenderer

pytestmark = pytest.mark.office
NATION = "ĐẢNG CỘNG SẢN VIỆT NAM"
PITCH = 19.0  # pt, exact


@pytest.fixture(scope="module")
def pages(resolution: RenderedPaper) -> list[Sheet]:
    return sheets(resolution.pdf)


def anchor(paper: RenderedPaper, name: str) -> Anchor:
    return next(anchor for anchor in paper.anchors if anchor.name == name)


def test_the_page_is_that_of_the_state_form(pages: list[Sheet]) -> None:
    assert_inside_margins(pages)
    assert_numbered_on_top(pages, 13.0)


def test_the_partys_name_stands_alone_over_a_rule_of_its_length(pages: list[Sheet]) -> None:
    nation, rule = pages[0].find(NATION), pages[0].rule_below(pages[0].find(NATION))
    assert nation.type == (15.0, True, False)
    assert nation.y == min(line.y for line in pages[0].lines())
    assert nation.centre > 105
    assert rule.length == near(nation.width, 1.5)
    assert rule.centre == near(nation.centre)
    assert 1.5 <= rule.y - nation.y <= 4.5
    assert rule.thickness == near(0.75, 0.1)
    assert "Độc lập" not in pages[0].text


def test_the_issuer_has_a_star_and_no_rule(pages: list[Sheet]) -> None:
    superior, issuer = pages[0].find("ĐẢNG BỘ SỞ Y TẾ"), pages[0].find("CHI BỘ NGHIỆP VỤ Y")
    star = pages[0].find("*")
    assert superior.type == star.type == (14.0, False, False)
    assert issuer.type == (14.0, True, False)
    assert superior.y == near(pages[0].find(NATION).y, 0.1)
    assert superior.y < issuer.y < star.y
    assert star.centre == near(issuer.centre)
    assert len(pages[0].rules) == 1


def test_the_number_has_no_colon_and_a_hyphen_after_its_blank(pages: list[Sheet]) -> None:
    number, code = pages[0].find("Số"), pages[0].find("-NQ/CB")
    row = next(line for line in pages[0].lines() if line.y == near(code.y, 0.1))
    assert row.text.replace("\u00a0", " ").split()[:2] == ["Số", "-NQ/CBThanh"]
    assert number.type == code.type == (14.0, False, False)
    assert code.x - number.right == near((2 * 7 + 3.5) * MM, 0.1)
    assert (number.x + code.right) / 2 == near(pages[0].find("CHI BỘ NGHIỆP VỤ Y").centre, 1.0)


def test_the_date_is_blank_italic_and_level_with_the_number(pages: list[Sheet]) -> None:
    place, month, year = (pages[0].find(word) for word in ("Thanh Hóa, ngày", "tháng", "năm"))
    assert place.type == month.type == year.type == (14.0, False, True)
    assert {round(span.y, 2) for span in (place, month, year)} == {
        round(pages[0].find("-NQ/CB").y, 2)
    }
    assert month.x - place.right == near((2 * 7 + 2 * 3.5) * MM, 0.1)
    end = year.right + (3.5 + 4 * 7) * MM
    assert (place.x + end) / 2 == near(pages[0].find(NATION).centre, 1.0)


def test_the_digits_have_their_places(resolution: RenderedPaper, pages: list[Sheet]) -> None:
    code, place = pages[0].find("-NQ/CB"), anchor(resolution, "SoPhai")
    assert (place.page, place.x, place.y) == (
        0,
        near(code.x / MM, 0.2),
        near(baseline(code.y), 0.2),
    )
    for name, word in (("NgayTrai", "ngày"), ("ThangTrai", "tháng"), ("NamTrai", "năm")):
        before, blank = pages[0].find(word), anchor(resolution, name)
        assert blank.x == near(before.glyphs[-1].right / MM + 3.5, 0.2)
        assert blank.y == near(baseline(before.y), 0.2)
    sizes = (resolution.number_size, resolution.date_size)
    assert sizes == (layout.PARTY_NUMBER_SIZE, layout.DATE_SIZE) == (code.type[0], 14.0)


def test_the_title_ends_in_dashes(pages: list[Sheet]) -> None:
    kind, title = pages[0].find("NGHỊ QUYẾT"), pages[0].find("đạo đức, phong cách Hồ Chí Minh")
    dashes = pages[0].find("-----")
    assert kind.type == (15.0, True, False)
    assert title.type == (14.0, True, False)
    assert kind.centre == near(CENTRE)
    assert dashes.centre == near(CENTRE)
    assert 4.5 <= dashes.y - title.y <= 6.2


def test_the_body_has_exact_lines(pages: list[Sheet]) -> None:
    body = between(pages[0], "- Căn cứ Điều lệ Đảng", "đảng viên trước 03 ngày.")
    assert {glyph.size for line in body for glyph in line.glyphs} == {14.0}
    assert not any(glyph.italic for line in body for glyph in line.glyphs)
    assert_even_body(body, PITCH)


def test_the_text_ends_in_a_full_stop_only(pages: list[Sheet]) -> None:
    assert "thực hiện Nghị quyết này." in pages[-1].text
    assert "./." not in "".join(page.text for page in pages)


def test_the_collectives_line_is_bold_and_the_post_is_not(pages: list[Sheet]) -> None:
    collective, post = pages[-1].find("T/M CHI BỘ"), pages[-1].find("BÍ THƯ")
    name = pages[-1].find("Lê Thị Hoa")
    assert collective.type == name.type == (14.0, True, False)
    assert post.type == (14.0, False, False)
    assert post.centre == near(collective.centre)
    assert name.centre == near(collective.centre)
    assert 25 <= name.y - post.y <= 45


def test_the_recipients_are_underlined_and_end_with_the_cells_file(pages: list[Sheet]) -> None:
    label, line = pages[-1].find("Nơi nhận:"), pages[-1].rule_below(pages[-1].find("Nơi nhận:"))
    assert label.type == (14.0, False, False)
    assert label.x == near(LEFT)
    assert label.y == near(pages[-1].find("T/M CHI BỘ").y, 0.1)
    assert line.length == near(label.width, 0.3)
    assert line.y - label.y < 1
    for entry in ("- Đảng ủy Sở Y tế (B/cáo);", "- Lưu Chi bộ."):
        assert pages[-1].find(entry).type == (12.0, False, False)
        assert pages[-1].find(entry).x == near(LEFT)
    assert pages[-1].find("- Lưu Chi bộ.").y == max(
        line.y for line in pages[-1].lines() if line.text.startswith("- ")
    )


def test_the_signature_has_its_room(resolution: RenderedPaper, pages: list[Sheet]) -> None:
    cell = signature_cell(resolution.anchors, "personal")
    post, name = pages[cell.page].find("BÍ THƯ"), pages[cell.page].find("Lê Thị Hoa")
    assert cell.centre_x == near(name.centre / MM, 0.2)
    assert 0 < baseline(post.y) - cell.top_y < 5
    assert cell.bottom_y == near(baseline(name.y) + 0.891 * 14, 0.2)
    assert (cell.top_y - cell.bottom_y) * MM >= 23


@pytest.mark.parametrize("count", [8, 9, 10, 11, 12])
def test_the_signature_stays_with_the_last_words(renderer: LibreOfficeRenderer, count: int) -> None:
    text = [*["Việc của đoạn này."] * count, "Dẫn vào như sau:", "Hết phần chữ."]
    content = a_resolution(bases=[], sections=a_text(*text))
    paper = renderer.render("nghi-quyet", content, {"personal": CELL}, PRINTING)
    pages = sheets(paper.pdf)
    end = next(number for number, page in enumerate(pages) if "Hết phần chữ." in page.text)
    assert {a.page for a in paper.anchors if a.name.startswith("ChuKy")} == {end}
    for word in ("T/M CHI BỘ", "Lê Thị Hoa", "Nơi nhận:", "- Lưu Chi bộ."):
        assert word in pages[end].text
