"""Reads where the reserved places of a form came to stand in the finished PDF. Only reads.

A Word bookmark leaves LibreOffice as a named destination at the top left of its line. How far the
baseline (or another wanted point) lies from there is known per form: `places.json` beside the
template, in pt, measured from the page content and held to it by a test.

To get the middle of a column, the bookmark stands in an empty centred line of its own: such a
line has no width, so its left end is the middle.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import pikepdf

from doc_templates.errors import AnchorMissingError
from doc_templates.port import Anchor
from doc_templates.typeface import ASCENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAME_SIZE = 14.0  # pt, the signer's name (7b)
_FIELDS = {
    "personal": "ChuKyCaNhan",
    "confirm": "XacNhan",
    "secretary": "ThuKy",
    "chair": "ChuTri",
}
_ENDS = ("Tren", "Duoi")


class Shift(NamedTuple):
    """From the destination to the wanted point: right and down, in pt."""

    right: float
    down: float


class SignatureCell(NamedTuple):
    """The room between post and name; pt from the page's lower left corner, `page` from 0."""

    page: int
    centre_x: float
    top_y: float  # under the last line of the post
    bottom_y: float  # over the tallest letter of the name


def read_anchors(pdf: bytes, places: Mapping[str, Shift]) -> tuple[Anchor, ...]:
    """Return the anchors named in `places`, sorted by name.

    Raises:
        AnchorMissingError: the PDF lacks one of them.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        destinations = document.Root.get("/Dests", pikepdf.Dictionary())
        return tuple(
            _anchor(name, destinations.get(f"/{name}"), pages, places[name])
            for name in sorted(places)
        )


def with_room(places: Mapping[str, Shift], noted: Iterable[str]) -> dict[str, Shift]:
    """Return the places of a form without those of roles that carry a note in their room."""
    absent = {f"{_FIELDS.get(role, role)}{end}" for role in noted for end in _ENDS}
    return {name: shift for name, shift in places.items() if name not in absent}


def _anchor(
    name: str,
    destination: pikepdf.Object | None,
    pages: Mapping[tuple[int, int], int],
    shift: Shift,
) -> Anchor:
    """Return one anchor from its `[page /XYZ left top zoom]` (ISO 32000-1, 12.3.2.2)."""
    if destination is None or destination[1] != pikepdf.Name.XYZ:
        raise AnchorMissingError(name)
    left, top = float(destination[2]), float(destination[3])
    return Anchor(name, pages[destination[0].objgen], left + shift.right, top - shift.down)


def signature_cell(anchors: Iterable[Anchor], role: str) -> SignatureCell:
    """Return the room for the signature of `role`: `personal`, `confirm`, `secretary`, `chair`.

    Raises:
        AnchorMissingError: the paper has no such room, or a page break runs through it.
    """
    known = {anchor.name: anchor for anchor in anchors}
    field = _FIELDS.get(role, role)
    top, bottom = (known.get(f"{field}{end}") for end in _ENDS)
    if top is None or bottom is None or top.page != bottom.page:
        raise AnchorMissingError(role)
    return SignatureCell(top.page, top.x, top.y, bottom.y + ASCENT * NAME_SIZE)
