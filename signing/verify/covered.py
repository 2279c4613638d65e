"""Whether a field that waited empty, signed later, hides what others had signed (2021).

Only other people's papers are asked, and only of a later signature that shows something: our own
papers have exact places. What another signature shows may lie under a seal; nothing else may.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.misc import PdfError

from signing.verify.codes import Code, NotUsableError
from signing.verify.content import Budget, UnreadableError
from signing.verify.detail import Covered, CoveredKind
from signing.verify.ink import InkFinder
from signing.verify.objects import entry, fields_of, pages_of, references_in
from signing.verify.paints import shown_widgets
from signing.verify.plane import SAME, around, box_of, matrix_of, touch
from signing.verify.unseen import paints_nothing
from signing.verify.zones import holder_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyhanko.pdf_utils.reader import HistoricalResolver
    from pyhanko.sign.validation import EmbeddedPdfSignature

    from signing.verify.ink import Found
    from signing.verify.paper import Paper
    from signing.verify.plane import Box, Matrix

_MARGIN: Final = 2  # pt that a field may touch what stands around it
_QUARTER: Final = 4  # of a small field's side at most
_STEPS: Final = 1_000_000  # tokens and letters in the whole paper: some seconds
_BYTES: Final = 16 * 1024 * 1024
_MOST_WIDGETS: Final = 16
_MOST_WORDS: Final = 80  # letters that are quoted
_HIDDEN: Final = 0b10
_NO_ZOOM, _NO_ROTATE = 0b1000, 0b10000
_TURN: Final = 360
_DAMAGE: Final = (
    UnreadableError, PdfError, ValueError, TypeError, LookupError, AttributeError,
    RecursionError, OverflowError, zlib.error,
)  # fmt: skip


def covered_by(paper: Paper) -> Mapping[int, tuple[Covered, ...]]:
    """Return what each later signature in an old field lies over, by its revision.

    Raises:
        NotUsableError: the way through the file is too long.
    """
    budget, found = Budget(_STEPS, _BYTES), dict[int, tuple[Covered, ...]]()
    for one in paper.all_signed:
        revision = int(one.signed_revision)
        if revision > paper.first_signed:
            found[revision] = _covered(paper, one, budget)
    return {revision: some for revision, some in found.items() if some}


def with_covered(
    changes: Mapping[int, frozenset[Code]], covered: Mapping[int, tuple[Covered, ...]]
) -> dict[int, frozenset[Code]]:
    """Return the changes and, where more than a picture is hidden, that reason."""
    doubtful = {
        revision
        for revision, some in covered.items()
        if any(one.kind is not CoveredKind.PICTURE for one in some)
    }
    return {
        revision: codes | {Code.COVERING_FIELD} if revision in doubtful else codes
        for revision, codes in changes.items()
    }


def _covered(paper: Paper, one: EmbeddedPdfSignature, budget: Budget) -> tuple[Covered, ...]:
    now, before = (paper.at(int(one.signed_revision) - back) for back in (0, 1))
    try:
        place = one.sig_field.container_ref
        waiting = {reference.reference for _, reference in fields_of(before)}
        if not isinstance(place, Reference) or place not in waiting:
            return ()  # an added field has zones of its own
        return tuple(dict.fromkeys(_under(now, before, now(place), budget)))
    except NotUsableError:
        raise
    except _DAMAGE:
        return (Covered(None, CoveredKind.UNREADABLE),)


def _under(
    now: HistoricalResolver,
    before: HistoricalResolver,
    signed: generic.DictionaryObject,
    budget: Budget,
) -> Iterator[Covered]:
    """Yield what lies under each widget of a field, page by page."""
    widgets = set(shown_widgets(signed))
    if not widgets:
        return
    if len(widgets) > _MOST_WIDGETS:
        raise UnreadableError("more places than any signature has")
    for number, page in enumerate(pages_of(now), 1):
        for note in widgets.intersection(references_in(entry(page, "/Annots", ()))):
            place = page.container_ref
            if not isinstance(place, Reference):
                raise UnreadableError("a page without a place")
            widget, old = now(note), before(place)
            if paints_nothing(widget["/AP"]):
                continue
            try:
                yield from _said(_ink(old, _target(widget, old), budget), number)
            except _DAMAGE:
                yield Covered(number, CoveredKind.UNREADABLE)


def _said(found: Found, number: int) -> Iterator[Covered]:
    if any(word.strip() for word in found.words):
        yield Covered(number, CoveredKind.TEXT, _plain("".join(found.words)))
    if found.drawing:
        yield Covered(number, CoveredKind.DRAWING)
    elif found.picture:
        yield Covered(number, CoveredKind.PICTURE)


def _plain(text: str) -> str:
    """Return a stranger's words on one short line, without what steers a screen."""
    said = " ".join(text[: _MOST_WORDS * 2].split())
    cut = said if len(said) <= _MOST_WORDS else said[:_MOST_WORDS] + "…"
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in cut)


def _target(widget: generic.DictionaryObject, page: generic.DictionaryObject) -> Box:
    """Return what a widget surely hides: its rectangle less a margin.

    Raises:
        UnreadableError: it is not painted in its rectangle on every screen (ISO 32000-1, 12.5.3).
    """
    flags = int(entry(widget, "/F", 0))
    turned = int(entry(holder_of(page, "/Rotate"), "/Rotate", 0)) % _TURN
    if flags & _NO_ZOOM or (flags & _NO_ROTATE and turned):
        raise UnreadableError("a place that moves")
    left, low, right, high = _rect(widget)
    across = min(_MARGIN, (right - left) / _QUARTER)
    up = min(_MARGIN, (high - low) / _QUARTER)
    return left + across, low + up, right - across, high - up


def _rect(widget: generic.DictionaryObject) -> Box:
    one, two, three, four = (float(edge) for edge in widget["/Rect"])
    return around([(one, two), (three, four)])


def _ink(page: generic.DictionaryObject, target: Box, budget: Budget) -> Found:
    """Find what the page and its notes show within a box."""
    ink = InkFinder(target, budget)
    resources = entry(holder_of(page, "/Resources"), "/Resources", generic.DictionaryObject())
    ink.stream(_content(page), resources, SAME)
    notes = entry(page, "/Annots", ())
    for at in range(len(notes)):
        budget.spend(1)
        note = notes[at]
        if not _is_signed(note):
            _note(ink, note)
    return ink.found


def _content(page: generic.DictionaryObject) -> bytes:
    held = entry(page, "/Contents", generic.ArrayObject())
    parts = [held] if isinstance(held, generic.StreamObject) else [*held]
    return b"\n".join(part.data for part in parts)


def _is_signed(note: generic.DictionaryObject) -> bool:
    return bool(entry(note, "/FT") == "/Sig" and "/V" in note)


def _note(ink: InkFinder, note: generic.DictionaryObject) -> None:
    """Follow the look that an annotation has; an empty field's own look may hold words, too."""
    if "/AP" not in note or int(entry(note, "/F", 0)) & _HIDDEN:
        return
    rect = _rect(note)
    face = entry(note["/AP"], "/N", generic.NullObject())
    if isinstance(face, generic.DictionaryObject) and not isinstance(face, generic.StreamObject):
        face = entry(face, str(entry(note, "/AS", "/Off")), generic.NullObject())
    if not isinstance(face, generic.StreamObject) or not touch(rect, ink.target):
        return
    ink.form(face, _placed(face, rect), generic.DictionaryObject())


def _placed(face: generic.StreamObject, rect: Box) -> Matrix:
    """Return how a look is fitted into its rectangle (ISO 32000-1, 12.5.5)."""
    left, low, right, high = (float(edge) for edge in face["/BBox"])
    own = matrix_of(entry(face, "/Matrix", SAME))
    box = box_of(own, (left, low, right, high))
    wide, tall = box[2] - box[0], box[3] - box[1]
    across = (rect[2] - rect[0]) / wide if wide else 1.0
    up = (rect[3] - rect[1]) / tall if tall else 1.0
    return across, 0.0, 0.0, up, rect[0] - box[0] * across, rect[1] - box[1] * up
