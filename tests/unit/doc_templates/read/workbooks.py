"""Builders of workbooks: what people send, and what they should not."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEADERS = ("Mã nhân sự", "Loại", "Công việc", "Thời gian", "Kết quả")


def a_workbook(
    *rows: Sequence[Any], headers: Sequence[str] = HEADERS, above: Sequence[Sequence[Any]] = ()
) -> bytes:
    """Return a workbook with one sheet: what stands above, the headers, the rows."""
    return saved(a_book(*rows, headers=headers, above=above))


def a_book(
    *rows: Sequence[Any], headers: Sequence[str] = HEADERS, above: Sequence[Sequence[Any]] = ()
) -> Workbook:
    book = Workbook()
    for row in (*above, headers, *rows):
        book.active.append(list(row))  # type: ignore[union-attr]
    return book


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    """Return a workbook with one part added or replaced."""
    return rewritten(data, lambda found: {**found, name: body})


def rewritten(data: bytes, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in change(parts).items():
            archive.writestr(name, body)
    return out.getvalue()
