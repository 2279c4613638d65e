"""Reads a list of people from an Excel workbook: who makes which commitment, and what it holds.

Tolerant of headers and wording; a row that cannot be used is reported and never guessed at.
Whether a person exists is not asked here. Pure: bytes in, rows and faults out. As with every
import, callers must log neither the bytes nor a failed call's local variables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import TYPE_CHECKING

from doc_templates.errors import (
    ListColumnMissingError,
    ListColumnRepeatedError,
    ListEmptyError,
    ListHeaderMissingError,
    ListTooManyRowsError,
    ListUnreadableError,
    SourceUnreadableError,
)
from doc_templates.read.cells import EMPTY, Cell, read_cell
from doc_templates.read.decode import clean_lines
from doc_templates.read.list_columns import KEY, KINDS, NAME, columns, data, recognised, words
from doc_templates.read.list_model import (
    FollowPart,
    ListRow,
    PeopleList,
    RowError,
    RowFault,
    SectionPart,
    ShortcomingPart,
)
from doc_templates.read.model import Notes
from doc_templates.read.secrecy import could_be_marked, refuse_secret
from doc_templates.read.workbook import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl.cell.read_only import ReadOnlyCell

    from doc_templates.read.workbook import Workbook

MAX_ROWS = 10_000
MAX_FIELD = 4_000  # characters of a part of a content; sections may be as long as a cell
MAX_KEY = 64
_HEADER_WITHIN = 20  # rows from the top of a sheet
_LEAST_HEADERS = 2  # known ones that make a row the row of headers
_YEAR = re.compile(r"(?:năm )?(20\d\d)", re.IGNORECASE)

Cells = dict[str, Cell]


@dataclass(slots=True)
class _Found:
    """What has been read of the list so far."""

    places: dict[int, str]
    ignored: tuple[str, ...]
    rows: list[ListRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    filled: int = 0


def read_people_list(data: bytes) -> PeopleList:
    """Return what a workbook (.xlsx) says; the first sheet with a row of headers is the list.

    Raises:
        SecretMarkedError: some place in the workbook carries a mark of state secrecy.
        ListUnreadableError: one of its subclasses says what is wrong with the file as a whole.
    """
    found: _Found | None = None
    with opened(data) as book:
        _refuse_secret("\n".join(book.beside), in_head=True)
        for sheet in book.sheets:
            found = _read_sheet(book, sheet, found)
    if found is None:
        raise ListHeaderMissingError
    if not found.filled:
        raise ListEmptyError
    return PeopleList(tuple(found.rows), tuple(found.errors), found.ignored)


def _read_sheet(book: Workbook, sheet: str, found: _Found | None) -> _Found | None:
    """Read a sheet to its end; it is the list when none was found before and it has headers."""
    mine: _Found | None = None
    formulas = chain(book.formulas(sheet), repeat(frozenset[int]()))
    for number, (row, computed) in enumerate(zip(book.rows(sheet), formulas, strict=False), 1):
        for cell in row:
            if isinstance(cell.value, str) and could_be_marked(cell.value):
                _refuse_secret(cell.value, in_head=mine is None and number <= _HEADER_WITHIN)
        if mine is not None:
            _take(mine, number, row, computed)
        elif found is None and number <= _HEADER_WITHIN:
            mine = _headers(row)
    return found or mine


def _headers(row: tuple[ReadOnlyCell, ...]) -> _Found | None:
    """Return the beginning of a list when this is a row of headers."""
    said = [read_cell(cell).text for cell in row]
    places = recognised(said)
    ids = list(places.values())
    if len(set(ids)) < _LEAST_HEADERS:
        return None
    if missing := tuple(each.id for each in columns() if each.required and each.id not in ids):
        raise ListColumnMissingError(missing)
    if repeated := tuple(sorted({each for each in ids if ids.count(each) > 1})):
        raise ListColumnRepeatedError(repeated)
    ignored = tuple(text for n, text in enumerate(said) if text and n not in places)
    return _Found(places, ignored)


def _take(
    found: _Found, number: int, row: tuple[ReadOnlyCell, ...], computed: frozenset[int]
) -> None:
    """Add one row of the sheet, unless nothing stands in the columns of the list."""
    cells = {
        column: read_cell(row[index], is_formula=index in computed) if index < len(row) else EMPTY
        for index, column in found.places.items()
    }
    if all(cell == EMPTY for cell in cells.values()):
        return
    found.filled += 1
    if found.filled > MAX_ROWS:
        raise ListTooManyRowsError
    line, faults = _read_row(number, cells)
    faults += [(KEY, RowFault.REPEATED)] if _is_repeated(found, line) else []
    found.errors.extend(RowError(number, column, fault) for column, fault in faults)
    if not faults:
        found.rows.append(line)


def _is_repeated(found: _Found, row: ListRow) -> bool:
    """Note whose row this is; tell whether one of its kinds was asked for before."""
    keys = {(row.key.casefold(), kind) for kind in row.kinds if row.key}
    repeated = not keys.isdisjoint(found.seen)
    found.seen |= keys
    return repeated


def _read_row(number: int, cells: Cells) -> tuple[ListRow, list[tuple[str, RowFault]]]:
    """Return a row as far as it can be read, and what is wrong with it."""
    faults = [(column, fault) for column, cell in cells.items() if (fault := _fault(column, cell))]
    texts = {column: cell.text for column, cell in cells.items()}
    kinds = _kinds(texts[KINDS])
    if not texts[KEY] and not cells[KEY].fault:
        faults.append((KEY, RowFault.KEY_MISSING))
    if not kinds and not cells[KINDS].fault:
        fault = RowFault.KIND_UNKNOWN if texts[KINDS] else RowFault.KIND_MISSING
        faults.append((KINDS, fault))
    follows = tuple(_follows(texts, faults))
    shortcomings = tuple(_shortcomings(texts, faults))
    row = ListRow(
        number, _one_line(texts[KEY]), _one_line(texts.get(NAME, "")), kinds,
        follows, shortcomings, tuple(_sections(texts)),
    )  # fmt: skip
    return row, faults


def _fault(column: str, cell: Cell) -> RowFault | None:
    """Return what is wrong with a cell as such."""
    if cell.fault or column.startswith("section."):
        return cell.fault
    longest = MAX_KEY if column == KEY else MAX_FIELD
    return RowFault.CELL_TOO_LONG if len(cell.text) > longest else None


def _follows(texts: Mapping[str, str], faults: list[tuple[str, RowFault]]) -> Iterator[FollowPart]:
    """Yield the contents that have at least one field filled in."""
    for group, part in _groups(texts, "follow"):
        said = part.get("relation", "")
        relation = _relation(said)
        if said and not relation:
            faults.append((f"{group}.relation", RowFault.RELATION_UNKNOWN))
        yield FollowPart(**(part | {"relation": relation}))


def _shortcomings(
    texts: Mapping[str, str], faults: list[tuple[str, RowFault]]
) -> Iterator[ShortcomingPart]:
    for group, part in _groups(texts, "shortcoming"):
        said = part.get("year", "")
        year = _YEAR.fullmatch(said)
        if said and not year:
            faults.append((f"{group}.year", RowFault.YEAR_UNKNOWN))
        yield ShortcomingPart(
            part.get("text", ""), part.get("remedy", ""), int(year[1]) if year else None
        )


def _groups(texts: Mapping[str, str], name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each numbered group of columns that has something in it: its id and its parts."""
    for number in range(1, data()["groups"][name]["most"] + 1):
        group = f"{name}{number}"
        part = {
            column.partition(".")[2]: _one_line(text)
            for column, text in texts.items()
            if column.startswith(f"{group}.")
        }
        if any(part.values()):
            yield group, part


def _sections(texts: Mapping[str, str]) -> Iterator[SectionPart]:
    for column, text in texts.items():
        group, _, section = column.partition(".")
        if group == "section" and text:
            yield SectionPart(section, tuple(text.split("\n")))


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _relation(said: str) -> str:
    """Return the id of one of the four relations; "" for words that mean none (R-031)."""
    folded = words(said).lstrip("0123456789 ")
    if folded.replace(" ", "-") in data()["relations"]:
        return folded.replace(" ", "-")
    for lead in data()["relation_leads"]:
        folded = folded.removeprefix(f"{lead} ")
    return next((id_ for id_, known in data()["relations"].items() if folded in known), "")


def _kinds(said: str) -> tuple[str, ...]:
    """Return the kinds of commitments that a cell names; none when it says anything else."""
    folded = words(said)
    kinds = {kind: names for kind, names in data()["kinds"].items() if kind != "both"}
    if folded in data()["kinds"]["both"]:
        return tuple(kinds)
    named = []
    for kind, names in kinds.items():
        for name in (words(kind), *names):
            shorter = re.sub(rf"\b{name}\b", " ", folded)
            if shorter != folded:
                named.append(kind)
            folded = shorter
    rest = set(folded.split()) - {"va", "cam", "ket", "ban", "la", "cua"}
    return () if rest else tuple(dict.fromkeys(named))


def _refuse_secret(text: str, *, in_head: bool) -> None:
    suspect = "\n".join(filter(could_be_marked, text.splitlines()))
    try:
        lines = clean_lines(suspect, Notes())
    except SourceUnreadableError:
        raise ListUnreadableError from None
    refuse_secret(lines, len(lines) if in_head else 0)
