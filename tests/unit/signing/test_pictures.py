"""Pictures that the decree does not allow are refused before anybody signs with them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from signing.errors import ImageUnfitError
from signing.seal.images import SIGNATURE_PIXELS, seal_png, signature_png
from signing.seal.pictures import Ink, read_picture
from tests.signing_pki import BLUE, RED, a_png

BOLD = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf")


def _saved(image: Image.Image, kind: str = "PNG") -> bytes:
    output = BytesIO()
    image.save(output, kind)
    return output.getvalue()


def saved(colour: tuple[int, int, int]) -> bytes:
    """A sheet of one colour without any ground."""
    return _saved(Image.new("RGB", (600, 240), colour))


def a_ring(width: int, height: int, margin: int = 0) -> bytes:
    """A red ring that reaches the sides of its picture, but for a margin."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    box = (margin, margin, width - 1 - margin, height - 1 - margin)
    ImageDraw.Draw(image).ellipse(box, outline=(*RED, 255), width=10)
    return _saved(image)


def test_a_blue_drawing_on_a_clear_ground_is_taken() -> None:
    picture = read_picture(a_png(BLUE), Ink.BLUE)
    assert (picture.width, picture.height) == (300, 120)
    assert len(picture.rgb) == 3 * len(picture.alpha) == 3 * 300 * 120


@pytest.mark.parametrize(("colour", "ink"), [(RED, Ink.BLUE), (BLUE, Ink.RED)])
def test_the_wrong_ink_is_refused(colour: tuple[int, int, int], ink: Ink) -> None:
    with pytest.raises(ImageUnfitError, match="not"):
        read_picture(a_png(colour), ink)


@pytest.mark.parametrize("colour", [(0, 0, 0), (90, 90, 90), (20, 160, 40)])
def test_black_grey_and_green_are_no_ink(colour: tuple[int, int, int]) -> None:
    for ink in Ink:
        with pytest.raises(ImageUnfitError):
            read_picture(a_png(colour), ink)


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "BMP"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(ImageUnfitError, match="PNG"):
        read_picture(_saved(Image.new("RGB", (300, 120), BLUE), kind), Ink.BLUE)


@pytest.mark.parametrize("spoilt", [b"", b"\x89PNG\r\n\x1a\n", a_png(BLUE)[:200]])
def test_a_damaged_file_is_refused(spoilt: bytes) -> None:
    with pytest.raises(ImageUnfitError):
        read_picture(spoilt, Ink.BLUE)


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (300, 120), BLUE),
        Image.new("RGBA", (300, 120), (*BLUE, 255)),
        Image.new("RGBA", (300, 120), (*BLUE, 0)),
    ],
    ids=["without alpha", "all opaque", "all clear"],
)
def test_a_picture_without_ground_or_without_ink_is_refused(image: Image.Image) -> None:
    with pytest.raises(ImageUnfitError):
        read_picture(_saved(image), Ink.BLUE)


@pytest.mark.parametrize("size", [(2100, 2000), (300, 10)])
def test_a_picture_too_large_or_too_small_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ImageUnfitError, match="pixels"):
        read_picture(_saved(Image.new("RGBA", size, (*BLUE, 0))), Ink.BLUE)


def test_nothing_can_be_hidden_under_full_transparency() -> None:
    image = Image.open(BytesIO(a_png(BLUE)))
    for x in range(100, 200):
        image.putpixel((x, 60), (1, 2, 3, 0))
    assert read_picture(_saved(image), Ink.BLUE) == read_picture(a_png(BLUE), Ink.BLUE)


def test_another_picture_has_another_name() -> None:
    one, other = read_picture(a_png(BLUE), Ink.BLUE), read_picture(a_png((21, 40, 200)), Ink.BLUE)
    assert one.sha256 != other.sha256


def test_the_demo_pictures_pass_the_same_checks() -> None:
    assert read_picture(signature_png("Nguyễn Văn An"), Ink.BLUE).width == SIGNATURE_PIXELS[0]
    seal = read_picture(seal_png("TỈNH THANH HÓA", "SỞ Y TẾ", BOLD), Ink.RED)
    assert seal.width == seal.height


def test_a_name_always_gives_the_same_signature_and_another_name_another() -> None:
    assert signature_png("Nguyễn Văn An") == signature_png("Nguyễn Văn An")
    assert signature_png("Nguyễn Văn An") != signature_png("Nguyễn Văn Ân")
