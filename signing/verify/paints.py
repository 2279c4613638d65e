"""What a signature's appearance shows, in a word for the report.

- of our own number field: the number and the date that it must show, `241, 05/02/2026`, as the
  signature itself says; that it really does is judged elsewhere (`verify.wrong_appearance`);
- of an appendix file or a copy: the line in the corner, `Sao y, ..., 2026-02-10T14:05:09+07:00`;
- of our other fields: `image`;
- of other people's: `page 1`, or `page 1, 3` when it is listed on several, or `nothing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.misc import PdfError

from signing.errors import SigningError
from signing.port import CornerLine
from signing.seal.drawing import NotADrawingError
from signing.seal.printed import printed_by
from signing.verify.detail import PAINTS_IMAGE, PAINTS_NOTHING, PAINTS_PAGE
from signing.verify.objects import entry, references_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyhanko.pdf_utils.rw_common import PdfHandler
    from pyhanko.sign.validation import EmbeddedPdfSignature

_UNSEEN: Final = 0b100010  # hidden, and not to be viewed (ISO 32000-1, table 165)
_DAMAGE: Final = (PdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError)

Places: TypeAlias = "Mapping[Reference, tuple[int, ...]]"


def own_paints(signature: EmbeddedPdfSignature) -> str | None:
    """Return what one of our fields must show; None when the signature does not say."""
    try:
        said = printed_by(signature.sig_object)
    except (SigningError, NotADrawingError):
        return None
    if isinstance(said, str):
        return PAINTS_IMAGE
    if isinstance(said, CornerLine):
        return ", ".join((*said.parts, said.at))
    return f"{said.number}, {said.day}/{said.month}/{said.year}"


def foreign_paints(signature: EmbeddedPdfSignature, places: Places) -> str | None:
    """Return where another's field is seen; None when that cannot be told."""
    try:
        seen = {page for ref in shown_widgets(signature.sig_field) for page in places.get(ref, ())}
    except _DAMAGE:
        return None
    if not seen:
        return PAINTS_NOTHING
    return PAINTS_PAGE + ", ".join(str(page) for page in sorted(seen))


def widgets_by_page(handler: PdfHandler) -> Places:
    """Return on which pages, counted from 1, each annotation is listed; nothing when damaged."""
    found: dict[Reference, tuple[int, ...]] = {}
    try:
        for number, page in enumerate(_pages(handler), 1):
            for reference in references_in(entry(page, "/Annots", generic.ArrayObject())):
                found[reference] = (*found.get(reference, ()), number)
    except _DAMAGE:
        return {}
    return found


def _pages(handler: PdfHandler) -> Iterator[generic.DictionaryObject]:
    """Yield the pages in one walk over their tree, each node once."""
    root: generic.DictionaryObject = handler.root["/Pages"]
    waiting, known = [root], set[object]()
    while waiting:
        node = waiting.pop()
        if node.container_ref in known:
            continue
        known.add(node.container_ref)
        if "/Kids" in node:
            waiting += [kid.get_object() for kid in reversed(node["/Kids"])]
        else:
            yield node


def shown_widgets(field: generic.DictionaryObject) -> Iterator[Reference]:
    """Yield the widgets of a field that paint anything: the field itself, or those below it."""
    for widget in (field, *(kid.get_object() for kid in entry(field, "/Kids", ()))):
        box = [float(edge) for edge in entry(widget, "/Rect", (0, 0, 0, 0))]
        is_empty = box[0] == box[2] or box[1] == box[3]
        hidden = int(entry(widget, "/F", 0)) & _UNSEEN
        place = widget.container_ref
        if "/AP" in widget and not is_empty and not hidden and isinstance(place, Reference):
            yield place
