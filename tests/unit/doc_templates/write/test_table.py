"""A table that is handed out holds text, never something a program would compute."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.read.list_model import RowFault
from doc_templates.read.people_list import read_people_list
from doc_templates.write.table import LONGEST, write_table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = (("Dòng", 8), ("Cột", 24), ("Lỗi", 60))
ACTIVE = [
    "=1+1",
    "+84",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C'!A0",
]
XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=("Cc", "Cs"))
)


def opened(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def test_headers_and_rows_come_out_as_given() -> None:
    page: Any = opened(write_table("Danh sách lỗi", COLUMNS, [(12, "Loại", "Chưa ghi loại.")]))
    assert page.title == "Danh sách lỗi"
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Dòng", "Cột", "Lỗi"],
        [12, "Loại", "Chưa ghi loại."],
    ]
    assert page.column_dimensions["C"].width == 60
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("text", ACTIVE)
def test_no_cell_is_a_formula(text: str) -> None:
    data = write_table("Lỗi", (("Cột", 10),), [(text,)])
    cell = opened(data)["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == text.replace("\r", "\n") or cell.value == text
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "/sheet" in name]
    assert all(b"<f>" not in sheet for sheet in sheets)


@given(XML_TEXT)
@settings(deadline=None)
def test_any_text_comes_out_as_text(text: str) -> None:
    cell = opened(write_table("Lỗi", (("Cột", 10),), [(text, 1)]))["A2"]
    assert (cell.value or "") == text[:LONGEST]
    assert cell.data_type != "f"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1fb", "\ud800", "\ufffe"])
def test_what_the_format_cannot_hold_is_left_out(text: str) -> None:
    assert "".join(c for c in text if c.isalpha()) == (
        opened(write_table("Lỗi", (("Cột", 10),), [(text,)]))["A2"].value or ""
    )


@given(st.sampled_from("=+-@'"), st.text("abc 123()!,;", min_size=1, max_size=30))
@settings(deadline=None)
def test_dangerous_text_survives_being_written_and_read_as_a_list(first: str, rest: str) -> None:
    text = " ".join(f"{first}{rest}".split())
    data = write_table(
        "x", (("Mã nhân sự", 9), ("Loại", 9), ("Công việc", 9)), [("nv", "cả hai", text)]
    )
    found = read_people_list(data)
    assert [error.code for error in found.errors] in ([], [RowFault.CELL_ERROR])
    assert [row.follows[0].work for row in found.rows] == [text]


def test_ten_thousand_lines_are_written() -> None:
    data = write_table("Lỗi", COLUMNS, ((n, "Loại", "Chưa ghi loại.") for n in range(10_000)))
    assert opened(data).max_row == 10_001
