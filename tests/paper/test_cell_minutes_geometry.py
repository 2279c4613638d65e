"""The minutes of a cell's comment round, measured against the Party's form. Millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from doc_templates.anchors import signature_cell
from tests.paper.conftest import CHAIR, PRINTING, SECRETARY
from tests.paper.measure import Sheet, sheets
from tests.paper.ruler import (
    CENTRE,
    LEFT,
    MM,
    assert_inside_margins,
    assert_numbered_on_top,
    baseline,
    near,
)
from tests.unit.doc_templates.contents import cell_minutes

if TYPE_CHECKING:
    from doc_templates.port import JsonValue, RenderedPaper
    from doc_templates.render import LibreOfficeRenderer

pytestmark = pytest.mark.office
SIGNERS = {"secretary": SECRETARY, "chair": CHAIR}


@pytest.fixture(scope="module")
def pages(written_cell_minutes: RenderedPaper) -> list[Sheet]:
    return sheets(written_cell_minutes.pdf)


def test_the_page_is_that_of_the_partys_form(pages: list[Sheet]) -> None:
    assert_inside_margins(pages)
    assert_numbered_on_top(pages, 13.0)
    nation = pages[0].find("ĐẢNG CỘNG SẢN VIỆT NAM")
    assert nation.type == (15.0, True, False)
    assert pages[0].rule_below(nation).length == near(nation.width, 1.5)


def test_there_is_neither_number_nor_date_line(pages: list[Sheet]) -> None:
    head = pages[0].text[: pages[0].text.find("BIÊN BẢN")]
    assert "".join(head.split()) == ("ĐẢNGBỘSỞYTẾTHANHHÓACHIBỘNGHIỆPVỤY*ĐẢNGCỘNGSẢNVIỆTNAM")


def test_the_title_ends_in_dashes(pages: list[Sheet]) -> None:
    kind, meeting = pages[0].find("BIÊN BẢN"), pages[0].find("Góp ý bản cam kết tu dưỡng")
    assert kind.type == (15.0, True, False)
    assert meeting.type == (14.0, True, False)
    assert pages[0].find("-----").centre == near(CENTRE)
    assert kind.y < meeting.y < pages[0].find("-----").y


def test_who_wrote_left_and_who_presided_right(pages: list[Sheet]) -> None:
    wrote, presided = pages[-1].find("NGƯỜI GHI BIÊN BẢN"), pages[-1].find("CHỦ TRÌ HỘI NGHỊ")
    names = pages[-1].find("Nguyễn Văn Bình"), pages[-1].find("Lê Thị Hoa")
    assert wrote.type == presided.type == names[0].type == names[1].type == (14.0, True, False)
    assert pages[-1].find("BÍ THƯ").type == (14.0, False, False)
    assert wrote.y == near(presided.y, 0.1)
    assert names[0].y == near(names[1].y, 0.1)
    assert wrote.centre < CENTRE < presided.centre
    assert names[0].centre == near(wrote.centre)
    assert names[1].centre == near(presided.centre)


def test_the_cells_file_stands_below_both_names(pages: list[Sheet]) -> None:
    label, entry = pages[-1].find("Nơi nhận:"), pages[-1].find("- Lưu Chi bộ.")
    assert label.type == (14.0, False, False)
    assert pages[-1].rule_below(label).length == near(label.width, 0.3)
    assert entry.type == (12.0, False, False)
    assert label.x == near(LEFT)
    assert 5 <= label.y - pages[-1].find("Lê Thị Hoa").y <= 12


def test_the_text_ends_in_a_full_stop_only(pages: list[Sheet]) -> None:
    text = "".join(page.text for page in pages)
    assert "kết thúc vào 15 giờ 40, ngày 03 tháng 3 năm 2026." in text
    assert "./." not in text


@pytest.mark.parametrize(("role", "name"), [("secretary", "Nguyễn"), ("chair", "Lê Thị Hoa")])
def test_both_signatures_have_their_room(
    written_cell_minutes: RenderedPaper, pages: list[Sheet], role: str, name: str
) -> None:
    cell = signature_cell(written_cell_minutes.anchors, role)
    printed = next(line for line in pages[cell.page].lines() if name in line.text)
    assert cell.bottom_y == near(baseline(printed.y) + 0.891 * 14, 0.2)
    assert (cell.top_y - cell.bottom_y) * MM >= 23


@pytest.mark.parametrize("count", range(6, 18))
def test_signatures_and_file_stay_with_the_last_sentence(
    renderer: LibreOfficeRenderer, count: int
) -> None:
    present = [{"name": f"Đảng viên {n}", "post": ""} for n in range(count)]
    content = cell_minutes(present=cast("JsonValue", present), absent=[])
    paper = renderer.render("bien-ban-chi-bo", content, SIGNERS, PRINTING)
    pages = sheets(paper.pdf)
    end = next(n for n, page in enumerate(pages) if "kết thúc vào" in page.text)
    assert {anchor.page for anchor in paper.anchors} == {end}
    assert "- Lưu Chi bộ." in pages[end].text
    assert all(page.lines()[-1].text.strip() != "Kết luận" for page in pages[:-1])
