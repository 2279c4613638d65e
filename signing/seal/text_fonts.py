"""The typefaces of a report that we draw ourselves: upright and bold, as composite fonts.

Subsets of Liberation Serif 2.1, as `line_font` has one; that one is never changed, because what
it has drawn is compared again. `make_digit_fonts` makes these two.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from signing.seal.line_font import LineFont, font_of

UPRIGHT: Final = ("text-upright.ttf", "/TRKTXU+LiberationSerif")
BOLD: Final = ("text-bold.ttf", "/TRKTXB+LiberationSerif-Bold")
UNKNOWN: Final = "\N{WHITE SQUARE}"  # stands for a letter that the typeface lacks


@cache
def text_font(*, bold: bool = False) -> LineFont:
    """Return one of the two typefaces."""
    return font_of(*(BOLD if bold else UPRIGHT))


def drawable(text: str) -> str:
    """Return a text with a square for each letter that cannot be drawn, white space as spaces.

    Marks that would pile up on a letter are such letters too: only composed ones are drawn.
    """
    known = text_font().glyphs
    composed = unicodedata.normalize("NFC", text)
    return "".join(_drawn(letter, letter in known) for letter in composed)


def _drawn(letter: str, is_known: bool) -> str:  # noqa: FBT001 - private
    if letter.isspace():
        return " "
    return letter if is_known and unicodedata.category(letter)[0] not in "CM" else UNKNOWN
