"""What a signature paints depends on what is printed and where, and on nothing else."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils import generic

from signing.errors import AppearanceUnfitError
from signing.port import Box, NumberAndDate
from signing.seal import layout
from signing.seal.appearance import make, number_appearance, picture_appearance, picture_in
from signing.seal.digit_fonts import DIGITS, DigitFont, italic_digits, upright_digits
from signing.seal.drawing import NotADrawingError, Stream, number, read, write
from signing.seal.make_digit_fonts import SOURCES, subset_of
from signing.seal.revision import start_revision
from tests.signing_pki import NUMBER, PAPER, ROW, a_signature

BOX = layout.number_box(ROW)
GLYPHS = layout.glyphs(ROW)
INSTALLED = Path("/usr/share/fonts/truetype/liberation2")


def _texts(drawing: Stream) -> list[tuple[float, str]]:
    """The left end of each text of a drawing, on the page, and the text."""
    found = re.findall(rb"1 0 0 1 (\S+) \S+ Tm \((\d+)\) Tj", drawing.data)
    return [(float(x) + BOX.x1, digits.decode()) for x, digits in found]


@pytest.mark.parametrize("digits", ["1", "05", "241"])
def test_the_number_ends_at_its_slash_however_long_it_is(digits: str) -> None:
    row = replace(ROW, number_left=150)
    drawing = number_appearance(
        replace(NUMBER, number=digits), layout.number_box(row), layout.glyphs(row)
    )
    ((left, printed), *_) = re.findall(rb"1 0 0 1 (\S+) \S+ Tm \((\d+)\) Tj", drawing.data)
    width = upright_digits().width(printed.decode(), ROW.number_size)
    assert float(left) + layout.number_box(row).x1 + width == pytest.approx(
        ROW.number_right, abs=0.02
    )


def test_day_month_and_year_begin_at_their_blanks() -> None:
    _, *dated = _texts(number_appearance(NUMBER, BOX, GLYPHS))
    assert [digits for _, digits in dated] == ["02", "11", "2026"]
    blanks = [ROW.day_left, ROW.month_left, ROW.year_left]
    assert [left for left, _ in dated] == pytest.approx(blanks, abs=0.02)


def test_the_number_is_upright_13_and_the_date_italic_14() -> None:
    content = number_appearance(NUMBER, BOX, GLYPHS).data
    assert re.findall(rb"(/\w) (\d+) Tf", content) == [(b"/S", b"13"), *[(b"/N", b"14")] * 3]
    assert upright_digits().base_font.endswith("LiberationSerif")
    assert italic_digits().base_font.endswith("LiberationSerif-Italic")


def test_the_same_is_always_painted_alike() -> None:
    assert number_appearance(NUMBER, BOX, GLYPHS) == number_appearance(NUMBER, BOX, GLYPHS)
    other = replace(NUMBER, day="03")
    assert number_appearance(other, BOX, GLYPHS) != number_appearance(NUMBER, BOX, GLYPHS)


@pytest.mark.parametrize("spoilt", ["", "24a", "2 4", "٢٤١", "-24", "241\n", ") Tj (9"])
def test_anything_but_digits_is_refused(spoilt: str) -> None:
    with pytest.raises(AppearanceUnfitError):
        number_appearance(replace(NUMBER, number=spoilt), BOX, GLYPHS)


def test_a_number_too_long_for_its_blank_is_refused() -> None:
    with pytest.raises(AppearanceUnfitError, match="fit"):
        number_appearance(replace(NUMBER, number="1234567"), BOX, GLYPHS)


def test_a_picture_in_the_header_row_is_refused() -> None:
    with pytest.raises(AppearanceUnfitError):
        make(a_signature(), BOX, GLYPHS)


def test_a_number_in_a_signature_field_is_refused() -> None:
    with pytest.raises(AppearanceUnfitError):
        make(NumberAndDate("1", "2", "3", "2026"), BOX, None)


def test_a_picture_keeps_its_proportions_in_a_box_of_another_shape() -> None:
    content = picture_appearance(a_signature(), Box(0, 0, 0, 100, 100)).data
    w, h, x, y = (
        float(part) for part in re.findall(rb"q (\S+) 0 0 (\S+) (\S+) (\S+) cm", content)[0]
    )
    assert w / h == pytest.approx(a_signature().width / a_signature().height, rel=0.001)
    assert (x, w) == (0, 100)
    assert y == pytest.approx((100 - h) / 2, abs=0.01)


@pytest.mark.parametrize(
    "drawing",
    [
        number_appearance(NUMBER, BOX, GLYPHS),
        picture_appearance(a_signature(), Box(0, 10, 10, 90, 50)),
    ],
)
def test_a_drawing_reads_back_as_it_was_written(drawing: Stream) -> None:
    assert read(write(drawing, start_revision(PAPER.read_bytes()))) == drawing


def test_a_drawing_gives_its_picture_back() -> None:
    drawing = picture_appearance(a_signature(), Box(0, 10, 10, 90, 50))
    assert picture_in(drawing) == a_signature()
    with pytest.raises(AppearanceUnfitError):
        picture_in(number_appearance(NUMBER, BOX, GLYPHS))


def test_a_stream_packed_in_another_way_is_no_drawing_of_ours() -> None:
    with pytest.raises(NotADrawingError):
        read(generic.StreamObject(stream_data=b"q Q"))


def test_an_endless_nest_is_no_drawing_of_ours() -> None:
    nest = generic.ArrayObject()
    nest.append(nest)
    with pytest.raises(NotADrawingError, match="deep"):
        read(nest)


@pytest.mark.parametrize(("value", "written"), [(36.0, "36"), (0.1 + 0.2, "0.3"), (1.005, "1")])
def test_numbers_are_written_in_hundredths(value: float, written: str) -> None:
    assert str(number(value)) == written


@pytest.mark.parametrize("font", [upright_digits(), italic_digits()])
def test_declared_widths_are_those_of_the_font_program(font: DigitFont) -> None:
    program = TTFont(BytesIO(font.program))
    cmap, advance = program.getBestCmap(), program["hmtx"]
    scale = 1000 / program["head"].unitsPerEm
    assert list(font.widths) == [round(advance[cmap[ord(d)]][0] * scale) for d in DIGITS]


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_the_shipped_fonts_are_made_from_liberation_serif(source: str) -> None:
    """The same release of the typeface gives the same bytes; Debian 12 has it."""
    made, new_name = SOURCES[source]
    shipped = (Path(layout.__file__).parent / made).read_bytes()
    again = subset_of((INSTALLED / source).read_bytes(), new_name)
    assert hashlib.sha256(again).digest() == hashlib.sha256(shipped).digest()


def test_the_shipped_fonts_do_not_carry_the_reserved_name() -> None:
    for font in (upright_digits(), italic_digits()):
        names = TTFont(BytesIO(font.program))["name"]
        assert names.getDebugName(1).startswith("Trinh Ky Digits")
        assert "SIL Open Font License" in names.getDebugName(13)
