"""What other people's software lawfully writes is not called forged; its neighbours still are."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
)

from signing.verify.changes import Law, changes_by_revision
from signing.verify.codes import Code
from signing.verify.paper import open_paper
from tests.hostile.corpus.kit import (
    THEIR_PKI,
    a_stream,
    foreign,
    judged,
    later,
    number_of,
    size_of,
    strangers,
    text_of,
    with_fields,
)  # fmt: skip
from tests.signed import shapes
from tests.signed.page import blank_paper
from tests.signed.samples import NOW
from tests.signed.state import Place, StateTool

TOOL = StateTool(THEIR_PKI, NOW)
PERSON = THEIR_PKI.person("Người ký")


def codes(pdf: bytes) -> frozenset[Code]:
    return judged(pdf).all_codes


def signed(pdf: bytes) -> bytes:
    return replace(strangers(), strict=False).sign(pdf, PERSON, "Ky")


def test_a_linearised_file_is_valid() -> None:
    assert codes(signed(shapes.linearised())) == frozenset()


def test_what_word_writes_is_valid_unless_its_two_tables_disagree() -> None:
    assert codes(signed(shapes.from_word())) == frozenset()
    assert judged(signed(shapes.from_word(other_page=True))).code is Code.FILE_STRUCTURE


def test_the_number_of_an_unlisted_stream_may_be_used_again_and_a_listed_one_may_not() -> None:
    assert codes(signed(shapes.with_stream_of_entries())) == frozenset()
    assert judged(_over(shapes.with_stream_of_entries(listed=True))).code is Code.DAMAGED


def _over(pdf: bytes) -> bytes:
    """A signed file whose first revision after that takes the number of the listed stream."""
    done = signed(pdf)
    stream = max(int(found) for found in re.findall(rb"([0-9]+) 0 obj\n<</Type/XRef", pdf))
    return later(done, {stream: b"<</A 1>>"})


def _again(pdf: bytes, *markers: bytes) -> dict[int, bytes]:
    numbers = [number_of(pdf, marker) for marker in markers]
    return {number: text_of(pdf, number) for number in numbers}


def test_objects_that_are_written_again_as_they_were_change_nothing() -> None:
    again = _again(foreign(), b"/Type /Page\n", b"/T (Nguoi)", b"/Type /Catalog")
    assert codes(later(foreign(), again)) == frozenset()


@pytest.mark.parametrize(
    ("marker", "old", "new", "code"),
    [
        (b"/T (Nguoi)", b"/FT /Sig", b"/FT (Sig)", Code.CHANGED_FIELD),
        (b"/T (Nguoi)", b"/T (Nguoi)", b"/T /Nguoi", Code.CHANGED_FIELD),
        (b"/Type /Page\n", b"842", b"843", Code.CHANGED_PAGE),
    ],
)
def test_objects_that_are_written_again_almost_as_they_were_are_changes(
    marker: bytes, old: bytes, new: bytes, code: Code
) -> None:
    ((number, text),) = _again(foreign(), marker).items()
    assert old in text
    assert code in codes(later(foreign(), {number: text.replace(old, new)}))


def test_a_signature_that_is_written_again_as_it_was_is_refused() -> None:
    again = _again(foreign(), b"/ByteRange")
    assert judged(later(foreign(), again)).verdict == "invalid"


def test_an_end_may_point_at_the_empty_line_before_its_table() -> None:
    pdf = later(foreign(), _again(foreign(), b"/T (Nguoi)"))
    table = pdf.rindex(b"xref\n", 0, pdf.rindex(b"trailer"))
    off = pdf[:table] + b"\n" + pdf[table:]
    assert codes(off) == frozenset()
    assert codes(off.replace(b"startxref\n%d" % table, b"startxref\n%d" % (table - 1))) != set()


def _signing_by_hand(rect: bytes, look: bytes = b"") -> frozenset[Code]:
    """What our rule says of signing the empty field; whether the value is good is not asked."""
    first = strangers().sign(with_fields(), PERSON, "Nguoi")
    field, fresh = number_of(first, b"/T (CoQuan)"), size_of(first)
    value = text_of(first, number_of(first, b"/ByteRange"))
    text = re.sub(rb"/Rect \[[^\]]*\]", b"/Rect [%s]" % rect, text_of(first, field))
    text = re.sub(rb"/AP <<.*?>>", b"", text, flags=re.DOTALL).rstrip()[
        :-2
    ] + b"/V %d 0 R/AP <</N %d 0 R>>>>" % (fresh, fresh + 1)
    form = b"/Subtype /Form/BBox [0 0 10 10]"
    pdf = later(first, {field: text, fresh: value, fresh + 1: a_stream(look, form)})
    paper = open_paper(pdf)
    found = changes_by_revision(paper, Law(None, is_ours=False))
    return found[paper.last_revision]


def test_a_reserved_place_may_vanish_when_it_is_signed_and_may_not_move() -> None:
    assert _signing_by_hand(b"0 0 0 0") == frozenset()
    assert Code.CHANGED_FIELD in _signing_by_hand(b"0 0 0 0", b"0 g 0 0 9 9 re f")
    assert Code.CHANGED_FIELD in _signing_by_hand(b"50 50 400 700")


@pytest.mark.parametrize(
    ("box", "code"),
    [
        ((100, 180, 300, 240), Code.ADDED_FIELD),  # the other party, in the same row
        ((100, 300, 300, 360), Code.FOREIGN_FIELD),  # over the text
        ((60, 150, 350, 270), Code.FOREIGN_FIELD),  # more than a signature needs
        ((350, 170, 560, 240), Code.FOREIGN_FIELD),  # over the first signature
    ],
)
def test_the_other_party_signs_beside_the_first(
    box: tuple[float, float, float, float], code: Code
) -> None:
    first = TOOL.issue(places=(Place.PERSON,))
    assert code in codes(TOOL.sign(first, Place.SEAL, box=box, says="B"))


@pytest.mark.parametrize(
    ("degrees", "box"),
    [
        (0, (118, 732, 140, 748)),
        (90, (94, 118, 110, 140)),
        (180, (455, 94, 477, 110)),
        (270, (485, 702, 501, 724)),
    ],
)
def test_a_number_stands_in_the_head_of_the_page_as_it_is_seen(
    degrees: int, box: tuple[float, float, float, float]
) -> None:
    first = TOOL.issue(shapes.turned(degrees), places=(Place.PERSON,))
    assert Code.FOREIGN_FIELD not in codes(TOOL.sign(first, Place.NUMBER, box=box))
    foot = (595 - box[2], 842 - box[3], 595 - box[0], 842 - box[1])
    assert Code.FOREIGN_FIELD in codes(TOOL.sign(first, Place.NUMBER, box=foot))


def test_the_last_signature_may_lock_the_paper_and_nobody_signs_after_it() -> None:
    lock = FieldMDPSpec(FieldMDPAction.INCLUDE, ["Khac"])
    fields = (
        SigFieldSpec("Mot", box=(100, 100, 200, 150)),
        SigFieldSpec(
            "Hai",
            box=(100, 200, 200, 250),
            field_mdp_spec=lock,
            doc_mdp_update_value=MDPPerm.NO_CHANGES,
        ),
        SigFieldSpec("Ba", box=(100, 300, 200, 350)),
    )
    writer = IncrementalPdfFileWriter(BytesIO(blank_paper()))
    for field in fields:
        append_signature_field(writer, field)
    output = BytesIO()
    writer.write(output)
    both = strangers().sign(strangers().sign(output.getvalue(), PERSON, "Mot"), PERSON, "Hai")
    assert codes(both) == frozenset()
    assert judged(strangers().sign(both, PERSON, "Ba")).code is Code.NOT_PERMITTED
