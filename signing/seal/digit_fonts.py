"""The two small typefaces of the header row: upright digits and italic digits.

They are subsets of Liberation Serif 2.1, whose metrics are those of Times New Roman, as simple
TrueType fonts (ISO 32000-1, 9.6.3) with WinAnsiEncoding and widths read from the font itself:
a composite font whose widths disagree with its program breaks PDF/A-2b (ISO 19005-2, 6.2.11.5).
The files ship with the product so that the same number is drawn alike on every machine;
`make_digit_fonts` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from fontTools.ttLib import TTFont

from signing.seal.drawing import Name, Stream, Value

DIGITS: Final = "0123456789"
_NON_SYMBOLIC: Final = 32
_ITALIC: Final = 64
_SERIF: Final = 2


@dataclass(frozen=True, slots=True)
class DigitFont:
    """One typeface: its program and what a font dictionary says about it."""

    program: bytes
    base_font: str
    widths: tuple[int, ...]  # of 0 to 9, thousandths of the size
    descriptor: tuple[tuple[str, Value], ...]

    def width(self, digits: str, size: float) -> float:
        """Return how wide `digits` are, in pt."""
        return sum(self.widths[int(digit)] for digit in digits) * size / 1000

    def dictionary(self) -> dict[str, Value]:
        """Return the font dictionary (ISO 32000-1, table 111)."""
        return {
            "/Type": Name("/Font"),
            "/Subtype": Name("/TrueType"),
            "/BaseFont": Name(self.base_font),
            "/Encoding": Name("/WinAnsiEncoding"),
            "/FirstChar": Decimal(ord(DIGITS[0])),
            "/LastChar": Decimal(ord(DIGITS[-1])),
            "/Widths": tuple(Decimal(width) for width in self.widths),
            "/FontDescriptor": {
                **dict(self.descriptor),
                "/FontFile2": Stream({"/Length1": Decimal(len(self.program))}, self.program),
            },
        }


@cache
def upright_digits() -> DigitFont:
    """Return the typeface of the number."""
    return _load("digits-upright.ttf", "/TRKSON+LiberationSerif", italic=False)


@cache
def italic_digits() -> DigitFont:
    """Return the typeface of day, month and year."""
    return _load("digits-italic.ttf", "/TRKNGA+LiberationSerif-Italic", italic=True)


def _load(file_name: str, base_font: str, *, italic: bool) -> DigitFont:
    program = files("signing.seal").joinpath(file_name).read_bytes()
    font = TTFont(BytesIO(program))
    scale = 1000 / font["head"].unitsPerEm
    cmap, advance = font.getBestCmap(), font["hmtx"]
    widths = tuple(round(advance[cmap[ord(digit)]][0] * scale) for digit in DIGITS)
    return DigitFont(program, base_font, widths, _describe(font, base_font, scale, italic=italic))


def _describe(
    font: TTFont, base_font: str, scale: float, *, italic: bool
) -> tuple[tuple[str, Value], ...]:
    head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    entries: dict[str, Value] = {
        "/Type": Name("/FontDescriptor"),
        "/FontName": Name(base_font),
        "/Flags": Decimal(_NON_SYMBOLIC | _SERIF | (_ITALIC if italic else 0)),
        "/FontBBox": tuple(Decimal(round(edge * scale)) for edge in box),
        "/ItalicAngle": Decimal(round(font["post"].italicAngle)),
        "/Ascent": Decimal(round(hhea.ascent * scale)),
        "/Descent": Decimal(round(hhea.descent * scale)),
        "/CapHeight": Decimal(round(os2.sCapHeight * scale)),
        "/StemV": Decimal(80),
    }
    return tuple(sorted(entries.items()))
