"""Reads the picture of a signature or a seal and refuses what the decree does not allow.

NĐ 30/2020/NĐ-CP, annex I, part I: the personal signature is a blue picture (II.7d), the agency's
seal a red one of actual size (II.8a), both PNG with a transparent ground.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from signing.errors import (
    ImageFormatError,
    ImageGroundError,
    ImageInkError,
    ImageUnfitError,
)

MAX_PIXELS: Final = 4_000_000
MAX_FILE_BYTES: Final = 8 * 1024 * 1024
MIN_SIDE: Final = 16  # pixels
_FULL_TURN: Final = 256  # Pillow's hue runs from 0 to 255
_OPAQUE: Final = 128
_COLOURFUL: Final = 64
_SHARE_OF_INK: Final = 0.8
_LEAST_INK: Final = 0.002
_LEAST_GROUND: Final = 0.1
_WHITE: Final = (255, 255, 255)
_KEPT: Final = 4  # pictures; a picture of the largest size takes 16 MB


class Ink(Enum):
    """The colour a picture must have: from and to on the hue circle, in degrees."""

    BLUE = (190, 270)
    RED = (330, 390)


@dataclass(frozen=True, slots=True)
class Picture:
    """Decoded pixels, rows from the top: three bytes of colour and one of opacity each."""

    width: int
    height: int
    rgb: bytes
    alpha: bytes

    @property
    def sha256(self) -> str:
        """Return the digest by which a signature names its picture, in hex."""
        size = f"{self.width}x{self.height}:".encode()
        return hashlib.sha256(size + self.rgb + self.alpha).hexdigest()


@lru_cache(maxsize=_KEPT)
def read_picture(png: bytes, ink: Ink) -> Picture:
    """Decode a PNG and check that it is a drawing in `ink` on a transparent ground.

    The last few are kept: a list of a thousand papers has one signature's picture.

    Raises:
        ImageUnfitError: too large or small; as a kind of it another format (ImageFormatError), no
            ground in use (ImageGroundError), another colour (ImageInkError).
    """
    image = _decode(png)
    alpha = image.getchannel("A")
    _refuse_unclear(alpha)
    if _share_of(image, ink) < _SHARE_OF_INK:
        raise ImageInkError(f"the picture is not {ink.name.lower()}")
    return Picture(image.width, image.height, _visible(image, alpha).tobytes(), alpha.tobytes())


def _decode(png: bytes) -> Image.Image:
    if len(png) > MAX_FILE_BYTES:
        raise ImageUnfitError("the picture's file is too large")
    try:
        with Image.open(BytesIO(png), formats=("PNG",)) as image:
            _refuse_size(image)
            if not image.has_transparency_data:
                raise ImageGroundError("the picture has no transparent ground")
            return image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ImageFormatError("not a readable PNG") from error


def _refuse_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS or min(image.size) < MIN_SIDE:
        raise ImageUnfitError(f"{image.width} x {image.height} pixels cannot be used")


def _refuse_unclear(alpha: Image.Image) -> None:
    """A drawing has ink, and leaves some of its ground clear."""
    counts, pixels = alpha.histogram(), alpha.width * alpha.height
    if counts[0] < _LEAST_GROUND * pixels or sum(counts[_OPAQUE:]) < _LEAST_INK * pixels:
        raise ImageGroundError("the picture is not a drawing on a transparent ground")


def _share_of(image: Image.Image, ink: Ink) -> float:
    """Return how much of the opaque picture has the hue of `ink`; grey counts as another."""
    hue, saturation, _ = image.convert("RGB").convert("HSV").split()
    opaque = image.getchannel("A").point([255 if a >= _OPAQUE else 0 for a in range(256)])
    colourful = saturation.point([255 if s >= _COLOURFUL else 0 for s in range(256)])
    none = Image.new("L", image.size)
    counts = hue.histogram(Image.composite(opaque, none, colourful))
    return sum(counts[step] for step in _hues(ink)) / sum(opaque.histogram()[1:])


def _hues(ink: Ink) -> list[int]:
    first, last = (degrees * _FULL_TURN // 360 for degrees in ink.value)
    return [step % _FULL_TURN for step in range(first, last + 1)]


def _visible(image: Image.Image, alpha: Image.Image) -> Image.Image:
    """Whiten what nobody sees, so that nothing is hidden under full transparency."""
    seen = alpha.point([0, *([255] * 255)])
    visible = Image.new("RGB", image.size, _WHITE)
    visible.paste(image.convert("RGB"), mask=seen)
    return visible
