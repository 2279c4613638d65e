"""The typeface of the line in the corner: upright, every Vietnamese letter, as a composite font.

A subset of Liberation Serif 2.1, whose metrics are those of Times New Roman, with codes that are
glyph numbers (ISO 32000-1, 9.7.4) and widths read from the program itself: PDF/A-2b compares both
(ISO 19005-2, 6.2.11.5). The whole file is embedded each time, so a line of any words is drawn from
the same bytes. `make_digit_fonts` makes it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from fontTools.ttLib import TTFont

from signing.errors import AppearanceUnfitError
from signing.seal.drawing import Name, Stream, Value

BASE_FONT: Final = "/TRKLIN+LiberationSerif"
_NON_SYMBOLIC_SERIF: Final = 32 + 2
_CMAP_BLOCK: Final = 100  # entries that one bfchar block may hold (Adobe technical note 5014)
_BEFORE: Final = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_AFTER: Final = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


@dataclass(frozen=True, slots=True)
class LineFont:
    """The typeface: its program, its glyphs by letter, their widths in thousandths of the size."""

    program: bytes
    glyphs: Mapping[str, int]
    widths: tuple[int, ...]
    descriptor: Mapping[str, Value]
    base_font: str = BASE_FONT

    def codes(self, text: str) -> list[int]:
        """Return the glyph numbers of a text.

        Raises:
            AppearanceUnfitError: a letter that the typeface lacks, or that is not composed (NFC).
        """
        try:
            return [self.glyphs[letter] for letter in unicodedata.normalize("NFC", text)]
        except KeyError as error:
            raise AppearanceUnfitError(f"no letter {error.args[0]!r} in the typeface") from error

    def width(self, text: str, size: float) -> float:
        """Return how wide a text is, in pt. Raises AppearanceUnfitError."""
        return sum(self.widths[code] for code in self.codes(text)) * size / 1000

    def dictionary(self) -> dict[str, Value]:
        """Return the font dictionary (ISO 32000-1, table 121)."""
        return {
            "/Type": Name("/Font"),
            "/Subtype": Name("/Type0"),
            "/BaseFont": Name(self.base_font),
            "/Encoding": Name("/Identity-H"),
            "/DescendantFonts": (self._descendant(),),
            "/ToUnicode": Stream({}, _to_unicode(self.glyphs)),
        }

    def _descendant(self) -> dict[str, Value]:
        program = Stream({"/Length1": Decimal(len(self.program))}, self.program)
        return {
            "/Type": Name("/Font"),
            "/Subtype": Name("/CIDFontType2"),
            "/BaseFont": Name(self.base_font),
            "/CIDSystemInfo": {
                "/Registry": "Adobe",
                "/Ordering": "Identity",
                "/Supplement": Decimal(0),
            },
            "/CIDToGIDMap": Name("/Identity"),
            "/W": (Decimal(0), tuple(Decimal(width) for width in self.widths)),
            "/FontDescriptor": {**self.descriptor, "/FontFile2": program},
        }


@cache
def line_font() -> LineFont:
    """Return the typeface of the corner's line."""
    return font_of("line-upright.ttf", BASE_FONT)


def font_of(file: str, base_font: str) -> LineFont:
    """Return a typeface of this folder; `base_font` is its name in a PDF, with a subset's tag."""
    program = files("signing.seal").joinpath(file).read_bytes()
    font = TTFont(BytesIO(program))
    scale = 1000 / font["head"].unitsPerEm
    order = font.getGlyphOrder()
    widths = tuple(round(font["hmtx"][name][0] * scale) for name in order)
    glyphs = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    return LineFont(program, glyphs, widths, _descriptor(font, scale, base_font), base_font)


def _descriptor(font: TTFont, scale: float, base_font: str) -> dict[str, Value]:
    head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    return {
        "/Type": Name("/FontDescriptor"),
        "/FontName": Name(base_font),
        "/Flags": Decimal(_NON_SYMBOLIC_SERIF),
        "/FontBBox": tuple(Decimal(round(edge * scale)) for edge in box),
        "/ItalicAngle": Decimal(0),
        "/Ascent": Decimal(round(hhea.ascent * scale)),
        "/Descent": Decimal(round(hhea.descent * scale)),
        "/CapHeight": Decimal(round(os2.sCapHeight * scale)),
        "/StemV": Decimal(80),
    }


def _to_unicode(glyphs: Mapping[str, int]) -> bytes:
    """Return the way back from glyphs to letters, so that the line can be searched and read out."""
    back = {code: letter for letter, code in sorted(glyphs.items(), reverse=True)}
    rows = [f"<{code:04X}> <{ord(back[code]):04X}>\n" for code in sorted(back)]
    blocks = [rows[at : at + _CMAP_BLOCK] for at in range(0, len(rows), _CMAP_BLOCK)]
    body = "".join(f"{len(b)} beginbfchar\n{''.join(b)}endbfchar\n" for b in blocks)
    return (_BEFORE + body + _AFTER).encode("ascii")
