"""What a signature paints: pure functions of what is printed, so that a verifier can repeat them.

Three kinds exist. The header row paints a number and a date, the corner of an appendix file or of
a copy a line of text; every other field paints one picture.
`make` is the single entry: whoever holds what was printed and where gets the same drawing back.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from signing.errors import AppearanceUnfitError
from signing.port import Box, CornerLine, Glyphs, NumberAndDate
from signing.seal import corner
from signing.seal.digit_fonts import DigitFont, italic_digits, upright_digits
from signing.seal.drawing import FORM, Name, Stream, Value, number
from signing.seal.line_font import line_font
from signing.seal.pictures import Picture

if TYPE_CHECKING:
    from collections.abc import Mapping

Printed: TypeAlias = NumberAndDate | Picture | CornerLine

_NUMBER: Final = re.compile(r"[0-9]{1,8}", re.ASCII)
_DAY_OR_MONTH: Final = re.compile(r"[0-9]{1,2}", re.ASCII)
_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)


def make(printed: Printed, box: Box, glyphs: Glyphs | None) -> Stream:
    """Return the appearance of a field that stands at `box`.

    Raises:
        AppearanceUnfitError: a number without its blanks, a picture in the header row, or text
            that is not made of digits or does not fit its box.
    """
    if isinstance(printed, Picture) and glyphs is None:
        return picture_appearance(printed, box)
    if isinstance(printed, CornerLine) and glyphs is None:
        return line_appearance(printed, box)
    if isinstance(printed, NumberAndDate) and glyphs is not None:
        return number_appearance(printed, box, glyphs)
    raise AppearanceUnfitError("the header row takes a number, every other field a picture")


def number_appearance(printed: NumberAndDate, box: Box, glyphs: Glyphs) -> Stream:
    """Draw the number right-aligned against its slash, and day, month, year into their blanks."""
    _refuse_text(printed)
    upright, italic = upright_digits(), italic_digits()
    left = glyphs.number_right - upright.width(printed.number, glyphs.number_size)
    _refuse_overflow(printed, left, box, glyphs)
    dated = zip(
        (glyphs.day_left, glyphs.month_left, glyphs.year_left),
        (printed.day, printed.month, printed.year),
        strict=True,
    )
    y = glyphs.baseline - box.y1
    rows = [_text("/S", glyphs.number_size, left - box.x1, y, printed.number)]
    rows += [_text("/N", glyphs.date_size, x - box.x1, y, digits) for x, digits in dated]
    content = "q 0 g BT\n" + "\n".join(rows) + "\nET Q\n"
    return _form(box, {"/Font": _fonts(upright, italic)}, content)


def line_appearance(line: CornerLine, box: Box) -> Stream:
    """Draw the corner's line in black, against the right edge of its field."""
    rows = [
        f"1 0 0 1 {number(x)} {number(y)} Tm <{''.join(f'{code:04X}' for code in codes)}> Tj"
        for x, y, codes in corner.placed_rows(line, box)
    ]
    content = f"q 0 g BT\n/L {number(corner.SIZE)} Tf\n" + "\n".join(rows) + "\nET Q\n"
    return _form(box, {"/Font": {"/L": line_font().dictionary()}}, content)


def picture_appearance(picture: Picture, box: Box) -> Stream:
    """Draw one picture as large as fits the box, centred, its proportions kept."""
    width, height = box.x2 - box.x1, box.y2 - box.y1
    scale = min(width / picture.width, height / picture.height)
    w, h = picture.width * scale, picture.height * scale
    placed = " ".join(str(number(v)) for v in (w, 0, 0, h, (width - w) / 2, (height - h) / 2))
    content = f"q {placed} cm /A Do Q\n"
    return _form(box, {"/XObject": {"/A": _image(picture)}}, content)


def picture_in(drawing: Value) -> Picture:
    """Return the picture that a drawing of `picture_appearance` paints; compare afterwards.

    Raises:
        AppearanceUnfitError: the drawing is not of that shape.
    """
    match drawing:
        case Stream(entries={"/Resources": {"/XObject": {"/A": Stream() as image}}}):
            return _pixels_of(image)
    raise AppearanceUnfitError("this drawing does not paint one picture")


def _pixels_of(image: Stream) -> Picture:
    match image.entries:
        case {
            "/Width": Decimal() as width,
            "/Height": Decimal() as height,
            "/SMask": Stream(data=alpha),
        }:
            return Picture(int(width), int(height), image.data, alpha)
    raise AppearanceUnfitError("this image has no size or no transparency")


def _refuse_text(printed: NumberAndDate) -> None:
    shapes = (
        (printed.number, _NUMBER),
        (printed.day, _DAY_OR_MONTH),
        (printed.month, _DAY_OR_MONTH),
        (printed.year, _YEAR),
    )
    if not all(shape.fullmatch(text) for text, shape in shapes):
        raise AppearanceUnfitError("number and date are digits only")


def _refuse_overflow(printed: NumberAndDate, left: float, box: Box, glyphs: Glyphs) -> None:
    right = glyphs.year_left + italic_digits().width(printed.year, glyphs.date_size)
    if left < box.x1 or right > box.x2 or not box.y1 <= glyphs.baseline <= box.y2:
        raise AppearanceUnfitError("number and date do not fit the header row's field")


def _text(font: str, size: float, x: float, y: float, digits: str) -> str:
    return f"{font} {number(size)} Tf 1 0 0 1 {number(x)} {number(y)} Tm ({digits}) Tj"


def _fonts(upright: DigitFont, italic: DigitFont) -> dict[str, Value]:
    return {"/S": upright.dictionary(), "/N": italic.dictionary()}


def _form(box: Box, resources: Mapping[str, Value], content: str) -> Stream:
    size = (Decimal(0), Decimal(0), number(box.x2 - box.x1), number(box.y2 - box.y1))
    entries = {**FORM, "/BBox": size, "/Resources": resources}
    return Stream(entries, content.encode("ascii"))


def _image(picture: Picture) -> Stream:
    mask = Stream(_pixels(picture, "/DeviceGray"), picture.alpha)
    return Stream({**_pixels(picture, "/DeviceRGB"), "/SMask": mask}, picture.rgb)


def _pixels(picture: Picture, colours: str) -> dict[str, Value]:
    return {
        "/Type": Name("/XObject"),
        "/Subtype": Name("/Image"),
        "/Width": Decimal(picture.width),
        "/Height": Decimal(picture.height),
        "/ColorSpace": Name(colours),
        "/BitsPerComponent": Decimal(8),
    }
