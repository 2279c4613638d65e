"""Draws the demo's signatures (blue) and its seal (red, and marked as a sample), as PNG.

The same name gives the same picture. The seal can be taken for no real one: it has a plain star
and says DEMO around it.
"""

from __future__ import annotations

import hashlib
import math
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_BLUE: Final = (20, 60, 170)
_RED: Final = (214, 20, 32)
_FINER: Final = 4  # drawn so many times larger, then made smaller: smooth edges
_SIGNATURE: Final = (560, 220)  # pixels
_SEAL: Final = 440  # pixels; 310 to the inch at 36 mm
_WORDS: Final = "TRINH KY DEMO * NOT FOR PRODUCTION * "


def draw_signature(name: str) -> bytes:
    """Return a scrawl of its own for each name."""
    width, height = (side * _FINER for side in _SIGNATURE)
    mask = Image.new("L", (width, height))
    pen = ImageDraw.Draw(mask)
    pen.line(_scrawl(name, width, height), fill=255, width=4 * _FINER, joint="curve")
    flourish = [(0.12 * width, 0.80 * height), (0.88 * width, 0.72 * height)]
    pen.line(flourish, fill=255, width=3 * _FINER)
    return _png(mask, _SIGNATURE, _BLUE)


def draw_seal() -> bytes:
    """Return a round sample seal, the same for every agency of the demo."""
    side = _SEAL * _FINER
    mask = Image.new("L", (side, side))
    pen = ImageDraw.Draw(mask)
    for inset, thick in ((0.01, 0.018), (0.045, 0.006), (0.24, 0.006)):
        box = (inset * side, inset * side, (1 - inset) * side, (1 - inset) * side)
        pen.ellipse(box, outline=255, width=int(thick * side))
    pen.polygon(_star(side / 2, 0.17 * side), fill=255)
    _write_around(mask, side)
    return _png(mask, (_SEAL, _SEAL), _RED)


def _scrawl(name: str, width: int, height: int) -> list[tuple[float, float]]:
    """A few waves on top of each other, their speeds and sizes taken from the name."""
    waves = [(2 + byte % 9, byte / 255) for byte in _digest(name)[:4]]
    points = []
    for step in range(600):
        along = step / 599
        swing = sum(math.sin(math.tau * (speed * along + turn)) for speed, turn in waves)
        fade = 1 - 0.55 * along
        loop = 0.05 * math.sin(math.tau * (11 + waves[0][0]) * along)
        x = (0.1 + 0.78 * along + loop) * width
        points.append((x, (0.45 + 0.10 * swing * fade) * height))
    return points


def _star(centre: float, radius: float) -> list[tuple[float, float]]:
    corners = []
    for corner in range(10):
        far = radius if corner % 2 == 0 else 0.382 * radius
        angle = corner * math.tau / 10
        corners.append((centre + far * math.sin(angle), centre - far * math.cos(angle)))
    return corners


def _write_around(mask: Image.Image, side: int) -> None:
    font = ImageFont.load_default(size=0.085 * side)
    for place, letter in enumerate(_WORDS):
        angle = place * math.tau / len(_WORDS)
        tile = Image.new("L", (int(0.16 * side), int(0.16 * side)))
        middle = (tile.width / 2, tile.height / 2)
        ImageDraw.Draw(tile).text(middle, letter, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
        x = side / 2 + 0.355 * side * math.sin(angle) - tile.width / 2
        y = side / 2 - 0.355 * side * math.cos(angle) - tile.height / 2
        mask.paste(255, (int(x), int(y)), tile)


def _png(mask: Image.Image, size: tuple[int, int], colour: tuple[int, int, int]) -> bytes:
    picture = Image.new("RGB", size, colour)
    picture.putalpha(mask.resize(size, Image.Resampling.LANCZOS))
    output = BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
