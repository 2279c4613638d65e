"""Where signatures stand on the page, worked out from the anchors of the rendered paper. Pure.

All places are pt from the lower left corner; sizes of pictures on paper are given in mm.
Source: NĐ 30/2020/NĐ-CP, annex I, part I, II.7d (personal signature), II.8a (seal).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from signing.port import Box, Glyphs

PT_PER_MM: Final = 72 / 25.4
SEAL_DIAMETER_MM: Final = 36.0  # the usual seal of a department; each agency may register another
SIGNATURE_WIDTH_MM: Final = 45.0
SIGNATURE_HEIGHT_MM: Final = 20.0
COVERED_SHARE: Final = 1 / 3  # of the personal signature's width, from its left
NUMBER_SIZE: Final = 13.0  # pt
PARTY_NUMBER_SIZE: Final = 14.0  # of a party organisation's number line
DATE_SIZE: Final = 14.0  # pt
_AIR: Final = 2.0  # pt between the cell's edges and the picture
_ABOVE: Final = 0.9  # of the type size: how far the box reaches above and below its baseline
_BELOW: Final = 0.3
_DIGIT: Final = 0.5  # of the type size: every digit of the typeface is half an em wide


@dataclass(frozen=True, slots=True)
class SignatureCell:
    """The room between post and name (cell 7c): its centre line and its edges, in pt."""

    page: int
    centre_x: float
    top_y: float
    bottom_y: float


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The blanks of `Số: …/KH-SYT` and of the date, which share a baseline on the first page."""

    number_left: float
    number_right: float  # the left side of the slash
    day_left: float
    month_left: float
    year_left: float
    baseline: float
    number_size: float = NUMBER_SIZE
    date_size: float = DATE_SIZE


def personal_box(
    cell: SignatureCell,
    width_px: int,
    height_px: int,
    largest_mm: tuple[float, float] | None = None,
) -> Box:
    """Return the personal signature's box: centred in its cell, the picture's proportions kept."""
    widest, highest = largest_mm or (SIGNATURE_WIDTH_MM, SIGNATURE_HEIGHT_MM)
    room = cell.top_y - cell.bottom_y - 2 * _AIR
    if room <= 0:
        raise ValueError("the signature cell has no height")
    scale = min(widest * PT_PER_MM / width_px, min(highest * PT_PER_MM, room) / height_px)
    middle_y = (cell.top_y + cell.bottom_y) / 2
    return _around(cell.page, cell.centre_x, middle_y, (width_px * scale, height_px * scale))


def seal_box(personal: Box, diameter_mm: float = SEAL_DIAMETER_MM) -> Box:
    """Return the seal's box: real size, over a third of the signature from its left, level with it.

    The seal's right edge stands on the third; so a seal of any size covers exactly that much.
    """
    side = diameter_mm * PT_PER_MM
    right = personal.x1 + (personal.x2 - personal.x1) * COVERED_SHARE
    middle_y = (personal.y1 + personal.y2) / 2
    return _around(personal.page, right - side / 2, middle_y, (side, side))


def number_box(row: HeaderRow) -> Box:
    """Return the box of the header row, from the number's blank to the end of the year's."""
    tallest = max(row.number_size, row.date_size)
    right = row.year_left + 4 * _DIGIT * row.date_size + _AIR
    edges = (row.number_left - _AIR, row.baseline - _BELOW * tallest)
    return _rounded(Box(0, *edges, right, row.baseline + _ABOVE * tallest))


def glyphs(row: HeaderRow) -> Glyphs:
    """Return where the digits of the header row stand, as the reserved field keeps it."""
    return Glyphs(
        number_right=round(row.number_right, 2),
        day_left=round(row.day_left, 2),
        month_left=round(row.month_left, 2),
        year_left=round(row.year_left, 2),
        baseline=round(row.baseline, 2),
        number_size=round(row.number_size, 2),
        date_size=round(row.date_size, 2),
    )


def _around(page: int, x: float, y: float, size: tuple[float, float]) -> Box:
    half_width, half_height = size[0] / 2, size[1] / 2
    return _rounded(Box(page, x - half_width, y - half_height, x + half_width, y + half_height))


def _rounded(box: Box) -> Box:
    """Keep hundredths of a point: what a reserved field writes must read back the same."""
    return Box(box.page, *(round(edge, 2) for edge in (box.x1, box.y1, box.x2, box.y2)))
