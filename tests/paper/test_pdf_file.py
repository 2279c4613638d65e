"""What kind of file comes out: PDF/A-2b, tagged, Vietnamese, in one typeface; and its pictures."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from doc_templates.errors import SourceUnreadableError
from doc_templates.fonts import embedded_fonts, foreign_fonts
from doc_templates.page_images import page_count, page_png
from doc_templates.typeface import FAMILY, Face, advances, read_font
from tests.paper.measure import sheets
from tests.unit.doc_templates.contents import a_short_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.port import RenderedPaper
    from tests.paper.conftest import Print

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
FONTS = Path("/usr/share/fonts")


@pytest.fixture
def opened(plan: RenderedPaper) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(plan.pdf)) as pdf:
        yield pdf


def test_the_file_says_that_it_is_pdf_a_2b(opened: pikepdf.Pdf) -> None:
    metadata = opened.open_metadata()
    assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
    assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_the_file_is_tagged_and_vietnamese_and_has_a_title(opened: pikepdf.Pdf) -> None:
    assert opened.Root.MarkInfo.Marked
    assert str(opened.Root.Lang) == "vi-VN"
    assert str(opened.docinfo["/Title"]).startswith("Học tập chuyên đề năm 2020")
    assert opened.open_metadata()["dc:title"].startswith("Học tập chuyên đề năm 2020")


def test_nothing_can_be_filled_in_or_run(opened: pikepdf.Pdf) -> None:
    assert "/AcroForm" not in opened.Root
    assert "/AA" not in opened.Root
    assert not [page for page in opened.pages if "/Annots" in page.obj]


def test_headings_are_the_outline(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        titles = [item.title for root in outline.root for item in (root, *root.children)]
    assert titles[0] == "KẾ HOẠCH"
    assert "IV. TỔ CHỨC THỰC HIỆN" in titles


def test_every_vietnamese_letter_comes_from_one_typeface(printed: Print) -> None:
    letters = VIETNAMESE + VIETNAMESE.upper()
    variants = [letters, f"**{letters}**", f"*{letters}*", f"***{letters}***", "Hết."]
    paper = printed(a_short_plan(*[" ".join(re.findall(".{1,30}", v)) for v in variants[:1]],
                                 *variants[1:]))  # fmt: skip
    assert foreign_fonts(paper.pdf) == frozenset()
    assert embedded_fonts(paper.pdf) == {
        "LiberationSerif",
        "LiberationSerif-Bold",
        "LiberationSerif-Italic",
        "LiberationSerif-BoldItalic",
    }
    shown = "".join(page.text for page in sheets(paper.pdf))
    assert all(shown.count(letter) >= 4 for letter in letters)


def test_every_font_is_embedded(opened: pikepdf.Pdf) -> None:
    descriptors = [
        font.FontDescriptor for page in opened.pages for font in page.resources.Font.values()
    ]
    assert descriptors
    assert all("/FontFile2" in descriptor for descriptor in descriptors)


@pytest.mark.parametrize("face", Face)
def test_the_width_table_is_that_of_the_installed_typeface(face: Face) -> None:
    path = _installed(face)
    widths = {
        chr(first + offset): width
        for first, run in read_font(path)
        for offset, width in enumerate(run)
    }
    assert advances(face) == widths


def _installed(face: Face) -> Path:
    """Return the font file of our family; two packages bring one of that name."""
    found = FONTS.rglob(f"LiberationSerif-{face.value}.ttf")
    version_2 = [path for path in found if TTFont(path)["head"].fontRevision >= 2]
    assert version_2, f"{FAMILY} 2 is not installed (Debian: fonts-liberation2)"
    return version_2[0]


def test_a_page_becomes_a_picture_of_its_size(plan: RenderedPaper) -> None:
    picture = Image.open(io.BytesIO(page_png(plan.pdf, 0, 96)))
    assert picture.format == "PNG"
    assert picture.size == pytest.approx((794, 1123), abs=1)
    assert min(picture.convert("L").tobytes()) < 64  # something is printed on it


def test_pages_are_counted(plan: RenderedPaper) -> None:
    assert page_count(plan.pdf) == plan.page_count


@pytest.mark.parametrize("page", [-1, 600])
def test_a_page_that_is_not_there_is_refused(plan: RenderedPaper, page: int) -> None:
    with pytest.raises(SourceUnreadableError):
        page_png(plan.pdf, page, 96)


def test_bytes_that_are_no_pdf_are_refused() -> None:
    with pytest.raises(SourceUnreadableError):
        page_count(b"not a PDF")
