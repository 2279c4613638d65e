"""A register takes a picture only when it prints well, and a seal only when it prints true."""

from __future__ import annotations

import pytest

from signing.errors import (
    ImageCoarseError,
    ImageFormatError,
    ImageGroundError,
    ImageInkError,
    SealNotWholeError,
)
from signing.seal.registered import Printing, hand_picture, seal_picture
from tests.signing_pki import BLUE, RED, a_png
from tests.unit.signing.test_pictures import a_ring, saved


def test_a_fine_blue_hand_and_a_whole_red_seal_are_taken() -> None:
    assert hand_picture(a_png(BLUE, (600, 240))).width == 600
    assert seal_picture(a_ring(400, 400), 36.0).width == 400


@pytest.mark.parametrize(("pixels", "diameter"), [(282, 36.0), (330, 42.0)])
def test_a_seal_needs_200_dots_an_inch_at_its_own_diameter(pixels: int, diameter: float) -> None:
    with pytest.raises(ImageCoarseError, match="dpi"):
        seal_picture(a_ring(pixels, pixels), diameter)
    assert seal_picture(a_ring(pixels, pixels), diameter, Printing(least_dpi=150)).width == pixels


def test_a_hand_needs_them_at_the_size_that_fits_its_cell() -> None:
    with pytest.raises(ImageCoarseError):
        hand_picture(a_png(BLUE, (300, 120)))


@pytest.mark.parametrize("size", [(400, 380), (400, 400)], ids=["oblong", "with a margin"])
def test_a_seal_that_would_print_at_another_size_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(SealNotWholeError):
        seal_picture(a_ring(*size, margin=8 if size[0] == size[1] else 0), 36.0)


def test_each_refusal_has_a_code_of_its_own() -> None:
    refused = {
        ImageInkError: a_png(RED, (600, 240)),
        ImageFormatError: b"GIF89a",
        ImageGroundError: saved(BLUE),
    }
    for error, png in refused.items():
        with pytest.raises(error):
            hand_picture(png)
    codes = {error.code for error in (*refused, ImageCoarseError, SealNotWholeError)}
    assert len(codes) == 5


def test_a_seal_without_diameter_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="diameter"):
        seal_picture(a_ring(400, 400), 0)
