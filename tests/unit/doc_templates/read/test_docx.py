"""Word files: their words come out in order, and broken or bloated ones are refused."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.errors import (
    SecretMarkedError,
    SourceEmptyError,
    SourceNotTextError,
    SourceTooLargeError,
)
from doc_templates.read.docx import MAX_DOCX_BYTES, MAX_PARTS, MAX_UNPACKED_BYTES, docx_to_text
from doc_templates.read.plan import read_plan
from tests.unit.doc_templates.read.plan_text import SAMPLES, plan_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(*paragraphs: str, header: str = "", xml: str = "") -> bytes:
    """Build a real .docx; `xml` is one more paragraph, given as WordprocessingML."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for text in paragraphs:
        document.add_paragraph(text)
    if xml:
        document.element.body.insert(0, parse_xml(xml))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def archive_of(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_real_plan_reads_the_same_from_word_as_from_text() -> None:
    text = (SAMPLES / "241-kh-syt-2020.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    assert read_plan(docx_to_text(word_file(*lines))).content == read_plan(text.encode()).content


def test_a_table_is_read_cell_by_cell() -> None:
    document = docx.Document()
    document.add_paragraph(plan_text(foot="").decode())
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    table.cell(0, 1).text = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nLê Văn A"
    target = io.BytesIO()
    document.save(target)
    content = read_plan(docx_to_text(target.getvalue())).content
    assert content["archive"] == "VT"
    assert content["signer"] == {"prefix": "KT.", "position": "PHÓ GIÁM ĐỐC", "name": "Lê Văn A"}


def test_a_stamp_in_the_header_of_the_page_is_not_overlooked() -> None:
    lines = plan_text().decode().split("\n")
    with pytest.raises(SecretMarkedError):
        read_plan(docx_to_text(word_file(*lines, header="TUYỆT MẬT")))


def test_inserted_text_is_taken_and_deleted_text_is_not() -> None:
    xml = (
        f'<w:p {W}><w:r><w:t xml:space="preserve">trước </w:t></w:r>'
        '<w:ins w:id="1" w:author="a"><w:r><w:t>mới</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>cũ</w:delText></w:r></w:del>'
        "<w:r><w:tab/><w:t>sau</w:t><w:br/><w:t>dòng hai</w:t></w:r></w:p>"
    )
    assert docx_to_text(word_file("Hết.", xml=xml)).decode() == ("trước mới\tsau\ndòng hai\n\nHết.")


def test_a_text_box_is_read_once() -> None:
    xml = (
        f'<w:p {W}><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006"><mc:Choice><w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p>'
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r>"
        "</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert docx_to_text(word_file(xml=xml)).decode() == "MẬT"


def test_no_bytes_are_refused() -> None:
    with pytest.raises(SourceEmptyError):
        docx_to_text(b"")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04", b"plain words",
        archive_of({"a.txt": b"x"}), word_file("a")[:-40],
        archive_of({"[Content_Types].xml": b"<a>", "word/document.xml": b"<"}),
    ],
)  # fmt: skip
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(SourceNotTextError) as refused:
        docx_to_text(data)
    assert refused.value.__context__ is None


@pytest.mark.parametrize(
    "data",
    [
        b"P" * (MAX_DOCX_BYTES + 1),
        archive_of({"word/document.xml": b"\0" * (MAX_UNPACKED_BYTES + 1)}),
        archive_of({f"{i}.xml": b"" for i in range(MAX_PARTS + 1)}),
    ],
    ids=["many bytes", "zip bomb", "many parts"],
)
def test_a_bloated_file_is_refused(data: bytes) -> None:
    with pytest.raises(SourceTooLargeError):
        docx_to_text(data)


def test_entities_are_not_expanded() -> None:
    source = word_file("Hết.")
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    body = (
        f"{bomb}<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert b"aaa" not in docx_to_text(archive_of({**parts, "word/document.xml": body.encode()}))


@settings(deadline=None)  # a busy machine is no defect
@given(cut=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_damaged_file_never_crashes_the_reader(cut: int, byte: int) -> None:
    whole = bytearray(WHOLE)
    whole[cut % len(whole)] = byte
    try:
        docx_to_text(bytes(whole))
    except (SourceNotTextError, SourceTooLargeError):
        return


WHOLE = word_file("Kế hoạch", "I. MỤC ĐÍCH")
