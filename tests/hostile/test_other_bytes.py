"""The bytes themselves are attacked: flipped, cut, wrapped, appended to, or pointed elsewhere."""

from __future__ import annotations

import random
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from signing.hole import byte_range_digest, fill
from signing.port import FieldRole
from signing.seal.fields import field_object
from signing.seal.revision import start_revision, write_with_hole
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from signing.verify.report import Integrity
from tests.hostile.forger import raw_revision, revise, stream
from tests.signed.samples import NOW, issued, office

if TYPE_CHECKING:
    from signing.seal.revision import RevisionWriter
    from signing.verify.report import Report


def judged(pdf: bytes) -> Report:
    return verify(pdf, office().anchors, NOW)


def _last_hole(pdf: bytes) -> tuple[int, int]:
    return list(re.finditer(rb"<[0-9A-Fa-f]{4000,}>", pdf))[-1].span()


def test_no_flipped_byte_is_overlooked() -> None:
    chance = random.Random(20260205)  # noqa: S311 - reproducible places, no secret
    pdf = issued()
    start, end = _last_hole(pdf)
    places = [p for p in (chance.randrange(len(pdf)) for _ in range(24)) if not start < p < end]
    for place in places:
        spoilt = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert judged(spoilt).verdict is not Verdict.VALID, place


def test_a_flipped_byte_in_the_last_hole_says_nothing_else_than_before() -> None:
    """No signature covers its own hole; what matters in it is signed by its own signature.

    The certificates beside a token are not: one that is spoilt is not needed, the store has it.
    """
    chance = random.Random(20260206)  # noqa: S311
    pdf = issued()
    before, (start, end) = judged(pdf), _last_hole(pdf)
    for place in (chance.randrange(start, end) for _ in range(10)):
        after = judged(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :])
        assert after.verdict is not Verdict.VALID or after == before, place


def test_a_flipped_page_byte_is_said_to_be_a_changed_byte() -> None:
    place = issued().index(b"stream") + 20
    spoilt = bytearray(issued())
    spoilt[place] ^= 1
    report = judged(bytes(spoilt))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.BYTES_CHANGED
    assert {one.integrity for one in report.signatures} == {Integrity.BROKEN}


def test_no_truncation_is_valid_unless_it_is_an_earlier_state_of_the_paper() -> None:
    pdf = issued()
    ends = {m.end() + 1 for m in re.finditer(rb"%%EOF", pdf)}
    for cut in range(1, len(pdf) - 1, len(pdf) // 40):
        report = judged(pdf[:cut])
        assert report.verdict is not Verdict.VALID or cut in ends, cut


@pytest.mark.parametrize("garbage", [b"x", b"\n\n\n", b"%PDF-1.7\n%%EOF", b"\0" * 2000])
def test_appended_garbage_is_refused(garbage: bytes) -> None:
    report = judged(issued() + garbage)
    assert report.verdict in {Verdict.INVALID, Verdict.UNUSABLE}
    assert report.code in {Code.TRAILING_BYTES, Code.DAMAGED}


def test_bytes_before_the_header_are_refused() -> None:
    assert judged(b"\n" + issued()).code is Code.NOT_PDF


def _own_seal_value(writer: RevisionWriter) -> generic.IndirectObject:
    value: generic.IndirectObject = (
        field_object(writer, FieldRole.AGENCY).get_object().raw_get("/V")
    )
    return value


def test_one_signature_in_two_fields_is_refused() -> None:
    """The leader's signature is copied into the chair's place by pointing at it."""

    def copy(writer: RevisionWriter) -> None:
        copied = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): generic.pdf_string("ChuKyChuTri"),
                pdf_name("/V"): _own_seal_value(writer),
            }
        )
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(writer.add_object(copied))
        writer.update_container(fields)

    report = judged(revise(issued(), copy))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.SHARED_VALUE


def test_a_copied_signature_object_is_refused() -> None:
    """The same value once more, as an object of its own in a field of its own."""

    def copy(writer: RevisionWriter) -> None:
        original = _own_seal_value(writer).get_object()
        value = generic.DictionaryObject({key: original.raw_get(key) for key in original})
        copied = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): generic.pdf_string("ChuKyChuTri"),
                pdf_name("/V"): writer.add_object(value),
            }
        )
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(writer.add_object(copied))
        writer.update_container(fields)

    report = judged(revise(issued(), copy))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.SHARED_VALUE


def test_a_timestamp_of_another_file_is_refused() -> None:
    """The archive token of one paper is put under another one."""
    unarchived = office().issue()
    token = bytes(PdfFileReader(BytesIO(issued())).embedded_timestamp_signatures[-1].pkcs7_content)
    writer = start_revision(unarchived)
    stamp = DocumentTimestamp(bytes_reserved=len(token) * 2)
    field = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.pdf_string("DauThoiGian1"),
            pdf_name("/V"): writer.add_object(stamp),
        }
    )
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(writer.add_object(field))
    writer.update_container(fields)
    hole, start, end = write_with_hole(writer, stamp)
    assert byte_range_digest(hole, start, end)
    report = judged(fill(hole, start, end, token))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.TIMESTAMP_MISMATCH


def _with_byte_range(pdf: bytes, change: tuple[int, int, int, int]) -> bytes:
    """Rewrite the last byte range, keeping its place."""
    found = list(re.finditer(rb"/ByteRange \[([^\]]*)\]", pdf))[-1]
    numbers = [int(n) + d for n, d in zip(found[1].split(), change, strict=True)]
    written = " ".join(map(str, numbers)).encode().ljust(len(found[1]))
    return pdf[: found.start(1)] + written[: len(found[1])] + pdf[found.end(1) :]


@pytest.mark.parametrize(
    "change", [(1, 0, 0, 0), (0, -2, 0, 0), (0, 0, 2, -2), (0, 0, 0, -1), (0, 0, 0, 1)]
)
def test_a_byte_range_that_is_not_the_file_less_its_hole_is_refused(
    change: tuple[int, int, int, int],
) -> None:
    once = office().sign_with_evidence(office().blank(), FieldRole.PERSONAL)
    report = judged(_with_byte_range(once, change))
    assert report.verdict is Verdict.INVALID
    assert report.code in {Code.BYTE_RANGE, Code.NOT_WHOLE_REVISION, Code.BYTES_CHANGED}


def test_a_revision_that_reaches_back_into_signed_bytes_is_refused() -> None:
    """Its table gives a signed object a new number: nothing new is written at all."""
    pdf = issued()
    size = int(pdf.rsplit(b"/Size ", 1)[1].split()[0])
    table = f"xref\n{size} 1\n{pdf.index(b' 0 obj') - 1:010d} 00000 n \n"
    report = judged(raw_revision(pdf, {size: b"null"}, table))
    assert report.verdict is not Verdict.VALID
    assert Code.FILE_STRUCTURE in report.codes or report.code is Code.DAMAGED


def test_a_freed_object_is_refused() -> None:
    pdf = issued()
    number = int(pdf[: pdf.index(b" 0 obj")].rsplit(b"\n", 1)[-1])
    table = f"xref\n{number} 1\n0000000000 00001 f \n"
    report = judged(raw_revision(pdf, {}, table))
    assert report.verdict is not Verdict.VALID


def _signed_with_a_gap(number: int) -> bytes:
    """A paper whose page names an object that does not exist yet, signed by the leader."""

    def leave_open(writer: RevisionWriter) -> None:
        reference, _ = writer.find_page_for_modification(0)
        page = reference.get_object()
        ahead = generic.IndirectObject(number, 0, writer)
        both = [page.raw_get("/Contents"), ahead]
        page[pdf_name("/Contents")] = generic.ArrayObject(both)
        writer.mark_update(reference)

    return office().sign_with_evidence(revise(office().blank(), leave_open), FieldRole.PERSONAL)


def test_what_a_page_left_open_before_signing_cannot_be_filled_in_later() -> None:
    """A shadow: the missing part of the page comes in a revision of its own."""
    content = b"<</Length 22>>\nstream\n0 g 0 0 300 300 re f  \nendstream"
    shadowed = raw_revision(_signed_with_a_gap(500), {500: content})
    assert judged(shadowed).verdict is not Verdict.VALID


def test_what_a_page_left_open_cannot_be_filled_by_a_lawful_addition() -> None:
    """The missing part is the number's own appearance, which is painted twice then."""
    trial = office().sign_with_evidence(_signed_with_a_gap(9999), FieldRole.NUMBER)
    field = field_object(PdfFileReader(BytesIO(trial)), FieldRole.NUMBER).get_object()
    gap = field["/AP"].raw_get("/N").idnum
    shadowed = office().sign_with_evidence(_signed_with_a_gap(gap), FieldRole.NUMBER)
    report = judged(shadowed)
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.CHANGED_OTHERWISE


def test_a_list_that_names_the_shadow_as_evidence_does_not_help() -> None:
    def as_evidence(writer: RevisionWriter) -> None:
        lists = writer.root["/DSS"]["/Certs"]
        lists.append(writer.add_object(stream(b"0 g 0 0 300 300 re f")))
        writer.update_container(lists)

    assert judged(revise(issued(), as_evidence)).code is Code.CHANGED_EVIDENCE


def _with_contents_as_a_list() -> bytes:
    def spread(writer: RevisionWriter) -> None:
        page, _ = writer.find_page_for_modification(0)
        content = page.get_object().raw_get("/Contents")
        listed = writer.add_object(generic.ArrayObject([content]))
        page.get_object()[pdf_name("/Contents")] = listed
        writer.mark_update(page)

    pdf = revise(office().blank(), spread)
    return office().sign_with_evidence(pdf, FieldRole.PERSONAL)


@pytest.mark.parametrize("place", ["/Certs", "/Fields"])
def test_a_pages_list_of_contents_cannot_be_borrowed_as_another_list(place: str) -> None:
    """The list is overwritten with lawful evidence or fields, and the page is empty."""

    def borrow(writer: RevisionWriter) -> None:
        page, _ = writer.find_page_for_modification(0)
        borrowed = page.get_object().raw_get("/Contents")
        holder = writer.root["/DSS"] if place == "/Certs" else writer.root["/AcroForm"]
        lawful = [holder[place].raw_get(i) for i in range(len(holder[place]))]
        contents = borrowed.get_object()
        del contents[:]
        contents.extend(lawful)
        writer.update_container(contents)
        holder[pdf_name(place)] = borrowed
        writer.update_container(holder)

    report = judged(revise(_with_contents_as_a_list(), borrow))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.CHANGED_PAGE


@pytest.mark.parametrize("seed", range(25))
def test_random_damage_never_crashes_and_is_never_valid(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    pdf = bytearray(issued())
    for _ in range(chance.randint(1, 30)):
        place = chance.randrange(len(pdf))
        kind = chance.randrange(3)
        if kind == 0:
            pdf[place] = chance.randrange(256)
        elif kind == 1:
            del pdf[place : place + chance.randint(1, 400)]
        else:
            pdf[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 40)))
    assert judged(bytes(pdf)).verdict is not Verdict.VALID


@pytest.mark.parametrize("data", [b"", b"%PDF-", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff" * 4096])
def test_what_is_no_pdf_is_unusable(data: bytes) -> None:
    assert judged(data).verdict is Verdict.UNUSABLE
