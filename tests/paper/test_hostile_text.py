"""Text that looks like a template, XML or nothing we know is printed, or refused; never obeyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doc_templates.errors import ContentInvalidError
from doc_templates.port import Occasion, SignatureBlock
from tests.paper.measure import sheets
from tests.unit.doc_templates.contents import a_short_plan, recipients

if TYPE_CHECKING:
    from doc_templates.render import LibreOfficeRenderer
    from tests.paper.conftest import Print

HOSTILE = "{{ 7*7 }} {%p if x %} {# c #} {_{a}_} {_% b %_} <w:p> </w:t></w:r> &amp; & \"'"


def test_markup_in_every_text_comes_out_as_text(renderer: LibreOfficeRenderer) -> None:
    content = a_short_plan(
        HOSTILE,
        title=HOSTILE,
        bases=[f"{HOSTILE};"],
        recipients=[{"name": HOSTILE, "purpose": "{{x}}"}],
        place="{{&}}",
        archive="{{ a }}",
    )
    signer = SignatureBlock("KT.", "{{ B }}", "<W:P/>", "{{ 6*6 }}")
    page = sheets(renderer.render("ke-hoach", content, {"personal": signer}, Occasion(3)).pdf)[0]
    text = "".join(page.text.split())
    assert text.count("".join(HOSTILE.split())) == 4
    for printed in ("({{x}});", "{{&}},ngày", "-Lưu:{{a}}.", "KT.{{B}}", "<W:P/>", "{{6*6}}"):
        assert printed in text


def test_a_signer_the_typeface_cannot_print_is_refused(renderer: LibreOfficeRenderer) -> None:
    signer = SignatureBlock("", "GIÁM ĐỐC", "GIÁM ĐỐC", "Hùng\u202e")
    with pytest.raises(ContentInvalidError) as refused:
        renderer.render("ke-hoach", a_short_plan("A."), {"personal": signer}, Occasion(3))
    assert refused.value.places == ("/signers/personal/name",)


def test_text_without_a_space_stays_inside_the_margins(printed: Print) -> None:
    content = a_short_plan("x" * 3000, "W" * 400, title="K" * 500)
    pages = sheets(printed(content).pdf)
    assert sum(page.text.count("K") for page in pages) > 500
    for page in pages:
        assert all(glyph.x >= 29.7 and glyph.right <= 195.3 for glyph in page.glyphs)


@pytest.mark.parametrize("count", [8, 11, 12, 13, 14])
@pytest.mark.parametrize("receivers", [3, 30])
def test_the_signature_never_stands_on_a_page_without_text(
    printed: Print, count: int, receivers: int
) -> None:
    text = ["Việc của đoạn này."] * (count + 7) + ["Hết phần chữ."]
    paper = printed(a_short_plan(*text, recipients=recipients(receivers)))
    pages = sheets(paper.pdf)
    end = next(number for number, page in enumerate(pages) if "./." in page.text)
    block = {anchor.page for anchor in paper.anchors if anchor.name.startswith("ChuKy")}
    assert block == {end}
    assert "Nơi nhận:" in pages[end].text


def test_a_hundred_pages_are_numbered_and_keep_their_anchors(printed: Print) -> None:
    paper = printed(a_short_plan(*["Nội dung của đoạn. " * 60] * 280))
    pages = sheets(paper.pdf)
    assert paper.page_count == len(pages) > 99
    assert pages[99].lines()[0].text.strip() == "100"
    assert paper.anchors[0].page == len(pages) - 1
