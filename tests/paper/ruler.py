"""What the geometry tests of all new forms measure with: margins, body lines, page numbers. mm."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.paper.measure import Sheet, Span

LEFT, RIGHT, CENTRE = 30.0, 195.0, 112.5
TOP, BOTTOM = 20.0, 277.0
SINGLE = 1.149  # line pitch of the typeface, in em
MM = 25.4 / 72
PAGE_HEIGHT = 841.89  # pt


def near(value: float, tolerance: float = 0.5) -> object:
    return pytest.approx(value, abs=tolerance)


def baseline(y: float) -> float:
    """Turn millimetres from the top into points from the bottom."""
    return PAGE_HEIGHT - y / MM


def text_lines(sheets: list[Sheet]) -> list[list[Span]]:
    """Return the lines of each page without its page number."""
    return [sheet.lines()[1 if number else 0 :] for number, sheet in enumerate(sheets)]


def assert_inside_margins(sheets: list[Sheet]) -> None:
    for line in (line for page in text_lines(sheets) for line in page):
        assert line.x >= LEFT - 0.3, line.text
        assert line.right <= RIGHT + 0.3, line.text
        assert line.y - 0.314 * 10 >= TOP - 0.3, line.text
        assert line.y + 0.076 * 14 <= BOTTOM + 0.3, line.text


def assert_numbered_on_top(sheets: list[Sheet], size: float) -> None:
    """Page 1 has no number; the others have theirs in the middle of the top margin."""
    assert sheets[0].lines()[0].y > TOP
    for number, sheet in enumerate(sheets[1:], 2):
        line = sheet.lines()[0]
        assert line.text.strip() == str(number)
        assert line.type == (size, False, False)
        assert line.centre == near(CENTRE, 1.0)
        assert 0.314 * size < line.y < TOP - 0.076 * size


def assert_even_body(lines: list[Span], pitch: float) -> None:
    """Lines of 14 pt are `pitch` pt apart, and 6 pt more where a paragraph begins."""
    assert len(lines) > 2
    for line, following in pairwise(lines):
        is_first = following.x > LEFT + 5
        assert following.x == near(LEFT + 10 if is_first else LEFT, 0.3), following.text
        gap = pitch + (6 if is_first else 0)
        assert (following.y - line.y) / MM == near(gap, 0.25), following.text
        if not is_first:
            assert line.right == near(RIGHT, 0.6), line.text


def between(sheet: Sheet, first: str, last: str) -> list[Span]:
    """Return the lines from the one that holds `first` to the one that holds `last`."""
    top, bottom = sheet.find(first).y, sheet.find(last).y
    return [line for line in sheet.lines() if top - 0.1 <= line.y <= bottom + 0.1]
