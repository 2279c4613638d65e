"""A list that is handed in: read, carried in the form until it is confirmed, told row by row.

Between the two steps nothing is kept on the server: the workbook travels in the form and is read
and checked again, so that a list nobody confirmed never touches a disk.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, send_file

from doc_templates.errors import SourceEmptyError
from doc_templates.read.list_columns import columns
from doc_templates.read.people_list import read_people_list
from doc_templates.write.table import write_table
from service.gateway import RefusedError
from service.labels import explain, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Response

    from doc_templates.read.list_model import PeopleList
    from service.campaigns.checking import Remark

LARGEST = 7 * 1024 * 1024  # bytes of a workbook; a third more as it is carried in a form
SHOWN = 200  # remarks on the page; all of them in the workbook
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REMARK_COLUMNS = (("row", 8), ("column", 28), ("what", 50), ("hint", 50), ("code", 24))
_OUTCOME_COLUMNS = (("row", 8), ("person", 28), ("what", 50), ("hint", 50), ("code", 24))


@dataclass(frozen=True, slots=True)
class Told:
    """One remark in words."""

    row: int
    column: str
    message: str
    hint: str
    code: str


def handed_in() -> bytes:
    """Return the workbook of the first step.

    Raises:
        SourceEmptyError: no file.
        RefusedError: `http.too_large`, more than a form can carry.
    """
    file = request.files.get("file")
    if file is None:
        raise SourceEmptyError
    with file.stream:
        body = file.read() if file.filename else b""
    if not body:
        raise SourceEmptyError
    if len(body) > LARGEST:
        raise RefusedError("http.too_large")
    return body


def carried() -> bytes:
    """Return the workbook that the form carries from the first step.

    Raises:
        RefusedError: `http.bad_request`, when it carries none.
    """
    try:
        body = base64.b64decode(request.form.get("workbook", ""), validate=True)
    except ValueError as broken:  # no base64, or no ASCII
        raise RefusedError("http.bad_request") from broken
    if not body:
        raise RefusedError("http.bad_request")
    return body


def to_carry(body: bytes) -> str:
    """Return a workbook as a form carries it."""
    return base64.b64encode(body).decode()


def read(body: bytes) -> PeopleList:
    """Read a workbook. Raises as `read_people_list`."""
    return read_people_list(body)


def headers_of(refusal: Exception | None) -> list[str]:
    """Return the headers of the columns that a refused workbook lacks or repeats."""
    named = getattr(refusal, "columns", ())
    headers = {column.id: column.header for column in columns()}
    return [headers.get(name, name) for name in named]


def told(remarks: Iterable[Remark]) -> list[Told]:
    """Return remarks in words, in the order of the list."""
    headers = {column.id: column.header for column in columns()}
    return [_told(remark, headers) for remark in remarks]


def remarks_workbook(remarks: Iterable[Remark]) -> Response:
    """Hand out what is wrong with a list, row by row, as a workbook."""
    rows = [(t.row, t.column, t.message, t.hint, t.code) for t in told(remarks)]
    return workbook("danh-sach-loi.xlsx", _REMARK_COLUMNS, rows)


def outcomes_workbook(rows: Iterable[tuple[int, str, str]]) -> Response:
    """Hand out what became of a list: row, person, and the code why not, "" for made."""
    lines = []
    for row, person, code in rows:
        said = explain(code) if code else None
        message = said.message if said else label("list_head", "made")
        lines.append((row, person, message, said.hint if said else "", code))
    return workbook("ket-qua-danh-sach.xlsx", _OUTCOME_COLUMNS, lines)


def workbook(
    name: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[str | int]]
) -> Response:
    """Hand out a table as a workbook; `heads` are keys of the labels and widths."""
    named = [(label("list_head", key), width) for key, width in heads]
    body = write_table(label("list_head", "sheet"), named, rows)
    return send_file(io.BytesIO(body), mimetype=XLSX, as_attachment=True, download_name=name)


def _told(remark: Remark, headers: dict[str, str]) -> Told:
    said = explain(remark.code)
    column = headers.get(remark.column, remark.column)
    return Told(remark.row, column, said.message, said.hint, remark.code)
