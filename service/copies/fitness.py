"""Whether a file suits a signature of the agency alone: looked at before anybody approves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from doc_templates.page_images import has_ink
from service.copies.errors import AppendixTooLargeError
from signing.errors import CornerTakenError
from signing.seal.alone import corner_of
from signing.seal.archivable import corner_zone, refuse_unarchivable
from signing.seal.corner import corner_box

if TYPE_CHECKING:
    from signing.port import CornerLine

LARGEST: Final = 40 * 1024 * 1024  # bytes of one appendix file


def fit_pages(pdf: bytes) -> int:
    """Return how many pages a file has that the agency can sign alone.

    Raises:
        AppendixTooLargeError: it is longer than `LARGEST`.
        SigningError: it is not what it claims, or something stands in the corner; the code says.
    """
    if len(pdf) > LARGEST:
        raise AppendixTooLargeError
    pages = refuse_unarchivable(pdf)
    refuse_taken_corner(pdf)
    return pages


def refuse_taken(pdf: bytes, line: CornerLine) -> None:
    """Refuse a file that has something just where this line will stand. Raises as below."""
    box = corner_box(line, corner_of(pdf))
    if has_ink(pdf, 0, (box.x1, box.y1, box.x2, box.y2)):
        raise CornerTakenError("something stands where the line will stand")


def refuse_taken_corner(pdf: bytes) -> None:
    """Refuse a file whose first page has something where the line will stand.

    Raises:
        CornerTakenError: something is painted there, or noted.
        SigningError: it is no file to be signed alone.
    """
    if has_ink(pdf, 0, corner_zone(pdf)):
        raise CornerTakenError("the top margin of the first page is not empty")
