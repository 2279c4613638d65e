"""Opens an Excel workbook that someone sent, and refuses one that could do harm.

Only values are read: the cached ones of formulas, which are never computed. Whatever the library
trips over is one refusal, without the library's words: they quote the file.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import openpyxl

from doc_templates.errors import ListUnreadableError, PaperError
from doc_templates.read.container import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.cell.read_only import ReadOnlyCell

    from doc_templates.read.container import Outside

Result = TypeVar("Result")

MAX_COLUMNS = 100


class Workbook:
    """An opened workbook; only inside `opened`."""

    def __init__(self, data: bytes, outside: Outside) -> None:
        self.beside = tuple(outside.beside)  # lines of words that stand in no cell
        self._values = _load(data, data_only=True)
        self._formulas = _load(data, data_only=False) if outside.has_formulas else None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that hold cells, in their order."""
        return tuple(sheet.title for sheet in self._values.worksheets)

    def rows(self, sheet: str) -> Iterator[tuple[ReadOnlyCell, ...]]:
        """Yield the rows of a sheet, the first `MAX_COLUMNS` cells of each, from row 1 on."""
        return _rows(self._values, sheet)

    def formulas(self, sheet: str) -> Iterator[frozenset[int]]:
        """Yield for each row in which columns (from 0) formulas stand; nothing if there are none.

        A formula that no program has computed yet has no value, and looks like an empty cell.
        """
        if self._formulas is not None:
            for row in _rows(self._formulas, sheet):
                yield frozenset(n for n, cell in enumerate(row) if cell.data_type == "f")

    def close(self) -> None:
        """Let go of the file."""
        self._values.close()
        if self._formulas is not None:
            self._formulas.close()


@contextmanager
def opened(data: bytes) -> Iterator[Workbook]:
    """Open a workbook from its bytes.

    Raises:
        ListEncryptedError, ListHasMacrosError, ListTooLargeError: see there.
        ListUnreadableError: no .xlsx, or a broken one; also later, while rows are read.
    """
    outside = _ours(lambda: judge(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of what it leaves out
        book = _ours(lambda: Workbook(data, outside))
        try:
            yield book
        finally:
            book.close()


def _load(data: bytes, *, data_only: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )


def _rows(book: openpyxl.Workbook, sheet: str) -> Iterator[tuple[ReadOnlyCell, ...]]:
    found: Any = book[sheet]  # typed as a sheet that can be written
    rows = found.iter_rows(max_col=MAX_COLUMNS)
    while (row := _ours(lambda: next(rows, None))) is not None:
        yield row


def _ours(read: Callable[[], Result]) -> Result:
    """Read by the library; its errors become ours, and do not travel along as their context."""
    try:
        return read()
    except PaperError:
        raise
    except Exception:  # noqa: BLE001, S110 - any of dozens, by what the file says
        pass
    raise ListUnreadableError
