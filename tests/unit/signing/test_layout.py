"""Where signature, seal and header row stand (NĐ 30/2020/NĐ-CP, annex I, II.7d and II.8a)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.seal import layout
from signing.seal.layout import PT_PER_MM, SignatureCell, personal_box, seal_box
from tests.signing_pki import CELL, ROW

PIXELS = st.integers(min_value=16, max_value=2000)


@given(PIXELS, PIXELS)
def test_a_signature_of_any_shape_is_centred_in_its_cell_and_stays_inside(w: int, h: int) -> None:
    box = personal_box(CELL, w, h)
    assert (box.x1 + box.x2) / 2 == pytest.approx(CELL.centre_x, abs=0.02)
    assert (box.y1 + box.y2) / 2 == pytest.approx((CELL.top_y + CELL.bottom_y) / 2, abs=0.02)
    assert CELL.bottom_y <= box.y1 <= box.y2 <= CELL.top_y


@given(PIXELS, PIXELS)
def test_a_signature_keeps_its_proportions_and_its_largest_size(w: int, h: int) -> None:
    box = personal_box(CELL, w, h)
    width, height = box.x2 - box.x1, box.y2 - box.y1
    assert width * h == pytest.approx(height * w, rel=0.05, abs=0.05 * max(w, h))
    assert width <= layout.SIGNATURE_WIDTH_MM * PT_PER_MM + 0.02
    assert height <= layout.SIGNATURE_HEIGHT_MM * PT_PER_MM + 0.02


@given(st.floats(min_value=20, max_value=50))
def test_the_seal_is_of_real_size_and_covers_a_third_from_the_left(diameter: float) -> None:
    personal = personal_box(CELL, 300, 120)
    seal = seal_box(personal, diameter)
    assert (seal.x2 - seal.x1) / PT_PER_MM == pytest.approx(diameter, abs=0.01)
    assert (seal.y2 - seal.y1) / PT_PER_MM == pytest.approx(diameter, abs=0.01)
    covered = (seal.x2 - personal.x1) / (personal.x2 - personal.x1)
    assert covered == pytest.approx(1 / 3, abs=0.001)
    assert seal.y1 + seal.y2 == pytest.approx(personal.y1 + personal.y2, abs=0.05)


def test_a_cell_without_height_takes_no_signature() -> None:
    with pytest.raises(ValueError, match="height"):
        personal_box(SignatureCell(0, 400, 100, 99), 300, 120)


def test_the_header_row_spans_from_the_number_to_the_year_on_the_first_page() -> None:
    box = layout.number_box(ROW)
    assert box.page == 0
    assert box.x1 < ROW.number_left
    assert box.x2 > ROW.year_left + 4 * 7
    assert box.y1 < ROW.baseline < ROW.baseline + 0.7 * ROW.date_size < box.y2
