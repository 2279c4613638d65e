"""Named destinations become anchors; a lost or torn one is refused."""

from __future__ import annotations

import io

import pikepdf
import pytest

from doc_templates.anchors import Shift, read_anchors, signature_cell, with_room
from doc_templates.errors import AnchorMissingError
from doc_templates.port import Anchor


def a_pdf(**places: tuple[int, float, float]) -> bytes:
    """Return a PDF of two pages with these destinations: page, left, top."""
    pdf = pikepdf.new()
    for _ in range(2):
        pdf.add_blank_page()
    pdf.Root.Dests = pikepdf.Dictionary(
        {
            f"/{name}": pikepdf.Array([pdf.pages[page].obj, pikepdf.Name.XYZ, left, top, 0])
            for name, (page, left, top) in places.items()
        }
    )
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_an_anchor_is_its_destination_moved_by_the_forms_shift() -> None:
    pdf = a_pdf(SoPhai=(1, 100, 700))
    assert read_anchors(pdf, {"SoPhai": Shift(3.5, 12)}) == (Anchor("SoPhai", 1, 103.5, 688),)


def test_destinations_that_nobody_asked_for_are_left_out() -> None:
    pdf = a_pdf(A=(0, 1, 2), B=(0, 3, 4))
    assert [anchor.name for anchor in read_anchors(pdf, {"B": Shift(0, 0)})] == ["B"]


def test_a_lost_place_is_refused() -> None:
    with pytest.raises(AnchorMissingError, match="NamTrai"):
        read_anchors(a_pdf(SoPhai=(0, 1, 2)), {"NamTrai": Shift(0, 0)})


def test_a_pdf_without_any_destination_is_refused() -> None:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    with pytest.raises(AnchorMissingError):
        read_anchors(out.getvalue(), {"SoPhai": Shift(0, 0)})


@pytest.mark.parametrize(
    ("role", "field"),
    [
        ("personal", "ChuKyCaNhan"),
        ("confirm", "XacNhan"),
        ("secretary", "ThuKy"),
        ("chair", "ChuTri"),
    ],
)
def test_the_room_for_a_signature_lies_between_post_and_name(role: str, field: str) -> None:
    anchors = (Anchor(f"{field}Tren", 2, 420, 700), Anchor(f"{field}Duoi", 2, 420, 600))
    cell = signature_cell(anchors, role)
    assert (cell.page, cell.centre_x, cell.top_y) == (2, 420, 700)
    assert 600 < cell.bottom_y < 613


def test_a_room_torn_by_a_page_break_is_refused() -> None:
    anchors = (Anchor("ThuKyTren", 0, 420, 30), Anchor("ThuKyDuoi", 1, 420, 700))
    with pytest.raises(AnchorMissingError):
        signature_cell(anchors, "secretary")


def test_a_role_the_paper_has_no_room_for_is_refused() -> None:
    with pytest.raises(AnchorMissingError):
        signature_cell((), "personal")


def test_a_role_that_carries_a_note_has_no_places() -> None:
    shift = Shift(0, 0)
    places = dict.fromkeys(("SoPhai", "XacNhanTren", "XacNhanDuoi", "ChuKyCaNhanTren"), shift)
    assert with_room(places, ["confirm"]) == {"SoPhai": shift, "ChuKyCaNhanTren": shift}
    assert with_room(places, []) == places
