"""The template to download is understood by the reader, column by column."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from doc_templates.errors import ListEmptyError
from doc_templates.read.list_columns import columns, data, recognised
from doc_templates.read.people_list import MAX_ROWS, read_people_list
from doc_templates.write.list_template import list_template
from tests.unit.doc_templates.read.workbooks import saved

if TYPE_CHECKING:
    from openpyxl import Workbook

LIST, GUIDE, EXAMPLES = "Danh sách", "Hướng dẫn", "Ví dụ"


def template() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(list_template()))


def filled(rows: list[dict[str, str]]) -> bytes:
    """Fill the template in as a person would."""
    book = template()
    places = {column.id: number for number, column in enumerate(columns(), 1)}
    for line, row in enumerate(rows, 2):
        for column, text in row.items():
            book[LIST].cell(line, places[column]).value = text
    return saved(book)


def test_it_has_a_list_a_guide_and_two_examples() -> None:
    book = template()
    assert book.sheetnames == [LIST, GUIDE, EXAMPLES]
    assert book[LIST].max_row == 1
    assert book[EXAMPLES].max_row == 3


def test_every_header_is_known_and_explained() -> None:
    book = template()
    for sheet in (LIST, EXAMPLES):
        headers = [str(cell.value) for cell in book[sheet][1]]
        assert list(recognised(headers).values()) == [column.id for column in columns()]
    explained = {row[0]: row[1] for row in book[GUIDE].iter_rows(min_row=2, values_only=True)}
    assert {column.header for column in columns()} <= set(explained)
    assert all(explained[column.header] for column in columns())


def test_as_it_comes_it_is_an_empty_list() -> None:
    with pytest.raises(ListEmptyError):
        read_people_list(list_template())


def test_the_examples_are_good_rows() -> None:
    found = read_people_list(filled(data()["examples"]))
    assert found.errors == ()
    assert [row.key for row in found.rows] == ["nv0001", "nv0002"]
    assert found.rows[0].parts()["contents"] != []


def test_every_choice_is_one_the_reader_understands() -> None:
    rows = [
        {"key": f"{kind} {relation}", "kinds": kind, "follow1.relation": relation}
        for kind in _values("kinds")
        for relation in _values("follow1.relation")
    ]
    found = read_people_list(filled(rows))
    assert found.errors == ()
    assert {row.follows[0].relation for row in found.rows} == set(data()["relations"])


def test_choices_are_offered_in_every_row_a_list_may_have() -> None:
    page = template()[LIST]
    ranges = {str(each.sqref): each.formula1 for each in page.data_validations.dataValidation}
    assert ranges[f"C2:C{MAX_ROWS + 1}"] == '"đảng viên,viên chức,cả hai"'
    assert len(ranges) == 3


def test_cells_of_the_list_hold_what_is_typed() -> None:
    page = template()[LIST]
    formats = {page.column_dimensions[letter].number_format for letter in ("A", "F", "AG")}
    assert formats == {"@"}


def _values(column: str) -> tuple[str, ...]:
    return next(each.values for each in columns() if each.id == column)
