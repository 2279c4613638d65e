"""A cell is read as the text a person sees in it."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest

from doc_templates.read.cells import clean, read_cell
from doc_templates.read.list_model import RowFault
from doc_templates.read.people_list import read_people_list
from tests.unit.doc_templates.read.workbooks import a_book, a_workbook, rewritten, saved

FORMULA = re.compile(rb'<c r="C2"><f>1\+1</f><v ?/?>(</v>)?</c>')


def seen(value: Any, number_format: str = "General") -> str:
    """Put a value into a cell, send the workbook through the file format, read the cell."""
    book = openpyxl.Workbook()
    cell = book.worksheets[0].cell(1, 1)
    cell.value = value
    if number_format != "General":
        cell.number_format = number_format
    loaded = openpyxl.load_workbook(io.BytesIO(saved(book)), read_only=True, data_only=True)
    read: Any = next(iter(loaded.worksheets[0].iter_rows(max_col=1)))[0]
    return read_cell(read).text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (12, "General", "12"), (12.0, "General", "12"), (3.5, "General", "3,5"),
        (0.1 + 0.2, "General", "0,3"), (1_500_000, "#,##0", "1500000"), (-4, "General", "-4"),
        (0.95, "0%", "95%"), (0.955, "0.0%", "95,5%"), (1, "0%", "100%"), (5, '0" %"', "5"),
        (123, "00000", "00123"), (7, "0", "7"), (1e15, "General", "1000000000000000"),
        (dt.date(2026, 12, 31), "dd/mm/yyyy", "31/12/2026"),
        (dt.datetime(2026, 3, 2, 8, 30), "dd/mm/yyyy hh:mm", "02/03/2026 08:30"),  # noqa: DTZ001 -- Excel knows no zone
        (dt.time(14, 5), "hh:mm", "14:05"), (dt.timedelta(hours=30), "[h]:mm", "30:00"),
        (True, "General", "TRUE"), ("  hai   từ ", "General", "hai từ"), ("", "General", ""),
    ],
)  # fmt: skip
def test_a_value_is_written_as_people_write_it(value: Any, number_format: str, text: str) -> None:
    assert seen(value, number_format) == text


@pytest.mark.parametrize("text", ["+84 912", "-5 ngày", "@nhom", "'nháy", "#5"])
def test_text_that_looks_like_more_stays_text(text: str) -> None:
    assert seen(text) == text


def test_what_nobody_sees_is_dropped_and_accents_are_composed() -> None:
    assert seen("vie\u0302\u0323c\u200b la\u0300m") == "việc làm"
    assert seen("một\n\n hai \nba") == "một\nhai\nba"
    assert seen("một_x000D_\nhai") == "một\nhai"


def cached(formula: str, value: str, kind: str = "") -> bytes:
    """Return a list whose third cell is a formula with the value that Excel computed last."""
    data = a_workbook(("nv01", "viên chức", "=1+1"))
    cell = f'<c r="C2"{kind}><f>{formula}</f>{value}</c>'.encode()

    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        name = "xl/worksheets/sheet1.xml"
        changed, times = FORMULA.subn(cell, parts[name])
        assert times == 1
        return {**parts, name: changed}

    return rewritten(data, change)


def test_a_formula_is_read_as_the_value_computed_last() -> None:
    found = read_people_list(cached("41+1", "<v>7</v>"))
    assert found.rows[0].follows[0].work == "7"
    found = read_people_list(cached('HYPERLINK("http://x")', "<v>=1+1</v>", ' t="str"'))
    assert found.rows[0].follows[0].work == "=1+1"


def test_a_formula_that_nobody_computed_is_a_fault_not_an_empty_cell() -> None:
    (error,) = read_people_list(cached("41+1", "")).errors
    assert (error.row, error.column, error.code) == (
        2,
        "follow1.work",
        RowFault.FORMULA_WITHOUT_VALUE,
    )


def test_an_error_of_excel_is_a_fault() -> None:
    (error,) = read_people_list(cached("1/0", "<v>#DIV/0!</v>", ' t="e"')).errors
    assert error.code == RowFault.CELL_ERROR


def test_a_day_that_no_calendar_has_is_a_fault() -> None:
    book = a_book(("nv01", "viên chức", 99_999_999))
    book.worksheets[0]["C2"].number_format = "dd/mm/yyyy"
    (error,) = read_people_list(saved(book)).errors
    assert error.code == RowFault.CELL_ERROR


def test_piles_of_accents_are_refused_before_they_cost_time() -> None:
    pile = "e" + "\u0301\u0323" * 9_000
    assert clean(pile).fault == RowFault.CELL_UNPRINTABLE
