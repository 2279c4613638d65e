"""Where commitments break over pages, and what an internal confirmation prints in its place."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

import pikepdf
import pytest

from doc_templates.anchors import signature_cell
from doc_templates.errors import AnchorMissingError, ContentInvalidError
from doc_templates.fonts import embedded_fonts
from doc_templates.port import SignatureBlock
from tests.paper.conftest import CELL, PRINTING, SIGNERS
from tests.paper.measure import sheets
from tests.paper.ruler import near
from tests.unit.doc_templates.contents import a_commitment, a_follow, a_part, a_plan

if TYPE_CHECKING:
    from doc_templates.port import JsonValue, RenderedPaper
    from doc_templates.render import LibreOfficeRenderer
    from tests.paper.conftest import Print

pytestmark = pytest.mark.office
NOTE = (
    "Đã xác nhận nội bộ lúc 14 giờ 05, ngày 25/11/2026",
    "Mã nhật ký:",
    "01993c1e-7c2b-7a60-b1a4-0242ac120002",
    "(không phải chữ ký số)",
)
BOTH = ("cam-ket-dang", "cam-ket-vien-chuc")


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("count", [9, 11, 13, 15, 17, 19])
def test_no_page_ends_in_a_heading_or_begins_with_bare_signatures(
    undertaken: Print, kind: str, count: int
) -> None:
    lines = ["Việc của đoạn này."] * count
    sections = [a_part("tu-tuong", *lines), a_part("dao-duc", "Việc cuối.", heading="Đạo đức")]
    content = a_commitment(
        kind, bases=[], sections=cast("JsonValue", sections), contents=[], shortcomings=[]
    )
    paper = undertaken(content)
    pages = sheets(paper.pdf)
    end = next(n for n, page in enumerate(pages) if "Bản cam kết này" in page.text)
    assert {anchor.page for anchor in paper.anchors} == {end}
    for page in pages[:-1]:
        assert not page.lines()[-1].glyphs[0].bold, page.lines()[-1].text


@pytest.mark.parametrize("kind", BOTH)
def test_ten_contents_are_all_printed(undertaken: Print, kind: str) -> None:
    contents: JsonValue = [a_follow(n, subject=f"việc thứ {n}") for n in range(1, 11)]
    pages = sheets(undertaken(a_commitment(kind, contents=contents)).pdf)
    text = " ".join("".join(page.text for page in pages).split())
    assert all(f"việc thứ {n}" in text for n in range(1, 11))
    assert all(not page.lines()[-1].glyphs[0].bold for page in pages[:-1])


@pytest.mark.parametrize("kind", BOTH)
def test_a_note_stands_in_place_of_the_room(renderer: LibreOfficeRenderer, kind: str) -> None:
    said = (NOTE[0], f"{NOTE[1]} {NOTE[2]}", NOTE[3])  # as handed in: the second is too wide
    person = SignatureBlock("", "", "", "Nguyễn Thị Thu Hà", said)
    signers = {"personal": person, "confirm": CELL}
    paper = renderer.render(kind, a_commitment(kind), signers, PRINTING)
    page = sheets(paper.pdf)[-1]
    label, name = page.find("NGƯỜI CAM KẾT"), page.lines()[-1]
    assert name.text.startswith("Lê Thị Hoa")  # both names on one baseline
    assert name.text.endswith("Nguyễn Thị Thu Hà")
    for line in NOTE:
        assert page.find(line).type == (11.0, False, True)
        assert page.find(line).centre == near(label.centre)
        assert label.y < page.find(line).y < name.y
    assert {anchor.name for anchor in paper.anchors} == {"XacNhanTren", "XacNhanDuoi"}
    assert signature_cell(paper.anchors, "confirm").page == len(sheets(paper.pdf)) - 1
    with pytest.raises(AnchorMissingError):
        signature_cell(paper.anchors, "personal")


def test_both_may_confirm_without_a_certificate(renderer: LibreOfficeRenderer) -> None:
    noted = SignatureBlock("TM.", "CHI BỘ", "BÍ THƯ", "Lê Thị Hoa", NOTE)
    signers = {"personal": noted, "confirm": noted}
    paper = renderer.render(BOTH[0], a_commitment(BOTH[0]), signers, PRINTING)
    page = sheets(paper.pdf)[-1]
    assert paper.anchors == ()
    assert page.text.count("(không phải chữ ký số)") == 2


def test_a_form_without_place_for_a_note_refuses_it(renderer: LibreOfficeRenderer) -> None:
    noted = SignatureBlock("", "GIÁM ĐỐC", "GIÁM ĐỐC", "Trịnh Hữu Hùng", NOTE)
    with pytest.raises(ContentInvalidError) as refused:
        renderer.render("ke-hoach", a_plan(), SIGNERS | {"personal": noted}, PRINTING)
    assert refused.value.places == ("/signers/personal/note",)


def test_a_note_the_typeface_cannot_print_is_refused(renderer: LibreOfficeRenderer) -> None:
    noted = SignatureBlock("", "", "", "A", ("Đã xác nhận\u202e",))
    with pytest.raises(ContentInvalidError) as refused:
        renderer.render(BOTH[1], a_commitment(), {"personal": noted, "confirm": CELL}, PRINTING)
    assert refused.value.places == ("/signers/personal/note",)


def test_a_long_unit_and_a_long_name_keep_the_block_together(renderer: LibreOfficeRenderer) -> None:
    issuer: JsonValue = {"superior": "Sở Y tế", "name": "Bệnh viện Đa khoa khu vực " * 6 + "Bắc"}
    name = "Công Tằng Tôn Nữ Thị Hoàng Ngọc Diễm My Khánh Vân"
    signers = {"personal": SignatureBlock("", "", "", name), "confirm": CELL}
    paper = renderer.render(BOTH[1], a_commitment(issuer=issuer), signers, PRINTING)
    assert len({anchor.page for anchor in paper.anchors}) == 1
    for page in sheets(paper.pdf):
        assert all(glyph.x >= 29.7 and glyph.right <= 195.3 for glyph in page.glyphs)


@pytest.mark.parametrize("paper", ["member_commitment", "employee_commitment", "resolution"])
def test_the_file_is_tagged_vietnamese_and_of_one_typeface(
    request: pytest.FixtureRequest, paper: str
) -> None:
    rendered: RenderedPaper = request.getfixturevalue(paper)
    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "vi-VN"
        assert "/AcroForm" not in pdf.Root
    assert {name.partition("-")[0] for name in embedded_fonts(rendered.pdf)} == {"LiberationSerif"}


def test_the_files_title_names_nobody(member_commitment: RenderedPaper) -> None:
    with pikepdf.open(io.BytesIO(member_commitment.pdf)) as pdf:
        title = str(pdf.docinfo["/Title"])
    assert title == "Bản cam kết tu dưỡng, rèn luyện, phấn đấu năm 2026"


def test_parts_of_a_long_commitment_are_the_outline(member_commitment: RenderedPaper) -> None:
    with pikepdf.open(io.BytesIO(member_commitment.pdf)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for root in outline.root for item in (root, *root.children)]
    assert titles[0] == "BẢN CAM KẾT"
    assert "9. Nội dung đăng ký làm theo" in titles
