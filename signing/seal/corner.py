"""The line in the upper right corner of an appendix file or an electronic copy: words and place.

NĐ 30/2020/NĐ-CP, annex I: an appendix in a file of its own (part I, II.8b and III.1d, form 2.2) and
an electronic copy (part II, I.3, form 3.2) are signed by the agency alone, without the picture of a
seal; the line is upright, 10 pt and black, in the corner of the first page. The decree asks for the
zone as ISO 8601 has it and prints no example, so how it is written is chosen among `ZONES`.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from signing.errors import AppearanceUnfitError
from signing.port import Box, CornerLine, FieldRole
from signing.seal.line_font import line_font

if TYPE_CHECKING:
    from collections.abc import Iterator

CORNER_ROLES: Final = frozenset({FieldRole.APPENDIX, FieldRole.COPY, FieldRole.REPORT})
ZONES: Final = ("+07:00", "+07", "GMT+7")
SIZE: Final = 10.0  # pt
LEADING: Final = 11.5  # pt from one baseline to the next
RIGHT_MM: Final = 15.0  # from the page's right edge: the margin of papers
BASELINE_MM: Final = 10.0  # of the first line, from the page's upper edge: in the top margin
WIDEST_MM: Final = 165.0  # between the margins of an upright A4
MOST_LINES: Final = 3  # a fourth would leave the margin
_PT_PER_MM: Final = 72 / 25.4
_AIR: Final = 1.0  # pt between the letters and the field's edges
_ABOVE, _BELOW = 0.9 * SIZE, 0.3 * SIZE
_OF_VIETNAM: Final = timedelta(hours=7)


def words_of(line: CornerLine) -> str:
    """Return the line as it is read: `Số: 241/KH-SYT; 10/02/2026; 14:05:09 +07:00`.

    Raises:
        AppearanceUnfitError: no words, an unknown zone, or a time that is not Vietnam's.
    """
    return "; ".join(_pieces(line))


def rows_of(line: CornerLine) -> tuple[str, ...]:
    """Return the line broken at its semicolons where it is too wide. Raises as `words_of`."""
    rows: list[str] = []
    for piece in _pieces(line):
        joined = f"{rows[-1]}; {piece}" if rows else piece
        if rows and _width(f"{joined};") > WIDEST_MM * _PT_PER_MM:
            rows[-1] += ";"
            rows.append(piece)
        else:
            rows[-1:] = [joined]
    widest = max(map(_width, rows))
    if len(rows) > MOST_LINES or widest > WIDEST_MM * _PT_PER_MM:
        raise AppearanceUnfitError("the line does not fit the corner")
    return tuple(rows)


def corner_box(line: CornerLine, corner: tuple[float, float]) -> Box:
    """Return the field of a line; `corner` is the upper right of the first page, in pt.

    Raises:
        AppearanceUnfitError: as `words_of`; or the page is too small.
    """
    rows = rows_of(line)
    right = corner[0] - RIGHT_MM * _PT_PER_MM + _AIR
    top = corner[1] - BASELINE_MM * _PT_PER_MM + _ABOVE
    left = right - math.ceil(max(map(_width, rows))) - 2 * _AIR
    low = top - _ABOVE - _BELOW - LEADING * (len(rows) - 1)
    if left < 0 or low < 0:
        raise AppearanceUnfitError("the page is too small for the line")
    return Box(0, *(round(edge, 2) for edge in (left, low, right, top)))


def placed_rows(line: CornerLine, box: Box) -> Iterator[tuple[float, float, list[int]]]:
    """Yield where each row begins inside its field, and its glyphs: all end at the right.

    Raises:
        AppearanceUnfitError: as `words_of`; or the field is too small.
    """
    rows = rows_of(line)
    right, first = box.x2 - box.x1 - _AIR, box.y2 - box.y1 - _ABOVE
    if first - LEADING * (len(rows) - 1) < 0 or max(map(_width, rows)) > right:
        raise AppearanceUnfitError("the line does not fit its field")
    for index, row in enumerate(rows):
        yield right - _width(row), first - LEADING * index, line_font().codes(row)


def signed_at(line: CornerLine) -> datetime:
    """Return the line's time, aware. Raises AppearanceUnfitError: it is not Vietnam's."""
    try:
        at = datetime.fromisoformat(line.at)
    except ValueError as error:
        raise AppearanceUnfitError("the line's time cannot be read") from error
    if at.utcoffset() != _OF_VIETNAM or at.isoformat(timespec="seconds") != line.at:
        raise AppearanceUnfitError("the line's time is Vietnam's, to the second")
    return at


def _pieces(line: CornerLine) -> tuple[str, ...]:
    at = signed_at(line)
    if line.zone not in ZONES or not line.parts or not all(line.parts):
        raise AppearanceUnfitError("the line lacks its words, or its zone is unknown")
    return (*line.parts, f"{at:%d/%m/%Y}", f"{at:%H:%M:%S} {line.zone}")


def _width(text: str) -> float:
    return line_font().width(text, SIZE)
