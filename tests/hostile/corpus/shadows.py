"""Shadows: the file is prepared before the signature and changes its face after it (2021)."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.port import FieldRole
from signing.verify.codes import Code
from tests.hostile.corpus.kit import (
    BLACK,
    a_stream,
    add,
    amended,
    attack,
    body,
    end,
    later,
    number_of,
    size_of,
    trailer_of,
)
from tests.hostile.forger import page_of, revise, stream
from tests.signed.samples import office

if TYPE_CHECKING:
    from collections.abc import Callable

    from signing.seal.revision import RevisionWriter

    Prepare = Callable[[RevisionWriter], None]


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject([generic.FloatObject(value) for value in values])


def _picture(content: bytes) -> generic.StreamObject:
    picture = stream(content)
    for key, value in (("/Type", "/XObject"), ("/Subtype", "/Form")):
        picture[pdf_name(key)] = pdf_name(value)
    picture[pdf_name("/BBox")] = _numbers(0, 0, 595, 842)
    return picture


def overlay(writer: RevisionWriter) -> None:
    """A white sheet over the true text of the page, taken away after the signature."""
    page = page_of(writer)
    sheet = writer.add_object(_picture(b"1 g 0 0 595 842 re f % the sheet"))
    page["/Resources"][pdf_name("/XObject")] = generic.DictionaryObject({pdf_name("/Sh"): sheet})
    both = [page.raw_get("/Contents"), writer.add_object(stream(b"/Sh Do"))]
    page[pdf_name("/Contents")] = generic.ArrayObject(both)


def font(writer: RevisionWriter) -> None:
    page = page_of(writer)
    face = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/Type1"),
            pdf_name("/BaseFont"): pdf_name("/Helvetica"),
        }
    )
    fonts = generic.DictionaryObject({pdf_name("/F1"): writer.add_object(face)})
    page["/Resources"][pdf_name("/Font")] = fonts
    text = writer.add_object(stream(b"BT /F1 12 Tf 90 400 Td (10 000 000) Tj ET"))
    page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), text])


def second_page(writer: RevisionWriter) -> None:
    """Another page that is in no tree, waiting to be shown."""
    page = page_of(writer)
    other = generic.DictionaryObject({key: page.raw_get(key) for key in page})
    other[pdf_name("/Contents")] = writer.add_object(stream(BLACK))
    other[pdf_name("/Waits")] = generic.BooleanObject(True)  # noqa: FBT003 - a PDF value
    writer.add_object(other)


def text_field(writer: RevisionWriter) -> None:
    """A form field that shows something else than its value."""
    shown = writer.add_object(_picture(b"0.5 g 90 300 200 20 re f % 100"))
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string("SoTien"),
            pdf_name("/V"): generic.pdf_string("100"),
            pdf_name("/Rect"): _numbers(90, 300, 290, 320),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): shown}),
        }
    )
    reference = writer.add_object(field)
    writer.root["/AcroForm"]["/Fields"].append(reference)
    writer.update_container(writer.root["/AcroForm"]["/Fields"])
    page = page_of(writer)
    page["/Annots"].append(reference)
    writer.update_container(page["/Annots"])


@cache
def signed(prepare: Prepare) -> bytes:
    """The prepared paper, signed by the leader in good faith."""
    return office().sign_with_evidence(revise(office().blank(), prepare), FieldRole.PERSONAL)


@attack(Code.CHANGED_PAGE)
def hide_taking_the_sheet_away() -> bytes:
    pdf = signed(overlay)
    return later(pdf, {number_of(pdf, b"/BBox [ 0 0 595 842 ]"): b"null"})


@attack(Code.CHANGED_PAGE)
def hide_emptying_the_sheet() -> bytes:
    pdf = signed(overlay)
    empty = a_stream(b"", b"/Type /XObject/Subtype /Form/BBox [ 0 0 595 842 ]")
    return later(pdf, {number_of(pdf, b"/BBox [ 0 0 595 842 ]"): empty})


@attack(Code.FILE_STRUCTURE)
def hide_freeing_the_sheet() -> bytes:
    pdf = signed(overlay)
    table = b"xref\n%d 1\n0000000000 00001 f \n" % number_of(pdf, b"/BBox [ 0 0 595 842 ]")
    return pdf + table + trailer_of(pdf) + end(len(pdf))


@attack(Code.CHANGED_PAGE)
def hide_calling_the_sheet_a_font() -> bytes:
    return amended(signed(overlay), b"/BBox [ 0 0 595 842 ]", b"/Type /XObject", b"/Type /Font")


@attack(Code.CHANGED_PAGE)
def replace_swapping_the_font() -> bytes:
    return amended(signed(font), b"/BaseFont /Helvetica", b"/Helvetica", b"/Symbol")


@attack(Code.CHANGED_PAGE)
def replace_adding_an_encoding_to_the_font() -> bytes:
    differences = b"/Encoding<</Differences[48/nine]>>/BaseFont"
    return amended(signed(font), b"/BaseFont /Helvetica", b"/BaseFont", differences)


@attack(Code.CHANGED_FIELD)
def replace_the_value_of_a_form_field() -> bytes:
    return amended(signed(text_field), b"/T (SoTien)", b"/V (100)", b"/V (900)")


@attack(Code.CHANGED_FIELD)
def replace_the_look_of_a_form_field() -> bytes:
    pdf = signed(text_field)
    shown = a_stream(BLACK, b"/Type /XObject/Subtype /Form/BBox [ 0 0 595 842 ]")
    return later(pdf, {number_of(pdf, b"/BBox [ 0 0 595 842 ]"): shown})


@attack(Code.CHANGED_PAGE)
def hide_and_replace_by_the_page_tree() -> bytes:
    pdf = signed(second_page)
    page, waiting = number_of(pdf, b"/Type /Page\n"), number_of(pdf, b"/Waits true")
    if page == waiting:
        page = 6
    return amended(pdf, b"/Type /Pages", b"%d 0 R" % page, b"%d 0 R" % waiting)


@attack(Code.FILE_STRUCTURE)
def hide_and_replace_by_the_table() -> bytes:
    """Nothing new is written: the table sends the page's number to the waiting page."""
    pdf = signed(second_page)
    waiting = pdf.index(b"\n%d 0 obj" % number_of(pdf, b"/Waits true")) + 1
    table = b"xref\n6 1\n%010d 00000 n \n" % waiting
    return pdf + table + trailer_of(pdf) + end(len(pdf))


@attack(Code.FILE_STRUCTURE)
def replace_by_a_table_that_goes_back_to_the_empty_field() -> bytes:
    """The newest table points at the field as it was before it was signed."""
    pdf = signed(font)
    number = number_of(pdf, b"/T (ChuKyCaNhan)")
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, pdf.index(b"\n%d 0 obj" % number) + 1)
    return pdf + table + trailer_of(pdf) + end(len(pdf))


def _gap(later_text: bytes) -> bytes:
    """The signed page names an object that comes only afterwards."""

    def leave_open(writer: RevisionWriter) -> None:
        page = page_of(writer)
        ahead = generic.IndirectObject(60, 0, writer)
        page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), ahead])

    return later(signed(leave_open), {60: later_text})


add(__name__, "hide_and_replace_by_a_gap", Code.CHANGED_OTHERWISE, partial(_gap, a_stream(BLACK)))


@attack(Code.DAMAGED)
def another_generation_of_the_content() -> bytes:
    pdf = signed(font)
    content = number_of(pdf, b"(10 000 000)")
    written, _ = body(pdf, {content: a_stream(BLACK)})
    written = written.replace(b"%d 0 obj" % content, b"%d 1 obj" % content)
    table = b"xref\n%d 1\n%010d 00001 n \n" % (content, len(pdf))
    return pdf + written + table + trailer_of(pdf) + end(len(pdf) + len(written))


@attack(Code.CHANGED_OTHERWISE)
def a_new_object_for_a_later_attack() -> bytes:
    pdf = signed(font)
    return later(pdf, {size_of(pdf): a_stream(BLACK)})
