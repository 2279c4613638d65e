"""A revision after the last signature changes what people see: every such file is refused.

The signed bytes stay as they were, so each signature is still good by itself; EU DSS and pdfsig
pass most of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.port import FIELD_NAMES, FieldRole, NumberAndDate
from signing.seal import appearance
from signing.seal.drawing import write
from signing.seal.fields import field_object
from signing.seal.layout import glyphs
from signing.verify.changes import Law, changes_by_revision
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from signing.verify.paper import open_paper
from signing.verify.report import Changes, Integrity, Report
from tests.hostile.forger import page_of, raw_revision, revise, stream
from tests.signed.office import ROW
from tests.signed.samples import NOW, issued, office

if TYPE_CHECKING:
    from collections.abc import Callable

    from signing.seal.revision import RevisionWriter

    Change = Callable[[RevisionWriter], None]


def judged(pdf: bytes) -> Report:
    return verify(pdf, office().anchors, NOW)


def paint_over_the_header_row(writer: RevisionWriter) -> None:
    """A stamp annotation with another number, exactly over the signed one."""
    box = office().box(FieldRole.NUMBER)
    drawing = appearance.make(NumberAndDate("999", "01", "01", "2026"), box, glyphs(ROW))
    annotation = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/Rect"): _numbers(box.x1, box.y1, box.x2, box.y2),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): write(drawing, writer)}),
        }
    )
    page = page_of(writer)
    page["/Annots"].append(writer.add_object(annotation))
    writer.update_container(page["/Annots"])


def replace_the_page_content(writer: RevisionWriter) -> None:
    page_of(writer)[pdf_name("/Contents")] = writer.add_object(stream(b"0 g 50 50 200 200 re f"))


def overwrite_the_content_stream(writer: RevisionWriter) -> None:
    page, _ = writer.find_page_for_modification(0)
    content: generic.StreamObject = page.get_object()["/Contents"]
    content._data = b"0 g 50 50 200 200 re f"  # noqa: SLF001 - pyHanko has no setter
    content._encoded_data = None  # noqa: SLF001
    writer.update_container(content)


def write_the_same_page_again(writer: RevisionWriter) -> None:
    page_of(writer)


def add_page_resources(writer: RevisionWriter) -> None:
    fonts = generic.DictionaryObject({pdf_name("/Font"): generic.DictionaryObject()})
    page_of(writer)[pdf_name("/Resources")] = fonts


def enlarge_the_page(writer: RevisionWriter) -> None:
    page_of(writer)[pdf_name("/MediaBox")] = _numbers(0, 0, 1000, 1000)


def add_a_page(writer: RevisionWriter) -> None:
    writer.insert_page(
        generic.DictionaryObject(
            {pdf_name("/Type"): pdf_name("/Page"), pdf_name("/MediaBox"): _numbers(0, 0, 9, 9)}
        )
    )


def change_the_signed_number(writer: RevisionWriter) -> None:
    box = office().box(FieldRole.NUMBER)
    drawing = appearance.make(NumberAndDate("999", "01", "01", "2026"), box, glyphs(ROW))
    field = field_object(writer, FieldRole.NUMBER).get_object()
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): write(drawing, writer)})
    writer.update_container(field)


def swap_the_seal_for_the_signature(writer: RevisionWriter) -> None:
    seal = field_object(writer, FieldRole.AGENCY).get_object()
    seal[pdf_name("/AP")] = field_object(writer, FieldRole.PERSONAL).get_object()["/AP"]
    writer.update_container(seal)


def overwrite_an_appearance_stream(writer: RevisionWriter) -> None:
    painted = field_object(writer, FieldRole.NUMBER).get_object()["/AP"]["/N"]
    painted._data = b"0 g 0 0 50 50 re f"  # noqa: SLF001
    painted._encoded_data = None  # noqa: SLF001
    writer.update_container(painted)


def move_the_seal(writer: RevisionWriter) -> None:
    field = field_object(writer, FieldRole.AGENCY).get_object()
    field[pdf_name("/Rect")] = _numbers(10, 10, 112, 112)
    writer.update_container(field)


def hide_the_seal(writer: RevisionWriter) -> None:
    field = field_object(writer, FieldRole.AGENCY).get_object()
    field[pdf_name("/F")] = generic.NumberObject(0b10)
    writer.update_container(field)


def take_the_seal_out_of_its_field(writer: RevisionWriter) -> None:
    field = field_object(writer, FieldRole.AGENCY).get_object()
    del field["/V"]
    writer.update_container(field)


def add_a_text_field(writer: RevisionWriter) -> None:
    field = generic.DictionaryObject(
        {pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): generic.pdf_string("GhiChu")}
    )
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(field))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


def drop_a_field_from_the_form(writer: RevisionWriter) -> None:
    fields: generic.ArrayObject = writer.root["/AcroForm"]["/Fields"]
    del fields[0]
    writer.update_container(fields)


def set_the_form_default_resources(writer: RevisionWriter) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/DR")] = generic.DictionaryObject()
    writer.update_container(form)


def rewrite_the_metadata(writer: RevisionWriter) -> None:
    writer.root[pdf_name("/Metadata")] = writer.add_object(stream(b"<x/>"))
    writer.update_root()


def add_an_information_dictionary(writer: RevisionWriter) -> None:
    title = generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Khác")})
    writer.set_info(writer.add_object(title))


def add_layers(writer: RevisionWriter) -> None:
    writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject()
    writer.update_root()


def add_a_script_to_the_names(writer: RevisionWriter) -> None:
    script = generic.DictionaryObject({pdf_name("/Names"): generic.ArrayObject()})
    writer.root[pdf_name("/Names")] = generic.DictionaryObject({pdf_name("/JavaScript"): script})
    writer.update_root()


def open_with_an_action(writer: RevisionWriter) -> None:
    writer.root[pdf_name("/OpenAction")] = generic.ArrayObject()
    writer.update_root()


def put_a_picture_into_the_evidence(writer: RevisionWriter) -> None:
    store = writer.root["/DSS"]
    store["/Certs"].append(writer.add_object(stream(b"no certificate")))
    writer.update_container(store["/Certs"])


def drop_the_evidence(writer: RevisionWriter) -> None:
    del writer.root["/DSS"]
    writer.update_root()


def thin_out_the_evidence(writer: RevisionWriter) -> None:
    lists: generic.ArrayObject = writer.root["/DSS"]["/CRLs"]
    del lists[0]
    writer.update_container(lists)


def add_an_object_that_nothing_needs(writer: RevisionWriter) -> None:
    writer.add_object(stream(b"for later"))


CHANGES: dict[Change, Code] = {
    paint_over_the_header_row: Code.CHANGED_ANNOTATION,
    replace_the_page_content: Code.CHANGED_PAGE,
    overwrite_the_content_stream: Code.CHANGED_PAGE,
    write_the_same_page_again: Code.CHANGED_PAGE,
    add_page_resources: Code.CHANGED_PAGE,
    enlarge_the_page: Code.CHANGED_PAGE,
    add_a_page: Code.CHANGED_PAGE,
    change_the_signed_number: Code.CHANGED_FIELD,
    swap_the_seal_for_the_signature: Code.CHANGED_FIELD,
    overwrite_an_appearance_stream: Code.CHANGED_FIELD,
    move_the_seal: Code.CHANGED_FIELD,
    hide_the_seal: Code.CHANGED_FIELD,
    take_the_seal_out_of_its_field: Code.CHANGED_FIELD,
    add_a_text_field: Code.FOREIGN_FIELD,
    drop_a_field_from_the_form: Code.CHANGED_FORM,
    set_the_form_default_resources: Code.CHANGED_FORM,
    rewrite_the_metadata: Code.CHANGED_METADATA,
    add_an_information_dictionary: Code.CHANGED_METADATA,
    add_layers: Code.CHANGED_CATALOG,
    add_a_script_to_the_names: Code.CHANGED_CATALOG,
    open_with_an_action: Code.CHANGED_CATALOG,
    put_a_picture_into_the_evidence: Code.CHANGED_EVIDENCE,
    drop_the_evidence: Code.CHANGED_EVIDENCE,
    thin_out_the_evidence: Code.CHANGED_EVIDENCE,
    add_an_object_that_nothing_needs: Code.CHANGED_OTHERWISE,
}

# The signature is still in the bytes and in no field any more: that is said first.
TAKEN_OUT: dict[Change, Code] = dict.fromkeys(
    (take_the_seal_out_of_its_field, drop_a_field_from_the_form), Code.SIGNATURE_REMOVED
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_after_the_last_signature_is_refused(change: Change) -> None:
    report = judged(revise(issued(), change))
    assert report.verdict is Verdict.INVALID
    assert CHANGES[change] in report.codes
    assert report.code is TAKEN_OUT.get(change, CHANGES[change])


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_our_own_rule_alone_refuses_the_change(change: Change) -> None:
    """The second opinion is pyHanko’s; the first must not lean on it."""
    paper = open_paper(revise(issued(), change))
    changes = changes_by_revision(paper, Law(frozenset(FIELD_NAMES.values())))
    assert CHANGES[change] in changes[paper.last_revision]
    assert not any(codes for r, codes in changes.items() if r < paper.last_revision)


def test_a_refused_change_is_told_apart_from_the_signatures() -> None:
    report = judged(revise(issued(), replace_the_page_content))
    assert len(report.signatures) == 3
    assert {one.integrity for one in report.signatures} == {Integrity.INTACT}
    assert {one.changes for one in report.signatures} == {Changes.UNLAWFUL}


@pytest.mark.parametrize("change", [replace_the_page_content, move_the_seal])
def test_a_change_under_a_fresh_timestamp_is_refused(change: Change) -> None:
    """Anyone can get a timestamp: it must not launder what it covers."""
    laundered = office().archive(revise(issued(), change))
    report = judged(laundered)
    assert report.verdict is Verdict.INVALID
    assert report.code is CHANGES[change]


@pytest.mark.parametrize("change", [replace_the_page_content, paint_over_the_header_row])
def test_a_change_between_two_signatures_is_refused(change: Change) -> None:
    """The agency signs what it is given: the leader did not see it."""
    once = office().sign_with_evidence(office().blank(), FieldRole.PERSONAL)
    changed = revise(once, change)
    sealed = office().sign_with_evidence(changed, FieldRole.NUMBER)
    report = judged(sealed)
    assert report.verdict is Verdict.INVALID
    assert CHANGES[change] in report.codes


def test_a_hand_written_revision_that_changes_nothing_is_refused_too() -> None:
    size = int(issued().rsplit(b"/Size ", 1)[1].split()[0])
    report = judged(raw_revision(issued(), {size: b"<</Type/Nothing>>"}))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.CHANGED_OTHERWISE


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject([generic.FloatObject(value) for value in values])
