"""Draws placed text and rules onto A4 pages as PDF/A-2b: the same input gives the same bytes.

No template, no markup and no other program: a text becomes glyph numbers and nothing else, so no
text can be taken for an instruction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pikepdf

from signing.seal.drawing import Name, Stream, Value, number
from signing.seal.scanned import declare_pdfa, saved
from signing.seal.text_fonts import drawable, text_font

if TYPE_CHECKING:
    from collections.abc import Iterable

A4: Final = (595.28, 841.89)  # pt
_FONTS: Final = {False: "/U", True: "/B"}


@dataclass(frozen=True, slots=True)
class Placed:
    """One text on one line: its left end and baseline, pt from the page's lower left corner."""

    x: float
    y: float
    text: str
    size: float = 11.0  # pt
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of half a point from one place to another."""

    x1: float
    y1: float
    x2: float
    y2: float


Page = Sequence[Placed | Rule]


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is as it is drawn, in pt."""
    return text_font(bold=bold).width(drawable(text), size)


def pages_of_text(pages: Iterable[Page], title: str) -> bytes:
    """Return the PDF/A-2b; `title` is what a reader's window shows."""
    with pikepdf.new() as pdf:
        made = {
            key: _object(pdf, text_font(bold=bold).dictionary()) for bold, key in _FONTS.items()
        }
        fonts = pikepdf.Dictionary({key: pdf.make_indirect(font) for key, font in made.items()})
        for page in pages:
            drawn = pdf.add_blank_page(page_size=A4)
            drawn.Resources = pikepdf.Dictionary(Font=fonts)
            drawn.Contents = pdf.make_stream("\n".join(map(_drawn, page)).encode("ascii"))
        pdf.Root.Lang = pikepdf.String("vi-VN")
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        declare_pdfa(pdf, title)
        return saved(pdf)


def _drawn(one: Placed | Rule) -> str:
    if isinstance(one, Rule):
        places = " ".join(str(number(at)) for at in (one.x1, one.y1))
        ends = " ".join(str(number(at)) for at in (one.x2, one.y2))
        return f"0.5 w {places} m {ends} l S"
    codes = text_font(bold=one.bold).codes(drawable(one.text))
    glyphs = "".join(f"{code:04X}" for code in codes)
    font, x, y = _FONTS[one.bold], number(one.x), number(one.y)
    return f"BT {font} {number(one.size)} Tf 1 0 0 1 {x} {y} Tm <{glyphs}> Tj ET"


def _object(pdf: pikepdf.Pdf, value: Value) -> pikepdf.Object:
    """Turn a drawing's value into an object of this file."""
    match value:
        case Name(text):
            return pikepdf.Name(text)
        case str():
            return pikepdf.String(value)
        case Stream(entries, data):
            stream = pdf.make_stream(data)
            for key in sorted(entries):
                stream[key] = _plain(pdf, entries[key])
            return stream
        case Mapping():
            return pikepdf.Dictionary({key: _plain(pdf, value[key]) for key in sorted(value)})
    raise TypeError(type(value).__name__)


def _plain(pdf: pikepdf.Pdf, value: Value) -> pikepdf.Object | int | Decimal:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral() else value
    if isinstance(value, tuple):
        return pikepdf.Array([_plain(pdf, item) for item in value])
    return _object(pdf, value)
