"""Reads a PDF as a person with a ruler would: letters, their type, and drawn lines. Millimetres.

From the upper left corner of the page; `y` of a letter is its baseline.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed letter."""

    char: str
    x: float
    y: float
    right: float  # where the next letter starts
    size: float  # pt
    font: str

    @property
    def bold(self) -> bool:
        return "Bold" in self.font

    @property
    def italic(self) -> bool:
        return "Italic" in self.font


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring letters on one line."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def x(self) -> float:
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        return next(glyph.right for glyph in reversed(self.glyphs) if not glyph.char.isspace())

    @property
    def centre(self) -> float:
        return (self.x + self.right) / 2

    @property
    def width(self) -> float:
        return self.right - self.x

    @property
    def y(self) -> float:
        assert len({round(glyph.y, 1) for glyph in self.glyphs}) == 1, self.text
        return self.glyphs[0].y

    @property
    def type(self) -> tuple[float, bool, bool]:
        """Size, bold, italic; fails when they change within the span."""
        found = {(glyph.size, glyph.bold, glyph.italic) for glyph in self.glyphs}
        assert len(found) == 1, (self.text, found)
        return found.pop()


@dataclass(frozen=True, slots=True)
class Rule:
    """One drawn horizontal line."""

    x: float
    right: float
    y: float
    thickness: float  # pt

    @property
    def length(self) -> float:
        return self.right - self.x

    @property
    def centre(self) -> float:
        return (self.x + self.right) / 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the PDF."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    def find(self, text: str) -> Span:
        """Return the first place of `text` on the page."""
        start = self.text.find(text)
        assert start >= 0, f"{text!r} is not on the page"
        return Span(self.glyphs[start : start + len(text)])

    def lines(self) -> list[Span]:
        """Return the lines from top to bottom; neighbours in two columns count as one line."""
        rows: dict[float, list[Glyph]] = {}
        for glyph in self.glyphs:
            rows.setdefault(round(glyph.y, 1), []).append(glyph)
        ordered = (sorted(rows[y], key=lambda glyph: glyph.x) for y in sorted(rows))
        return [Span(tuple(row)) for row in ordered if any(not g.char.isspace() for g in row)]

    def rule_below(self, span: Span) -> Rule:
        """Return the drawn line nearest below a line of text."""
        below = [rule for rule in self.rules if rule.y > span.y and rule.x < span.right]
        return min((rule for rule in below if rule.right > span.x), key=lambda rule: rule.y)


def sheets(pdf: bytes) -> list[Sheet]:
    """Return all pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_sheet(document[number]) for number in range(len(document))]
    finally:
        document.close()


def _sheet(page: Any) -> Sheet:
    width, height = page.get_size()
    text = page.get_textpage()
    numbers = range(text.count_chars())
    glyphs = [_glyph(text, number, height) for number in numbers]
    paths = page.get_objects((pdfium.FPDF_PAGEOBJ_PATH,))
    rules = dict.fromkeys(_rule(item, height) for item in paths)  # LibreOffice paints each twice
    return Sheet(
        width * MM,
        height * MM,
        tuple(glyph for glyph in glyphs if glyph is not None),
        tuple(rules),
    )


def _glyph(text: Any, number: int, height: float) -> Glyph | None:
    if pdfium.FPDFText_IsGenerated(text, number) == 1:
        return None
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, number, x, y)
    _, _, right, _ = text.get_charbox(number, loose=True)
    char = chr(pdfium.FPDFText_GetUnicode(text, number))
    size = round(pdfium.FPDFText_GetFontSize(text, number), 2)
    return Glyph(char, x.value * MM, (height - y.value) * MM, right * MM, size, _font(text, number))


def _font(text: Any, number: int) -> str:
    buffer, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, number, buffer, 200, flags)
    return buffer.value.decode().split("+")[-1]


def _rule(item: Any, height: float) -> Rule:
    """Return a stroked path by the points of its line; its bounds would include the pen."""
    points = [_point(item, number) for number in range(pdfium.FPDFPath_CountSegments(item))]
    across = sorted(x for x, _ in points)
    down = [height - y for _, y in points]
    pen = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(item, pen)
    return Rule(across[0] * MM, across[-1] * MM, sum(down) / len(down) * MM, pen.value)


def _point(item: Any, number: int) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFPath_GetPathSegment(item, number), x, y)
    found = item.get_matrix().on_point(x.value, y.value)
    return float(found[0]), float(found[1])
