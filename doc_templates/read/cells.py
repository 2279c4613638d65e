"""From a cell to the text a person sees in it: numbers, dates and times as Vietnam writes them.

Formulas arrive as the values Excel computed last. Text is text, whatever character it begins with.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from doc_templates.check.content import printable
from doc_templates.errors import SourceNotTextError, SourceTooLargeError
from doc_templates.read.decode import clean_lines
from doc_templates.read.list_model import RowFault
from doc_templates.read.model import Notes
from doc_templates.typeface import repertoire

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

MAX_CELL = 20_000  # characters; the longest text of a content
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ZEROS = re.compile("0{2,20}")
_ESCAPED = re.compile("_x00(0[0-9A-F]|1[0-9A-F])_")  # how Excel stores control characters
_HOUR, _DAY = 3600, 86_400  # seconds


class Cell(NamedTuple):
    """What stands in a cell: lines of clean text, or why there is none."""

    text: str  # NFC; lines parted by "\n", no blank ones
    fault: RowFault | None = None


EMPTY = Cell("")


def read_cell(cell: ReadOnlyCell | EmptyCell, *, is_formula: bool = False) -> Cell:
    """Return the text of a cell as the workbook shows it."""
    value = cell.value
    if value is None:
        return Cell("", RowFault.FORMULA_WITHOUT_VALUE) if is_formula else EMPTY
    if cell.data_type == "e":
        return Cell("", RowFault.CELL_ERROR)
    if isinstance(value, str):
        return clean(value)
    return Cell(_shown(value, cell.number_format or ""))


def clean(text: str) -> Cell:
    """Return a text without what nobody sees, composed, its white space collapsed."""
    if len(text) > MAX_CELL:
        return Cell("", RowFault.CELL_TOO_LONG)
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        text = " ".join(text.split())
    else:
        lines = _lines(text)
        if lines is None:
            return Cell("", RowFault.CELL_UNPRINTABLE)
        text = "\n".join(lines)
    if set(text) <= _printed():
        return Cell(text)
    return Cell("", RowFault.CELL_UNPRINTABLE)


def _lines(text: str) -> list[str] | None:
    try:
        return [line.text for line in clean_lines(_ESCAPED.sub("\n", text), Notes())]
    except (SourceNotTextError, SourceTooLargeError):
        return None


@cache
def _printed() -> frozenset[str]:
    return frozenset(char for char in repertoire() if printable(char)) | {"\n"}


def _shown(value: object, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return _number(value, _QUOTED.sub("", number_format))
    return _moment(value) or clean(str(value)).text


def _moment(value: object) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}" + (f" {value:%H:%M}" if value.time() != dt.time() else "")
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.timedelta):
        seconds = value.days * _DAY + value.seconds
        return f"{seconds // _HOUR}:{seconds % _HOUR // 60:02}"
    return ""


def _number(value: float | Decimal, number_format: str) -> str:
    """Return a number with a decimal comma; a share as `95%`, a code with the zeros it shows."""
    exact = Decimal(format(value, ".15g"))  # a float's sixteenth digit is noise
    is_share = number_format.rstrip("_ )").endswith("%")
    whole = format(exact * 100 if is_share else exact, "f")
    if "." in whole:
        whole = whole.rstrip("0").rstrip(".").replace(".", ",")
    if _ZEROS.fullmatch(number_format):
        whole = whole.zfill(len(number_format))
    return f"{whole}%" if is_share else whole
