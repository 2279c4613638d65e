"""Draws pictures for the demo organisation: a signature in blue ink and a red round seal.

They are specimens and say so. Real people and agencies bring their own pictures. The same name
gives the same picture; the typeface is handed in because a demo has one anyway.
"""

from __future__ import annotations

import hashlib
import math
import random
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from pathlib import Path

SPECIMEN: Final = "MẪU"
SEAL_PIXELS: Final = 720
SIGNATURE_PIXELS: Final = (720, 320)
_FINER: Final = 3  # drawn larger, then reduced: smooth edges without a graphics library
_MIDDLE: Final = 0.115  # of the seal's side: the middle's type
_MIDDLE_WIDTH: Final = 0.48  # what fits between the sides of the inner circle
_BLUE: Final = (24, 52, 168)
_RED: Final = (206, 22, 32)
_CLEAR: Final = 0
_OPAQUE: Final = 255
_STROKES: Final = 9
_POINTS_A_STROKE: Final = 60

Point = tuple[float, float]


def signature_png(name: str) -> bytes:
    """Return a drawing that looks like a signature, different for every name."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    width, height = (side * _FINER for side in SIGNATURE_PIXELS)
    ink = Image.new("L", (width, height), _CLEAR)
    pen = ImageDraw.Draw(ink)
    for start, bend, middle, end in _strokes(chance, width, height):
        _draw_stroke(pen, (start, bend, middle, end), height)
    _underline(pen, chance, width, height)
    return _png(ink, _BLUE)


def seal_png(around: str, across: str, font_file: Path) -> bytes:
    """Return a round seal: `around` along its upper rim, `across` in the middle, and a star.

    Args:
        around: e.g. `TỈNH THANH HÓA`, in capitals.
        across: e.g. `SỞ Y TẾ`; a line break divides it.
        font_file: a TrueType font with every Vietnamese letter.
    """
    side = SEAL_PIXELS * _FINER
    ink = Image.new("L", (side, side), _CLEAR)
    pen = ImageDraw.Draw(ink)
    for radius, thickness in ((0.499, 0.016), (0.455, 0.006), (0.295, 0.006)):
        _circle(pen, side, radius, thickness)
    rim = ImageFont.truetype(str(font_file), round(side * 0.088))
    _text_along_rim(ink, around, rim, 0.375, top=True)
    _text_along_rim(ink, SPECIMEN, rim, 0.375, top=False)
    _star(pen, (side / 2, side * 0.36), side * 0.06)
    middle = _fitting(pen, across, font_file, side)
    pen.multiline_text(
        (side / 2, side * 0.55), across, fill=_OPAQUE, font=middle, anchor="mm", align="center"
    )
    return _png(ink, _RED)


def _fitting(
    pen: ImageDraw.ImageDraw, across: str, font_file: Path, side: int
) -> ImageFont.FreeTypeFont:
    """Return the middle's type, smaller where its longest line would touch the inner circle."""
    usual = ImageFont.truetype(str(font_file), round(side * _MIDDLE))
    left, _, right, _ = pen.multiline_textbbox((0, 0), across, font=usual)
    share = min(1.0, side * _MIDDLE_WIDTH / (right - left))
    return ImageFont.truetype(str(font_file), int(side * _MIDDLE * share))


def _strokes(
    chance: random.Random, width: int, height: int
) -> list[tuple[Point, Point, Point, Point]]:
    """Return joined cubic curves that run from left to right, as a hand does."""
    strokes, pen = [], (width * 0.08, height * chance.uniform(0.4, 0.6))
    for index in range(_STROKES):
        x = width * (0.08 + 0.8 * (index + 1) / _STROKES)
        end = (x, height * chance.uniform(0.35, 0.65))
        bend = (pen[0] + width * chance.uniform(-0.05, 0.12), height * chance.uniform(0.03, 0.35))
        back = (end[0] + width * chance.uniform(-0.15, 0.04), height * chance.uniform(0.55, 0.92))
        strokes.append((pen, bend, back, end))
        pen = end
    return strokes


def _draw_stroke(
    pen: ImageDraw.ImageDraw, curve: tuple[Point, Point, Point, Point], height: int
) -> None:
    """Draw a curve as a row of dots, thicker in its middle as under a pen's pressure."""
    for step in range(_POINTS_A_STROKE * 6):
        t = step / (_POINTS_A_STROKE * 6 - 1)
        x, y = _on_curve(curve, t)
        radius = height * (0.007 + 0.008 * math.sin(math.pi * t))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_OPAQUE)


def _on_curve(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))
    return x, y


def _underline(pen: ImageDraw.ImageDraw, chance: random.Random, width: int, height: int) -> None:
    y, slope = height * chance.uniform(0.8, 0.88), height * chance.uniform(-0.1, 0.02)
    ends = ((width * 0.2, y), (width * 0.4, y + slope), (width * 0.7, y), (width * 0.94, y + slope))
    _draw_stroke(pen, ends, height)


def _circle(pen: ImageDraw.ImageDraw, side: int, radius: float, thickness: float) -> None:
    near, far = side * (0.5 - radius), side * (0.5 + radius)
    pen.ellipse((near, near, far, far), outline=_OPAQUE, width=round(side * thickness))


def _text_along_rim(
    ink: Image.Image, text: str, font: ImageFont.FreeTypeFont, radius: float, *, top: bool
) -> None:
    """Set text on a circle letter by letter: clockwise above, counter-clockwise below."""
    distance, turn = ink.width * radius, 1 if top else -1
    advances = [font.getlength(letter) * 1.06 for letter in text]
    angle = -sum(advances) / distance / 2
    for letter, advance in zip(text, advances, strict=True):
        middle = angle + advance / distance / 2
        angle += advance / distance
        x = ink.width / 2 + distance * math.sin(middle)
        y = ink.width / 2 - turn * distance * math.cos(middle)
        _set_letter(ink, letter, font, (x, y, -turn * math.degrees(middle)))


def _set_letter(
    ink: Image.Image, letter: str, font: ImageFont.FreeTypeFont, place: tuple[float, float, float]
) -> None:
    x, y, degrees = place
    side = round(font.size * 2)
    tile = Image.new("L", (side, side), _CLEAR)
    ImageDraw.Draw(tile).text((side / 2, side / 2), letter, fill=_OPAQUE, font=font, anchor="mm")
    turned = tile.rotate(degrees, resample=Image.Resampling.BICUBIC)
    ink.paste(_OPAQUE, (round(x - side / 2), round(y - side / 2)), turned)


def _star(pen: ImageDraw.ImageDraw, centre: Point, radius: float) -> None:
    corners = []
    for index in range(10):
        angle, reach = math.pi * index / 5, radius * (1 if index % 2 == 0 else 0.382)
        corners.append((centre[0] + reach * math.sin(angle), centre[1] - reach * math.cos(angle)))
    pen.polygon(corners, fill=_OPAQUE)


def _png(ink: Image.Image, colour: tuple[int, int, int]) -> bytes:
    small = ink.reduce(_FINER)
    picture = Image.new("RGB", small.size, colour)
    picture.putalpha(small)
    output = BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()
