"""A table as an Excel workbook: one sheet, a row of headers, rows of text and whole numbers.

Text stays text. A cell that begins as a formula would (`=`, `+`, `-`, `@`, tab, return) is stored
as text and marked as such, so that it is not computed either when somebody edits it or saves it
in another format.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST = 32_767  # characters, a limit of the format
BOLD = Font(bold=True)
SHADED = PatternFill("solid", fgColor="FFDDE6F0")
WRAPPED = Alignment(vertical="top", wrap_text=True)
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write_table(
    sheet: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str | int]]
) -> bytes:
    """Return a workbook (.xlsx) with one sheet; `columns` are headers and widths in characters."""
    book = Workbook(write_only=True)
    page: Any = book.create_sheet(sheet)  # its type lacks most of what it can
    for number, (_, width) in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A2"
    page.append([_header(page, header) for header, _ in columns])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def set_text(cell: Cell | MergedCell, text: str) -> None:
    """Put a text into a cell so that it is never anything but text."""
    cell.value = _ILLEGAL.sub("", text)[:LONGEST]
    cell.data_type = "s"
    if text.startswith(_ACTIVE):
        cell.quotePrefix = True


def _header(page: WriteOnlyWorksheet, text: str) -> Cell:
    cell = _cell(page, text)
    cell.font, cell.fill = BOLD, SHADED
    return cell


def _cell(page: WriteOnlyWorksheet, value: str | int) -> Cell:
    cell = WriteOnlyCell(page)
    if isinstance(value, int):
        cell.value = value
    else:
        set_text(cell, value)
    cell.alignment = WRAPPED
    return cell
