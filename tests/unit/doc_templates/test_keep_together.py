"""What a form keeps together is dealt out together: 25 a page, 20 in a long text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from doc_templates.forms import word
from doc_templates.keep_together import keep_together

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN, KEEPING, FILLER = "NoiDung", "TieuDe", "Cuoi"


def a_text(*styles: str, rows: int = 0) -> Any:
    """Return a document of paragraphs in these styles, and a table of so many rows after them."""
    document = word.new_document()
    for style in styles:
        word.add(document, style, "A")
    if rows:
        word.table(document, rows, (50.0,))
    return document


def styles_of(document: Any) -> list[str]:
    return [paragraph.style.style_id for paragraph in document.paragraphs]


def first_on_pages(styles: Sequence[str], size: int) -> list[int]:
    """Return which paragraphs LibreOffice begins pages with, before anything flows."""
    found, dealt = [], 0
    for number in range(len(styles)):
        dealt += 1
        if dealt > size:
            found.append(number)
            dealt = 0
    return found


def test_a_heading_that_would_end_the_first_deal_begins_the_second() -> None:
    document = a_text(*[PLAIN] * 24, KEEPING, *[PLAIN] * 10)
    keep_together(document)
    assert styles_of(document) == [*[PLAIN] * 24, FILLER, KEEPING, *[PLAIN] * 10]


@pytest.mark.parametrize("before", [0, 10, 23, 25])
def test_what_is_dealt_out_together_is_left_alone(before: int) -> None:
    document = a_text(*[PLAIN] * before, KEEPING, *[PLAIN] * 10)
    keep_together(document)
    assert FILLER not in styles_of(document)


def test_a_chain_goes_to_the_next_page_as_a_whole() -> None:
    document = a_text(*[PLAIN] * 22, KEEPING, KEEPING, KEEPING, *[PLAIN] * 10)
    keep_together(document)
    assert styles_of(document)[22:28] == [FILLER, FILLER, FILLER, KEEPING, KEEPING, KEEPING]


def test_a_table_counts_as_many_as_its_rows() -> None:
    fits, parted = a_text(*[PLAIN] * 21, KEEPING, rows=3), a_text(*[PLAIN] * 22, KEEPING, rows=3)
    for document in (fits, parted):
        keep_together(document)
    assert FILLER not in styles_of(fits)
    assert styles_of(parted)[22:] == [FILLER, FILLER, FILLER, KEEPING]


def test_later_pages_hold_one_more() -> None:
    document = a_text(*[PLAIN] * 50, KEEPING, *[PLAIN] * 9)
    keep_together(document)
    assert styles_of(document)[50:52] == [FILLER, KEEPING]


def test_a_long_text_is_dealt_out_by_twenty() -> None:
    document = a_text(*[PLAIN] * 19, KEEPING, *[PLAIN] * 90)
    keep_together(document)
    assert styles_of(document)[19:21] == [FILLER, KEEPING]


def test_a_chain_longer_than_a_page_is_left_alone() -> None:
    document = a_text(*[KEEPING] * 60)
    keep_together(document)
    assert FILLER not in styles_of(document)


@pytest.mark.parametrize("every", [2, 3, 5, 7])
@pytest.mark.parametrize("length", [60, 90, *range(92, 102), 130, 996])
def test_no_deal_parts_a_heading_from_its_text(every: int, length: int) -> None:
    styles = [KEEPING if number % every == 0 else PLAIN for number in range(length)]
    document = a_text(*styles, PLAIN)
    keep_together(document)
    dealt = styles_of(document)
    nodes = len(dealt) + 2
    size = 25 if nodes <= 100 else 20 + nodes // 1000 * 3
    assert all(dealt[number - 1] != KEEPING for number in first_on_pages(dealt, size))
    assert [style for style in dealt if style != FILLER] == [*styles, PLAIN]


def test_a_second_time_changes_nothing() -> None:
    document = a_text(*[PLAIN] * 24, KEEPING, *[PLAIN] * 25, KEEPING, PLAIN)
    keep_together(document)
    once = styles_of(document)
    keep_together(document)
    assert styles_of(document) == once
