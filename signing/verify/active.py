"""Whether a signed paper may show something else tomorrow: scripts, layers, parts from outside.

The signature is good and so are the bytes; but what a reader sees depends on more than they hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference

from signing.verify.objects import entry, fields_of, pages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import HistoricalResolver

_HARMLESS_ACTIONS: Final = frozenset({"/GoTo", "/URI", "/GoToR", "/Named", "/Thread"})
_MOVING: Final = frozenset({"/Screen", "/Movie", "/RichMedia", "/3D", "/Sound"})
_OUTSIDE: Final = ("/Ref", "/OPI", "/Alternates", "/PS", "/F", "/OC")


def may_change(paper: HistoricalResolver) -> bool:
    """Whether anything in the paper acts by itself, can be switched, or comes from elsewhere."""
    return (
        _catalog_acts(paper.root)
        or any(_acts(ref.get_object()) for _, ref in fields_of(paper))
        or any(_page_acts(page) for page in pages_of(paper))
    )


def _catalog_acts(root: generic.DictionaryObject) -> bool:
    opens = entry(root, "/OpenAction")
    names = entry(root, "/Names", generic.DictionaryObject())
    form = entry(root, "/AcroForm", generic.DictionaryObject())
    return (
        (isinstance(opens, generic.DictionaryObject) and entry(opens, "/S") != "/GoTo")
        or "/AA" in root
        or "/OCProperties" in root
        or "/JavaScript" in names
        or "/XFA" in form
        or entry(form, "/NeedAppearances", False) is True  # noqa: FBT003 - a PDF value
    )


def _page_acts(page: generic.DictionaryObject) -> bool:
    notes = entry(page, "/Annots", generic.ArrayObject())
    return (
        "/AA" in page
        or any(_acts(notes[at]) for at in range(len(notes)))
        or any(_is_outside(part) for part in _parts(page))
    )


def _acts(note: generic.PdfObject) -> bool:
    """Whether an annotation or field acts, or moves."""
    if not isinstance(note, generic.DictionaryObject):
        return True
    action = entry(note, "/A", generic.DictionaryObject())
    return (
        "/AA" in note
        or "/OC" in note
        or entry(note, "/Subtype") in _MOVING
        or ("/S" in action and (action["/S"] not in _HARMLESS_ACTIONS or "/Next" in action))
        or any(_is_outside(part) for part in _looks(note))
    )


def _looks(note: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    looks = entry(note, "/AP", generic.DictionaryObject())
    normal = entry(looks, "/N")
    if isinstance(normal, generic.StreamObject):
        yield normal
        yield from _parts(normal)


def _parts(holder: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    """Yield the pictures and forms that something is painted with, and theirs, each once.

    Forms that name each other many times over would else be walked along every way there is.
    """
    waiting, seen = [holder], set[Reference]()
    while waiting:
        resources = entry(waiting.pop(), "/Resources")
        if not isinstance(resources, generic.DictionaryObject):
            continue
        painted = entry(resources, "/XObject", generic.DictionaryObject())
        for key in painted:
            raw, part = painted.raw_get(key), painted[key]
            if not isinstance(part, generic.StreamObject):
                continue
            if isinstance(raw, generic.IndirectObject):
                if raw.reference in seen:
                    continue
                seen.add(raw.reference)
            yield part
            waiting.append(part)


def _is_outside(part: generic.DictionaryObject) -> bool:
    return any(key in part for key in _OUTSIDE)
