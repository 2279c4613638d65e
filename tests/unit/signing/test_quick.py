"""The quick reader gives what pyHanko's own gives, object by object and byte by byte."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.port import FieldRole
from signing.seal import revision
from signing.seal.quick import PlainName, QuickReader
from tests.signing_pki import PAPER

if TYPE_CHECKING:
    from tests.signing_pki import Chancery

ROLES = (FieldRole.PERSONAL, FieldRole.NUMBER, FieldRole.AGENCY)
ODD = (
    b"<< /A 1 /A 2 >>",  # twice the same key
    b"<< /A#20B 1 >>",  # an escaped name
    b"<< /A % a comment\n 1 >>",
    rb"(a\nb\(c\)\101)",
    b"(a(b)c)",
    b"(line\r\nline)",
    b"<4 1 4>",
    b"<FEFF1EAF>",
    b"[ null true false .5 -3 +4 1.50 0007 -0.0 ]",
    b"[ 1 0 R 2 0 R]",
    b"<< /A null >>",
    b"<< /A [ << /B /C >> ] /D (x) >>",
    b"[" * 40 + b"]" * 40,
    b"<< /A >>",
    b"<< /A 1",
    b"12",
    b"/Name",
    b"<< /A/B/C(d)/E<66>/F[1]/G 2>>",
    b"<</Length 3>>stream\nabc\nendstream",
    b"<</Length 3>>\r\nstream\r\nabc endstream",
    b"<</Length 0>>stream\nendstream",
    b"<</Length 3>>stream \nabc\nendstream",  # a space
    b"<</Length 3>>stream\rabc\nendstream",
    b"<</Length 4>>stream\nabc\nendstream",  # its end belongs to it
    b"<</Length 5>>stream\nabc\nendstream",  # too long
    b"<</Length 2>>stream\nabc\nendstream",
    b"<</Length -1>>stream\nabc\nendstream",
    b"[1]stream\nabc\nendstream",
)


def _shape(found: object) -> object:
    """Everything that tells two objects apart, containers and encodings too."""
    assert isinstance(found, generic.PdfObject)
    about: list[object] = [str(found.container_ref)]
    if isinstance(found, generic.DictionaryObject):
        return [type(found), about, [(str(k), _shape(v)) for k, v in dict.items(found)]]
    if isinstance(found, generic.ArrayObject):
        return [type(found), about, [_shape(item) for item in list.__iter__(found)]]
    kind = generic.NameObject if isinstance(found, PlainName) else type(found)
    text = "" if isinstance(found, generic.NullObject) else repr(found)
    return [kind, about, text, str(getattr(found, "autodetected_encoding", ""))]


def _object(reader: PdfFileReader, number: int) -> object:
    try:
        found = reader.get_object(generic.Reference(number, 0, reader))
    except (PdfError, ValueError, RecursionError) as error:
        return type(error), str(error)
    written = BytesIO()
    found.write_to_stream(written)
    return _shape(found), written.getvalue()


def _refuse_difference(pdf: bytes) -> None:
    plain, quick = PdfFileReader(BytesIO(pdf)), QuickReader(BytesIO(pdf))
    assert quick.trailer.flatten() == plain.trailer.flatten()
    assert quick.input_version == plain.input_version
    assert quick.last_startxref == plain.last_startxref
    assert quick.has_xref_stream == plain.has_xref_stream
    sections = zip(plain.xrefs._xref_sections, quick.xrefs._xref_sections, strict=True)  # noqa: SLF001
    for expected, found in sections:
        assert found.meta_info == expected.meta_info
        one, other = vars(found.xref_data), vars(expected.xref_data)
        assert one == other
    for number in range(1, int(plain.trailer["/Size"])):
        assert _object(quick, number) == _object(plain, number)


def test_every_object_of_a_paper_is_the_same_blank_and_signed(chancery: Chancery) -> None:
    for pdf in (PAPER.read_bytes(), chancery.blank, chancery.issued):
        _refuse_difference(pdf)


def test_a_file_with_object_streams_is_left_to_the_library(chancery: Chancery) -> None:
    packed = BytesIO()
    with pikepdf.open(BytesIO(chancery.blank)) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    _refuse_difference(packed.getvalue())


PAGE = b"<</Type/Page/Parent 1 0 R/MediaBox[0 0 595 842]/StructParents 0>>"


def with_object(text: bytes) -> bytes:
    """A file whose second object this is."""
    pdf = BytesIO()
    pdf.write(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")
    place = pdf.tell()
    pdf.write(b"2 0 obj\n" + text + b"\nendobj\n")
    table = pdf.tell()
    pdf.write(b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n")
    pdf.write(b"%010d 00000 n \ntrailer\n<< /Size 3 /Root 1 0 R >>\n" % place)
    pdf.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return pdf.getvalue()


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        (PAGE, True),
        (PAGE.replace(b"/Page/", b" \n/Page /"), True),
        (PAGE.replace(b"/StructParents 0", b"/Annots[5 0 R]"), False),
        (PAGE.replace(b"/StructParents 0", b"/#41nnots[5 0 R]"), False),  # the same name
        (PAGE.replace(b"/StructParents 0", b"/A(endobj)/Annots[5 0 R]"), False),
        (PAGE.replace(b"/StructParents 0", b"%endobj\n/Annots[5 0 R]"), False),
        (PAGE.replace(b"/Page/", b"/Pages/"), False),
        (PAGE.replace(b"/Page/", b"/Pages/Kids[]/"), False),
        (b"<</Kids[]/A/Page>>", False),
        (b"17", False),
    ],
)
def test_a_page_is_passed_by_only_where_nothing_can_stand_on_it(text: bytes, is_bare: bool) -> None:  # noqa: FBT001 - a table
    reader = QuickReader(BytesIO(with_object(text)))
    assert reader.is_bare_page(generic.Reference(2, 0, reader)) is is_bare
    assert not reader.is_bare_page(generic.Reference(9, 0, reader))


def test_the_pages_of_a_paper_that_bear_no_field_are_passed_by(chancery: Chancery) -> None:
    reader = QuickReader(BytesIO(chancery.issued))
    kids = reader.root["/Pages"]["/Kids"]
    for place in (kids.raw_get(index) for index in range(len(kids))):
        assert reader.is_bare_page(place.reference) is ("/Annots" not in place.get_object())


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_object_is_read_or_refused_alike(odd: bytes) -> None:
    _refuse_difference(with_object(odd))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"xref\n0 ", b"xref\n 0 "),
        (b" 00000 n ", b" 00000 x "),
        (b" 00000 n", b" 99999 n"),
        (b"/Size ", b"/Size 1 % "),
        (b"/Size ", b"/Prev /X /Size "),
    ],
)
def test_a_damaged_table_is_read_or_refused_alike(old: bytes, new: bytes) -> None:
    pdf = PAPER.read_bytes()
    assert old in pdf
    broken = pdf[: pdf.rfind(b"xref\n0 ")] + pdf[pdf.rfind(b"xref\n0 ") :].replace(old, new, 1)
    told: list[object] = []
    for kind in (PdfFileReader, QuickReader):
        try:
            told.append(kind(BytesIO(broken)).trailer.flatten())
        except (PdfError, ValueError, AssertionError) as error:
            told.append((type(error), str(error)))
    assert told[0] == told[1]


def test_a_signature_is_prepared_with_the_same_bytes_as_by_the_librarys_reader(
    chancery: Chancery, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [chancery.blank]
    for role in ROLES[:-1]:
        papers.append(chancery.sign_with_evidence(papers[-1], role))
    quick = [chancery.prepare(role, pdf) for role, pdf in zip(ROLES, papers, strict=True)]
    monkeypatch.setattr(revision, "QuickReader", PdfFileReader)
    plain = [chancery.prepare(role, pdf) for role, pdf in zip(ROLES, papers, strict=True)]
    assert quick == plain
