"""What a picture must be before a register takes it: fit to be printed, at the size it will have.

The decree asks for PNG, transparency, colour and, of a seal, actual size (NĐ 30/2020/NĐ-CP, annex
I, part I, II.7d and II.8a). It names no resolution and no size of a hand's signature: both are
parameters here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image

from signing.errors import ImageCoarseError, SealNotWholeError
from signing.seal.layout import SIGNATURE_HEIGHT_MM, SIGNATURE_WIDTH_MM
from signing.seal.pictures import Ink, Picture, read_picture

LEAST_DPI: Final = 200  # what the decree asks of scans; it says nothing of these pictures
_MM_PER_INCH: Final = 25.4
_SQUARE: Final = 0.02  # of the side: how far width and height of a seal may differ
_REACH: Final = 0.97  # of the side: what the seal's own ink must span, both ways
_SEEN: Final = 128


@dataclass(frozen=True, slots=True)
class Printing:
    """How large a hand's signature is printed at most, and how fine any picture must be."""

    least_dpi: float = LEAST_DPI
    widest_mm: float = SIGNATURE_WIDTH_MM
    highest_mm: float = SIGNATURE_HEIGHT_MM


def hand_picture(png: bytes, printing: Printing | None = None) -> Picture:
    """Return the picture of a person's signature when a register may take it.

    Raises:
        ImageUnfitError: as `read_picture`; or, as ImageCoarseError, too few pixels.
    """
    how = printing or Printing()
    picture = read_picture(png, Ink.BLUE)
    mm_a_pixel = min(how.widest_mm / picture.width, how.highest_mm / picture.height)
    _refuse_coarse(mm_a_pixel, how)
    return picture


def seal_picture(png: bytes, diameter_mm: float, printing: Printing | None = None) -> Picture:
    """Return the picture of a seal when a register may take it for that diameter.

    Raises:
        ImageUnfitError: as `read_picture`; or, as ImageCoarseError, too few pixels; or, as
            SealNotWholeError, the ink does not reach all four sides of a square.
        ValueError: the diameter is none.
    """
    if diameter_mm <= 0:
        raise ValueError("a seal has a diameter")
    picture = read_picture(png, Ink.RED)
    _refuse_coarse(diameter_mm / picture.width, printing or Printing())
    _refuse_margin(picture)
    return picture


def _refuse_coarse(mm_a_pixel: float, printing: Printing) -> None:
    dpi = _MM_PER_INCH / mm_a_pixel
    if dpi < printing.least_dpi:
        raise ImageCoarseError(f"{dpi:.0f} dpi in print, at least {printing.least_dpi:.0f}")


def _refuse_margin(picture: Picture) -> None:
    """A clear margin would be measured into the diameter, and the seal print too small."""
    sides = picture.width, picture.height
    if abs(sides[0] - sides[1]) > _SQUARE * max(sides):
        raise SealNotWholeError(f"{sides[0]} x {sides[1]} pixels are no square")
    alpha = Image.frombytes("L", sides, picture.alpha)
    ink = alpha.point([255 if a >= _SEEN else 0 for a in range(256)]).getbbox()
    if ink is None or min(ink[2] - ink[0], ink[3] - ink[1]) < _REACH * max(sides):
        raise SealNotWholeError("the seal does not reach the sides of its picture")
