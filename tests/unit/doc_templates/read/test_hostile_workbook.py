"""A workbook that could do harm is refused, and whatever comes in, only our refusals come out."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doc_templates.errors import (
    ListEncryptedError,
    ListHasMacrosError,
    ListTooLargeError,
    ListUnreadableError,
    PaperError,
    SecretMarkedError,
)
from doc_templates.read import container
from doc_templates.read.people_list import read_people_list
from tests.unit.doc_templates.read.workbooks import a_book, a_workbook, rewritten, saved, with_part

GOOD = a_workbook(("nv01", "đảng viên", "việc"), ("nv02", "viên chức", "việc"))
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes) -> type[PaperError]:
    with pytest.raises(PaperError) as error:
        read_people_list(data)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__
    return type(error.value)


@pytest.mark.parametrize(
    "data", [b"", b"x", b"%PDF-1.7", b"a,b\n1,2\n", b"PK\x03\x04", OLE + b"\0" * 600, GOOD[:200]]
)
def test_what_is_no_workbook_is_said_so(data: bytes) -> None:
    assert refused(data) is ListUnreadableError


def test_another_archive_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(out.getvalue()) is ListUnreadableError


def test_a_password_is_said_so() -> None:
    assert refused(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")) is ListEncryptedError


def test_macros_are_refused_by_the_part_and_by_the_type() -> None:
    assert refused(with_part(GOOD, "xl/vbaProject.bin", b"x")) is ListHasMacrosError
    plain, macro = b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"

    def renamed(parts: dict[str, bytes]) -> dict[str, bytes]:
        types = parts["[Content_Types].xml"]
        assert plain in types
        return {**parts, "[Content_Types].xml": types.replace(plain, macro)}

    assert refused(rewritten(GOOD, renamed)) is ListHasMacrosError


def test_too_many_bytes_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_BYTES", len(GOOD) - 1)
    assert refused(GOOD) is ListTooLargeError


def test_a_bomb_is_refused_by_its_own_list_and_not_unpacked() -> None:
    bomb = with_part(GOOD, "xl/media/x.xml", b" " * (container.MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    assert refused(bomb) is ListTooLargeError
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_bomb_of_tags_is_refused() -> None:
    body = b"<row>" + b"<c/>" * (container.MAX_TAGS + 1)
    assert refused(with_part(GOOD, SHEET, body)) is ListTooLargeError


def test_a_bomb_of_parts_is_refused() -> None:
    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        return parts | {f"xl/x{n}.bin": b"" for n in range(container.MAX_PARTS)}

    assert refused(rewritten(GOOD, change)) is ListTooLargeError


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b"<?xml version='1.0'?>" + b" " * 70_000 + b"<!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"])
def test_document_types_are_refused_in_every_part(part: str, head: bytes) -> None:
    assert refused(with_part(GOOD, part, head + b"<x>&a;</x>")) is ListUnreadableError


def test_another_encoding_does_not_hide_a_document_type() -> None:
    body = "<!DOCTYPE x><x/>".encode("utf-16")
    assert refused(with_part(GOOD, SHEET, body)) is ListUnreadableError


def test_a_cell_far_away_costs_nothing() -> None:
    body = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
        b"</sheetData></worksheet>"
    )
    assert issubclass(refused(with_part(GOOD, SHEET, body)), ListUnreadableError)


@pytest.mark.parametrize(
    "text", ["MẬT", "TỐI MẬT", "T U Y Ệ T  M Ậ T", "Độ mật: Mật", "Số: 05/KH-SYT(M)"]
)
def test_a_mark_of_secrecy_in_any_cell_is_refused(text: str) -> None:
    assert refused(a_workbook(("nv01", "đảng viên", text))) is SecretMarkedError
    assert refused(a_workbook(("nv01", "đảng viên"), above=[[None, text]])) is SecretMarkedError
    book = a_book(("nv01", "đảng viên"))
    book.create_sheet("Khác")["H40"] = f"x\n{text}"
    assert refused(saved(book)) is SecretMarkedError


def test_a_mark_of_secrecy_outside_the_cells_is_refused() -> None:
    book = a_book(("nv01", "đảng viên"))
    printed: Any = book.worksheets[0].oddHeader
    printed.center.text, printed.center.size = "TỐI MẬT", 14
    assert refused(saved(book)) is SecretMarkedError
    drawing = "<d><a:p><a:t>M</a:t><a:t>ẬT</a:t></a:p><a:p><a:t>x</a:t></a:p></d>".encode()
    assert refused(with_part(GOOD, "xl/drawings/drawing1.xml", drawing)) is SecretMarkedError
    comment = "<c><comment><text><t>Tuyệt mật</t></text></comment></c>".encode()
    assert refused(with_part(GOOD, "xl/comments1.xml", comment)) is SecretMarkedError
    book = a_book(("nv01", "đảng viên"))
    book.properties.subject = "TUYỆT MẬT"
    assert refused(saved(book)) is SecretMarkedError


@pytest.mark.parametrize(
    "text", ["Khám mắt", "Mật độ dân số", "giữ bí mật hồ sơ người bệnh", "mặt bằng", "12/KH-TM"]
)
def test_innocent_words_are_let_in(text: str) -> None:
    assert read_people_list(a_workbook(("nv01", "đảng viên", text))).errors == ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    damaged = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    _read_or_refused(bytes(damaged))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_part_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        name = data.draw(st.sampled_from(sorted(parts)))
        body = bytearray(parts[name])
        start = data.draw(st.integers(0, max(0, len(body) - 1)))
        body[start : start + data.draw(st.integers(0, 12))] = data.draw(
            st.sampled_from([b"", b"<", b">", b'"', b"-1", b"999999999", b"\xff", b"r", b"&#0;"])
        )
        return {**parts, name: bytes(body)}

    _read_or_refused(rewritten(GOOD, change))


def _read_or_refused(data: bytes) -> None:
    with suppress(ListUnreadableError, SecretMarkedError):
        read_people_list(data)
