"""The empty list of people to download: headers, choices, a guide and two examples.

All cells of the list are text, so that Excel makes no date of `30/6` and no number of `00123`.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from doc_templates.read.list_columns import columns, data
from doc_templates.read.people_list import MAX_ROWS
from doc_templates.write.table import BOLD, SHADED, WRAPPED, set_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

_TEXT = "@"  # Excel's format for cells that hold what was typed


def list_template() -> bytes:
    """Return the workbook (.xlsx) that `read_people_list` understands best."""
    book = Workbook()
    names = data()["sheets"]
    _list(book.create_sheet(names["list"]), [])
    _guide(book.create_sheet(names["guide"]))
    _list(book.create_sheet(names["examples"]), data()["examples"])
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _list(page: Worksheet, rows: Sequence[dict[str, str]]) -> None:
    _headers(page, [(column.header, column.width) for column in columns()])
    for number, column in enumerate(columns(), 1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].number_format = _TEXT
        if column.values:
            page.add_data_validation(_choice(column.values, f"{letter}2:{letter}{MAX_ROWS + 1}"))
        for line, row in enumerate(rows, 2):
            cell = page.cell(line, number)
            set_text(cell, row.get(column.id, ""))
            cell.number_format, cell.alignment = _TEXT, WRAPPED


def _choice(values: Sequence[str], cells: str) -> DataValidation:
    said = data()["guide"]["choose"]
    return DataValidation(
        type="list",
        formula1=f'"{",".join(values)}"',
        allow_blank=True,
        showErrorMessage=True,
        error=said,
        sqref=cells,
    )


def _guide(page: Worksheet) -> None:
    guide = data()["guide"]
    first, *others = guide["headers"]
    _headers(page, [(first, 40), *((each, 70) for each in others)])
    for column in columns():
        required = guide["required"] if column.required else ""
        _line(page, [column.header, column.help, required])
    for line in ("", guide["title"], *guide["lines"]):
        _line(page, ["", line])


def _headers(page: Worksheet, headers: Sequence[tuple[str, int]]) -> None:
    page.freeze_panes = "A2"
    for number, (header, width) in enumerate(headers, 1):
        page.column_dimensions[get_column_letter(number)].width = width
        cell = page.cell(1, number)
        set_text(cell, header)
        cell.font, cell.fill, cell.alignment = BOLD, SHADED, WRAPPED


def _line(page: Worksheet, texts: Sequence[str]) -> None:
    row = page.max_row + 1
    for number, text in enumerate(texts, 1):
        cell = page.cell(row, number)
        set_text(cell, text)
        cell.alignment = WRAPPED
