"""A later signature over words that others had signed is left to the reader, and quotes them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from service.verifying.told import lines, row
from signing.verify.codes import Code, Verdict
from signing.verify.detail import Covered, CoveredKind
from tests.hostile.corpus.kit import THEIR_PKI, judged, strangers
from tests.signed.page import A4, blank_paper

OVER = (100, 395, 220, 415)
PERSON = THEIR_PKI.person("Người ký")
AGENCY = THEIR_PKI.person("Cơ quan")
WIDTHS = [600] * 95


@dataclass(frozen=True)
class Page:
    """What is painted, and what the page and its fonts are like."""

    content: bytes
    box: tuple[int, int, int, int] = OVER
    form: bytes = b""
    entries: tuple[tuple[str, object], ...] = ()
    type3: bool = False

    def paper(self) -> bytes:
        with pikepdf.open(BytesIO(blank_paper())) as pdf:
            page = pdf.pages[0].obj
            page.Contents = pdf.make_stream(self.content)
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type3 if self.type3 else pikepdf.Name.TrueType,
                BaseFont=pikepdf.Name("/AAAAAA+Chu"),
                FirstChar=32,
                Widths=pikepdf.Array(WIDTHS),
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
            fonts = pikepdf.Dictionary(F=font)
            form, picture = pdf.make_stream(self.form), pdf.make_stream(b"\x80")
            form.stream_dict = pikepdf.Dictionary(
                Subtype=pikepdf.Name.Form,
                BBox=pikepdf.Array([0, 0, *A4]),
                Resources=pikepdf.Dictionary(Font=fonts),
            )
            picture.stream_dict = pikepdf.Dictionary(
                Subtype=pikepdf.Name.Image,
                Width=1,
                Height=1,
                BitsPerComponent=8,
                ColorSpace=pikepdf.Name.DeviceGray,
            )
            held = pikepdf.Dictionary(Fm=form, Im=picture)
            page.Resources = pikepdf.Dictionary(Font=fonts, XObject=held)
            for key, value in self.entries:
                page[key] = pikepdf.Array(value) if isinstance(value, tuple) else value
            output = BytesIO()
            pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return _with_fields(output.getvalue(), self.box)


def _with_fields(pdf: bytes, over: tuple[int, int, int, int]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec("Ky", box=(350, 100, 450, 150)))
    append_signature_field(writer, SigFieldSpec("Sau", box=over))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def under(page: Page) -> tuple[frozenset[Code], tuple[Covered, ...]]:
    first = strangers().sign(page.paper(), PERSON, "Ky")
    report = judged(strangers().sign(first, AGENCY, "Sau"))
    assert report.signatures[0].covers == ()
    return report.all_codes, report.signatures[1].covers


def text(words: str, at: str = "1 0 0 1 102 400 Tm", size: int = 12) -> bytes:
    return f"BT /F {size} Tf {at} ({words}) Tj ET\n".encode()


def test_a_word_that_is_hidden_is_quoted_and_the_paper_is_not_valid() -> None:
    first = strangers().sign(Page(text("khong co gi")).paper(), PERSON, "Ky")
    report = judged(strangers().sign(first, AGENCY, "Sau"))
    assert (report.verdict, report.code) == (Verdict.UNDETERMINED, Code.COVERING_FIELD)
    assert report.signatures[1].covers == (Covered(1, CoveredKind.TEXT, "khong co gi"),)
    told = "\n".join(lines("a.pdf", report))
    assert "trang 1: che chữ “khong co gi”" in told
    said = row("a.pdf", report)["signatures"]
    assert isinstance(said, list)
    assert said[1]["covers"] == [{"page": 1, "kind": "text", "words": "khong co gi"}]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(text("10.000.000")), "10.000.000"),
        (Page(b"/Fm Do", form=text("khong")), "khong"),
        (Page(b"q 1 0 0 1 0 100 cm /Fm Do Q", form=text("khong", "1 0 0 1 102 300 Tm")), "khong"),
        (Page(b"BT /F 12 Tf 40 400 Td [(ab) -6000 (khong)] TJ ET"), "khong"),
        (Page(b"BT /F 12 Tf 14 TL 102 414 Td (tren) Tj T* <6b686f6e67> Tj ET"), "khong"),
        (Page(b"3 Tr " + text("khong")), "khong"),  # a scan's words
        (Page(text("khong", "0 1 -1 0 160 397 Tm", 4), entries=(("/Rotate", 90),)), "khong"),
        (Page(text("khong"), entries=(("/CropBox", (50, 50, 500, 800)),)), "khong"),
        (Page(text("0000", size=10) + text("", "1 0 0 1 0 0 Tm")), "0000"),
    ],
)
def test_words_are_found_wherever_they_come_from(page: Page, words: str) -> None:
    codes, covers = under(page)
    assert codes == {Code.COVERING_FIELD}
    assert covers == (Covered(1, CoveredKind.TEXT, words),)


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (Page(b"0 g 110 400 m 112 408 118 408 120 400 c f"), CoveredKind.DRAWING),  # an outline
        (Page(b"q 40 0 0 12 110 398 cm /Im Do Q"), CoveredKind.DRAWING),  # a word as a picture
        (Page(text("khong"), type3=True), CoveredKind.UNREADABLE),
        (Page(b"0 0 m 1 1 l odd"), CoveredKind.UNREADABLE),
        (Page(b"/No Do"), CoveredKind.UNREADABLE),
        (Page(b"/Fm Do", form=b"/Fm Do"), CoveredKind.UNREADABLE),
        (Page(b"q BI /W 1 /H 1 ID xEI " + text("khong")), CoveredKind.TEXT),
    ],
)
def test_what_may_be_words_or_cannot_be_told_is_left_to_the_reader(
    page: Page, kind: CoveredKind
) -> None:
    codes, covers = under(page)
    assert codes == {Code.COVERING_FIELD}
    assert covers[0].kind is kind


@pytest.mark.parametrize(
    "page",
    [
        Page(b" "),
        Page(text("." * 30)),
        Page(text("_" * 20) + text("   ", "1 0 0 1 102 400 Tm")),
        Page(text("GIAM DOC", "1 0 0 1 102 417 Tm") + text("Nguyen Van An", "1 0 0 1 102 387 Tm")),
        Page(text("khong", "1 0 0 1 30 400 Tm")),
        Page(b"100 395 120 20 re S 90 405 m 300 405 l S"),  # the field's frame and a line
        Page(b"/Fm Do", form=text("khong", "1 0 0 1 102 700 Tm")),
        Page(text("khong"), box=(0, 0, 0, 0)),
    ],
)
def test_lawful_places_stay_valid(page: Page) -> None:
    assert under(page) == (frozenset(), ())


def test_a_scan_under_a_field_is_named_and_no_reason() -> None:
    page = Page(b"q 595 0 0 842 0 0 cm /Im Do Q")
    assert under(page) == (frozenset(), (Covered(1, CoveredKind.PICTURE),))


def test_an_empty_fields_own_look_is_words_too() -> None:
    with pikepdf.open(BytesIO(Page(b" ").paper())) as pdf:
        field = pdf.Root.AcroForm.Fields[1]
        look = pdf.make_stream(text("khong", "1 0 0 1 2 5 Tm"))
        look.stream_dict = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 120, 20]),
            Resources=pikepdf.Dictionary(Font=pdf.pages[0].Resources.Font),
        )
        field.AP = pikepdf.Dictionary(N=look)
        output = BytesIO()
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    first = strangers().sign(output.getvalue(), PERSON, "Ky")
    report = judged(strangers().sign(first, AGENCY, "Sau"))
    assert report.code is Code.COVERING_FIELD
    assert report.signatures[1].covers == (Covered(1, CoveredKind.TEXT, "khong"),)
