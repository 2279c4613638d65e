"""Anchors lead to the very points of the page that the signature fields need. Points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doc_templates.anchors import signature_cell
from doc_templates.port import Occasion, SignatureBlock
from tests.paper.conftest import SIGNERS
from tests.paper.measure import MM, Sheet, sheets
from tests.unit.doc_templates.contents import a_plan

if TYPE_CHECKING:
    from doc_templates.port import Anchor, RenderedPaper
    from doc_templates.render import LibreOfficeRenderer

PAGE_HEIGHT = 841.89
TOLERANCE = 0.2  # pt; LibreOffice counts in twentieths


def near(value: float) -> object:
    return pytest.approx(value, abs=TOLERANCE)


def baseline(y: float) -> float:
    """Turn millimetres from the top into points from the bottom."""
    return PAGE_HEIGHT - y / MM


def anchor(paper: RenderedPaper, name: str) -> Anchor:
    return next(anchor for anchor in paper.anchors if anchor.name == name)


def test_the_number_ends_at_the_stroke_on_the_baseline(
    plan: RenderedPaper, plan_sheets: list[Sheet]
) -> None:
    stroke = plan_sheets[0].find("/KH-SYT")
    place = anchor(plan, "SoPhai")
    assert (place.page, place.x, place.y) == (0, near(stroke.x / MM), near(baseline(stroke.y)))


@pytest.mark.parametrize(
    ("name", "word"), [("NgayTrai", "ngày"), ("ThangTrai", "tháng"), ("NamTrai", "năm")]
)
def test_a_date_blank_starts_one_space_after_its_word(
    plan: RenderedPaper, plan_sheets: list[Sheet], name: str, word: str
) -> None:
    before, place = plan_sheets[0].find(word), anchor(plan, name)
    start = before.glyphs[-1].right / MM + 3.5
    assert (place.page, place.x, place.y) == (0, near(start), near(baseline(before.y)))


@pytest.mark.parametrize("width", [1, 2, 4])
def test_the_number_blank_is_as_wide_as_asked(renderer: LibreOfficeRenderer, width: int) -> None:
    paper = renderer.render("ke-hoach", a_plan(sections=[]), SIGNERS, Occasion(width))
    label = sheets(paper.pdf)[0].find("Số:")
    room = anchor(paper, "SoPhai").x - label.right / MM - 3.25
    assert room == near(width * 6.5)


@pytest.mark.parametrize("posts", [("KT.", "PHÓ GIÁM ĐỐC"), ("", "GIÁM ĐỐC")])
def test_the_signature_room_lies_between_post_and_name(
    renderer: LibreOfficeRenderer, posts: tuple[str, str]
) -> None:
    signer = SignatureBlock(posts[0], "GIÁM ĐỐC", posts[1], "Trịnh Hữu Hùng")
    paper = renderer.render("ke-hoach", a_plan(), {"personal": signer}, Occasion(3))
    cell = signature_cell(paper.anchors, "personal")
    page = sheets(paper.pdf)[cell.page]
    post, name = page.find(posts[1]), page.find("Trịnh Hữu Hùng")
    assert cell.centre_x == near(name.centre / MM)
    assert 0 < baseline(post.y) - cell.top_y < 5
    assert cell.bottom_y == near(baseline(name.y) + 0.891 * 14)
    assert (cell.top_y - cell.bottom_y) * MM >= 23


def test_both_signers_of_minutes_have_their_room(
    written_minutes: RenderedPaper, minutes_sheets: list[Sheet]
) -> None:
    for role, name in (("secretary", "Nguyễn Văn Bình"), ("chair", "Lê Thị Hoa")):
        cell = signature_cell(written_minutes.anchors, role)
        printed = minutes_sheets[cell.page].find(name)
        assert cell.centre_x == near(printed.centre / MM)
        assert cell.bottom_y == near(baseline(printed.y) + 0.891 * 14)
        assert (cell.top_y - cell.bottom_y) * MM >= 23
