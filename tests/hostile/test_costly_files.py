"""Files that cost far more than their size: the child's limits hold, and the answer is a code."""

from __future__ import annotations

import re
import socket
import zlib
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.seal.store import add_revocation
from signing.trust.revocation import Evidence
from signing.verify.active import may_change
from signing.verify.child import Bounds, verify_apart
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from tests.hostile.corpus.kit import (
    THEIR_PKI,
    a_stream,
    amended,
    anchors,
    end,
    foreign,
    later,
    number_of,
    size_of,
    startxref_of,
    text_of,
)
from tests.hostile.corpus.plain import FORM, packed_within, written
from tests.hostile.corpus.plain import PAGE as ON_PAGE
from tests.signed.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

pytestmark = pytest.mark.timeout(600)

LIMITS: Final = Bounds(seconds=20, patience=300, memory_bytes=1024**3)
ZEROS: Final = 300 * 1024 * 1024
CATALOG: Final = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES: Final = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE: Final = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
SIGNED: Final = b"<</FT/Sig/T(a)/V<</Type/Sig/SubFilter/ETSI.CAdES.detached/Filter/Adobe.PPKLite"
FLATE: Final = b"/Filter/FlateDecode"


def bomb(times: int = 1) -> bytes:
    """A long run of zeros, deflated in pieces and then again `times` - 1 times."""
    packer = zlib.compressobj(9)
    piece = b"\0" * (1024 * 1024)
    data = b"".join(packer.compress(piece) for _ in range(ZEROS // len(piece))) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def whole(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A file written by hand, from its header to its end."""
    given = {1: CATALOG, 2: PAGES, 3: PAGE, **objects}
    data, table = bytearray(b"%PDF-1.7\n"), bytearray(b"xref\n0 1\n0000000000 65535 f \n")
    for number, content in sorted(given.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rest = b"trailer\n<</Root 1 0 R/Size %d%s>>\n" % (max(given) + 1, trailer)
    return bytes(data + table + rest + end(len(data)))


def streamed(entries: bytes, content: bytes) -> bytes:
    """A file whose only table is a stream."""
    head = b"%PDF-1.7\n"
    return head + b"1 0 obj\n" + a_stream(content, entries) + b"\nendobj\n" + end(len(head))


def with_form(form: bytes, objects: Mapping[int, bytes]) -> bytes:
    return whole({1: CATALOG[:-2] + b"/AcroForm" + form + b">>", **objects})


def bomb_in_a_table_stream() -> bytes:
    entries = b"/Type/XRef/Root 1 0 R/Size 90000000/W[1 2 1]" + FLATE
    return streamed(entries, bomb())


def bomb_in_an_object_stream() -> bytes:
    head = b"%PDF-1.7\n"
    packed = b"1 0 obj\n" + a_stream(bomb(), b"/Type/ObjStm/N 1/First 4" + FLATE) + b"\nendobj\n"
    rows = b"\0\0\0\0\0" + b"\1\0\0\x09\0" + b"\2\0\0\1\0" + b"\1%b\0" % _three(len(head + packed))
    entries = b"/Type/XRef/Root 2 0 R/Size 4/W[1 3 1]"
    table = b"3 0 obj\n" + a_stream(rows, entries) + b"\nendobj\n"
    return head + packed + table + end(len(head + packed))


def _three(number: int) -> bytes:
    return number.to_bytes(3, "big")


def bomb_behind_three_filters() -> bytes:
    """Evidence is what the verifier decodes of a stranger's file."""
    filters = b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"
    return _with_evidence(a_stream(bomb(3), filters))


def _with_evidence(stream: bytes) -> bytes:
    pdf = foreign()
    number = size_of(pdf) + 10
    root = number_of(pdf, b"/Catalog")
    catalog = text_of(pdf, root).rstrip().removesuffix(b">>")
    catalog = catalog.replace(b"/DSS", b"/Old") + b"/DSS<</Certs[%d 0 R]>>>>" % number
    return later(pdf, {root: catalog, number: stream})


def bomb_on_the_page() -> bytes:
    pdf = foreign()
    content = re.findall(rb"/Contents ([0-9]+) 0 R", pdf)[-1]
    return later(pdf, {int(content): a_stream(bomb(), FLATE)})


def bomb_in_a_font() -> bytes:
    pdf = foreign()
    return later(pdf, {size_of(pdf) + 10: a_stream(bomb(2), b"/Length1 9/Filter[/Fl/Fl]")})


def deep_arrays() -> bytes:
    return later(foreign(), {size_of(foreign()) + 1: b"[" * 200_000 + b"]" * 200_000})


def deep_dictionaries_in_the_catalog() -> bytes:
    deep = b"<</A" * 100_000 + b" 1" + b">>" * 100_000
    return whole({1: CATALOG[:-2] + b"/AcroForm" + deep + b">>"})


def more_objects_than_any_paper() -> bytes:
    return whole(dict.fromkeys(range(4, 200_010), b"0"))


def pages_in_a_ring() -> bytes:
    ring = {2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000000>>"}
    return later(foreign(), {number_of(foreign(), b"/Type /Pages"): ring[2]})


def fields_in_a_ring() -> bytes:
    return with_form(b"<</Fields[4 0 R]>>", {4: b"<</T(a)/Kids[5 0 R]>>", 5: b"<</Kids[4 0 R]>>"})


def tables_in_a_ring() -> bytes:
    pdf = foreign()
    place = len(pdf) + len(b"%d 0 obj\n0\nendobj\n" % (size_of(pdf) + 1))
    return later(pdf, {size_of(pdf) + 1: b"0"}, {"Prev": str(place)})


def two_tables_that_lead_to_each_other() -> bytes:
    table = b"xref\n0 0\ntrailer\n<</Root 1 0 R/Size 9/Prev %010d>>\n"
    head, place = b"%PDF-1.7\n", len(b"%PDF-1.7\n" + table % 0)
    return head + table % place + table % len(head) + end(place)


def forms_in_forms() -> bytes:
    """Thirty levels, each painting the next thirty times: 30^30 ways from the first to the last."""
    first, last = 10, 40
    resources = b"/Resources<</XObject<<%s>>>>"
    forms = {
        n: a_stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + resources % _names(n + 1))
        for n in range(first, last)
    }
    page = PAGE[:-2] + resources % _names(first) + b">>"
    return whole({3: page, **forms, last: a_stream(b"", b"/Type/XObject/Subtype/Form")})


def _names(number: int) -> bytes:
    return b"".join(b"/X%d %d 0 R" % (name, number) for name in range(30))


def fields_that_meet_again() -> bytes:
    """Thirty levels, each naming the next thirty times: 30^30 ways to one field."""
    kids = {n: b"<</T(a)/Kids[%s]>>" % (b"%d 0 R " % (n + 1) * 30) for n in range(4, 34)}
    return with_form(b"<</Fields[4 0 R]>>", {**kids, 34: b"<</FT/Sig/T(b)>>"})


def a_table_of_nothing() -> bytes:
    """A thousand million entries of no bytes each."""
    return streamed(b"/Type/XRef/Root 1 0 R/Size 9/W[0 0 0]/Index[0 1000000000]", b"")


def a_table_of_very_many_sections() -> bytes:
    head = b"%PDF-1.7\n"
    return head + b"xref\n" + b"0 0\n" * 1_000_000 + b"trailer\n<</Size 9>>\n" + end(len(head))


def very_many_lengths_elsewhere() -> bytes:
    """Each is looked for behind its stream: all of them once, not the whole file for each."""
    first, pdf = size_of(foreign()), foreign()
    objects = {
        first + 2 * n: b"<</Length %d 0 R>>\nstream\nabc\nendstream" % (first + 2 * n + 1)
        for n in range(10_000)
    }
    return later(pdf, {**objects, **{number + 1: b"3" for number in objects}})


def a_list_as_long_as_a_book() -> bytes:
    return later(foreign(), {size_of(foreign()): b"<</X[" + b"0 " * 600_000 + b"]>>"})


def very_many_fields() -> bytes:
    fields = {n: b"<</FT/Sig/T(%d)>>" % n for n in range(4, 20_000)}
    listed = b" ".join(b"%d 0 R" % n for n in fields)
    return with_form(b"<</Fields[" + listed + b"]>>", fields)


def a_giant_container() -> bytes:
    contents = b"/Contents<30" + b"80" * 1_000_000 + b">/ByteRange[0 1 2 3]>>>>"
    return with_form(b"<</Fields[4 0 R]>>", {4: SIGNED + contents})


def very_many_ranges() -> bytes:
    ranges = b"".join(b"/ByteRange[0 20 %d 9]" % n for n in range(100_000))
    return whole({4: b"[%s]" % ranges})


def a_giant_object_number() -> bytes:
    return foreign() + b"9" * 10_000 + b" 0 obj\n0\nendobj\n" + end(startxref_of(foreign()))


def a_giant_number_in_a_trailer() -> bytes:
    return later(foreign(), {size_of(foreign()) + 1: b"0"}, {"Prev": "9" * 10_000})


def a_giant_count_of_pages() -> bytes:
    return amended(foreign(), b"/Type /Pages", b"/Count 1", b"/Count " + b"9" * 10_000)


LEVELS: Final = 30


def _levels(last: bytes) -> dict[int, bytes]:
    """Thirty levels of thirty fields, each of which has all of the next level for its kids."""
    rows = [range(level, level + LEVELS) for level in range(20, 20 + LEVELS**2, LEVELS)]
    kids = [b" ".join(b"%d 0 R" % number for number in row) for row in rows[1:]]
    said = [b"<</T(a%d)/Kids[%s]>>" % pair for pair in enumerate(kids)]
    return {n: text for row, text in zip(rows, [*said, last], strict=True) for n in row}


def _first_level() -> bytes:
    return b" ".join(b"%d 0 R" % number for number in range(20, 20 + LEVELS))


def fields_that_share_their_kids() -> bytes:
    form = FORM.replace(b"6 0 R", b"6 0 R " + _first_level())
    return written({5: form, **_levels(b"<</FT/Tx/T(x)>>")})


def ways_to_what_is_written_again() -> bytes:
    """Evidence is added; on 30^30 ways the signed revision leads to it as well."""
    page = ON_PAGE.replace(b"/Resources", b"/PieceInfo[%s]/Resources" % _first_level())
    signed = written({3: page, **_levels(b"<</X 9 0 R/Y 1 0 R>>")})
    return add_revocation(signed, Evidence(crls=(THEIR_PKI.revocation_list(at=NOW),)))


def a_long_array() -> bytes:
    page = ON_PAGE.replace(b"/Resources", b"/PieceInfo 20 0 R/Resources")
    return written({3: page, 20: b"[%s]" % (b"0 " * 2_000_000)})


def a_long_array_with_a_comment() -> bytes:
    page = ON_PAGE.replace(b"/Resources", b"/PieceInfo 20 0 R/Resources")
    return written({3: page, 20: b"[%%\n%s]" % (b"0 " * 2_000_000)})


def a_long_array_in_a_stream() -> bytes:
    return packed_within(b"[%s]" % (b"0 " * 2_000_000), 1)


def a_long_array_with_a_comment_in_a_stream() -> bytes:
    return packed_within(b"[%%\n%s]" % (b"0 " * 2_000_000), 1)


def many_objects_in_one_stream() -> bytes:
    """For each of them the library reads the whole list: eight thousand took six minutes."""
    return packed_within(b"<</X 4 0 R>>", 20_000)


def many_pictures() -> bytes:
    numbers = range(20, 60_020)
    form = a_stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    named = b"".join(b"/X%d %d 0 R" % (number, number) for number in numbers)
    page = ON_PAGE.replace(b"/Resources<<", b"/Resources<</XObject<<%s>>" % named)
    return written({3: page, **dict.fromkeys(numbers, form)})


REFUSED_AT_ONCE: Final = (
    fields_that_share_their_kids,
    ways_to_what_is_written_again,
    a_long_array,
    a_long_array_with_a_comment,
    a_long_array_in_a_stream,
    a_long_array_with_a_comment_in_a_stream,
)


@pytest.mark.parametrize("make", REFUSED_AT_ONCE, ids=lambda make: make.__name__)
def test_what_no_paper_has_is_refused_in_seconds(make: Callable[[], bytes]) -> None:
    seconds = replace(LIMITS, seconds=10)
    assert verify_apart(make(), anchors(), NOW, seconds).code is Code.TOO_COMPLEX


@pytest.mark.parametrize("make", [many_objects_in_one_stream, many_pictures])
def test_a_large_paper_is_judged_all_the_same(make: Callable[[], bytes]) -> None:
    assert verify_apart(make(), anchors(), NOW, LIMITS).verdict is Verdict.VALID


def nearly_too_many_sections() -> bytes:
    return whole({4: b"[\n%s" % (b"1 1\n" * 99_999) + b"1" * 1_000_000 + b"]"})


COSTLY: Final[tuple[Callable[[], bytes], ...]] = (
    bomb_in_a_table_stream,
    bomb_in_an_object_stream,
    bomb_behind_three_filters,
    bomb_on_the_page,
    bomb_in_a_font,
    deep_arrays,
    deep_dictionaries_in_the_catalog,
    more_objects_than_any_paper,
    pages_in_a_ring,
    fields_in_a_ring,
    tables_in_a_ring,
    two_tables_that_lead_to_each_other,
    fields_that_meet_again,
    a_table_of_nothing,
    a_table_of_very_many_sections,
    very_many_lengths_elsewhere,
    a_list_as_long_as_a_book,
    very_many_fields,
    a_giant_container,
    nearly_too_many_sections,
    very_many_ranges,
    a_giant_object_number,
    a_giant_number_in_a_trailer,
    a_giant_count_of_pages,
)


def test_forms_painted_over_and_over_are_walked_once() -> None:
    signed = PdfFileReader(BytesIO(forms_in_forms())).get_historical_resolver(0)
    assert not may_change(signed)


@pytest.mark.parametrize("make", COSTLY, ids=lambda make: make.__name__)
def test_a_costly_file_gets_an_answer_and_it_is_not_valid(make: Callable[[], bytes]) -> None:
    report = verify_apart(make(), anchors(), NOW, LIMITS)
    assert report.verdict is not Verdict.VALID
    assert report.code not in {Code.CRASHED, Code.TIMED_OUT}, report.code


def test_no_address_in_a_file_is_ever_fetched() -> None:
    """Not even by the library itself, which nothing confines here."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = b"http://127.0.0.1:%d/" % server.getsockname()[1]
        outside = b"/FFilter/FlateDecode/F<</FS/URL/F(%s)>>" % address
        for stream in (a_stream(b"", outside), b"<</Type/Filespec/FS/URL/F(%s)>>" % address):
            pdf = _with_evidence(stream)
            assert address in pdf
            assert verify(pdf, anchors(), NOW).verdict is not Verdict.VALID
            assert verify_apart(pdf, anchors(), NOW).verdict is not Verdict.VALID
        with pytest.raises(BlockingIOError):
            server.accept()
