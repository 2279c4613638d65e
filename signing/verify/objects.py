"""Compares PDF objects of two revisions by what stands in them, without following references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyhanko.pdf_utils import generic

from signing.verify.codes import Code, NotUsableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver
    from pyhanko.pdf_utils.rw_common import PdfHandler

_KINDS: Final = {
    "/Page": Code.CHANGED_PAGE,
    "/Pages": Code.CHANGED_PAGE,
    "/XObject": Code.CHANGED_PAGE,
    "/Font": Code.CHANGED_PAGE,
    "/FontDescriptor": Code.CHANGED_PAGE,
    "/Pattern": Code.CHANGED_PAGE,
    "/ExtGState": Code.CHANGED_PAGE,
    "/Annot": Code.CHANGED_ANNOTATION,
    "/Metadata": Code.CHANGED_METADATA,
    "/Catalog": Code.CHANGED_CATALOG,
    "/OCG": Code.CHANGED_CATALOG,
    "/Sig": Code.CHANGED_FIELD,
    "/DocTimeStamp": Code.CHANGED_FIELD,
}

_KINDS_OF_VALUE: Final = (
    generic.IndirectObject,
    generic.NameObject,
    generic.NumberObject | generic.FloatObject,
    generic.TextStringObject | generic.ByteStringObject,
    generic.BooleanObject,
    generic.NullObject,
)
_MOST_BRANCHES: Final = 500  # deeper than that is no tree either
_MOST_PAGES: Final = 10_000


def entry(holder: generic.DictionaryObject, key: str, default: object = None) -> Any:  # noqa: ANN401 - a PDF value may be anything; the caller judges it
    """Return the value of a key, references followed; pyHanko's own `get` does not follow them."""
    return holder[key] if key in holder else default  # noqa: SIM401 - `get` would not follow


def differing_keys(old: generic.DictionaryObject, new: generic.DictionaryObject) -> set[str]:
    """Return the keys whose values are not the same, references compared as references."""
    return {
        str(key)
        for key in {*old, *new}
        if key not in old or key not in new or not is_same(old.raw_get(key), new.raw_get(key))
    }


def is_same(one: Any, other: Any) -> bool:  # noqa: ANN401 - a PDF value may be anything
    """Whether two values are of one kind and equal, references compared as references.

    To Python a name equals the text of the same letters, and true is 1; no reader thinks so.
    """
    if isinstance(one, generic.DictionaryObject) and isinstance(other, generic.DictionaryObject):
        return not differing_keys(one, other)
    if isinstance(one, generic.ArrayObject) and isinstance(other, generic.ArrayObject):
        places = range(len(one))
        return len(one) == len(other) and all(
            is_same(one.raw_get(at), other.raw_get(at)) for at in places
        )
    return bool(one == other) and any(
        isinstance(one, kind) and isinstance(other, kind) for kind in _KINDS_OF_VALUE
    )


def references_in(array: generic.ArrayObject) -> list[Reference]:
    """Return the references of an array, in order; a direct entry is an error.

    Raises:
        TypeError: an entry is not a reference.
    """
    found = []
    for index in range(len(array)):
        raw = array.raw_get(index)
        if not isinstance(raw, generic.IndirectObject):
            raise TypeError("an array of references holds something else")
        found.append(raw.reference)
    return found


def top_fields(handler: PdfHandler) -> Iterator[tuple[str, generic.IndirectObject]]:
    """Yield name and reference of every field at the top of the form."""
    if "/AcroForm" not in handler.root:
        return
    fields = entry(handler.root["/AcroForm"], "/Fields", generic.ArrayObject())
    for index in range(len(fields)):
        yield str(entry(fields[index], "/T", "")), fields.raw_get(index)


def fields_of(handler: PdfHandler) -> Iterator[tuple[str, generic.IndirectObject]]:
    """Yield full name and reference of every field that has no fields below it.

    Raises:
        TypeError: the form is no tree of fields.
    """
    seen: set[Reference] = set()
    waiting = [(name, ref, ref.get_object()) for name, ref in reversed([*top_fields(handler)])]
    while waiting:
        name, reference, found = waiting.pop()
        if reference.reference in seen:
            raise TypeError("a field that is listed twice")
        seen.add(reference.reference)
        below = [kid for kid in _kids(found) if "/T" in kid.get_object()]
        if not below:
            yield name, reference
        for kid in reversed(below):
            part = kid.get_object()
            waiting.append((f"{name}.{part['/T']}", kid, part))


def _kids(found: generic.DictionaryObject) -> list[generic.IndirectObject]:
    kids = entry(found, "/Kids", generic.ArrayObject())
    references_in(kids)
    return [kids.raw_get(index) for index in range(len(kids))]


def pages_of(handler: HistoricalResolver) -> Iterator[generic.DictionaryObject]:
    """Yield the pages of a revision in their order."""
    root = handler.root.raw_get("/Pages")
    try:
        pages = _pages_below(root, set())
    except _OddTreeError:
        yield from _pages_one_by_one(handler)
    else:
        yield from pages


class _OddTreeError(Exception):
    """A tree of pages that is not counted rightly, or is none."""


def _pages_below(
    node: generic.IndirectObject, seen: set[Reference]
) -> list[generic.DictionaryObject]:
    """Return the pages of one branch, which must be as many as it says."""
    branch = node.get_object()
    seen.add(node.reference)
    if len(seen) > _MOST_BRANCHES or not isinstance(branch, generic.DictionaryObject):
        raise _OddTreeError
    kids, found = entry(branch, "/Kids"), list[generic.DictionaryObject]()
    if not isinstance(kids, generic.ArrayObject):
        raise _OddTreeError
    for place in range(len(kids)):
        raw = kids.raw_get(place)
        if not isinstance(raw, generic.IndirectObject) or raw.reference in seen:
            raise _OddTreeError
        kid = raw.get_object()
        kind = entry(kid, "/Type") if isinstance(kid, generic.DictionaryObject) else None
        if kind == "/Page":
            found.append(kid)
        elif kind == "/Pages":
            found += _pages_below(raw, seen)
        else:
            raise _OddTreeError
        if len(found) > _MOST_PAGES:
            raise _OddTreeError
    if entry(branch, "/Count") != len(found):
        raise _OddTreeError
    return found


def _pages_one_by_one(handler: HistoricalResolver) -> Iterator[generic.DictionaryObject]:
    """Yield the pages as pyHanko counts them, which takes the square of their number."""
    count = int(handler.root["/Pages"]["/Count"])
    if count > _MOST_PAGES:
        raise NotUsableError(Code.TOO_COMPLEX)
    for number in range(count):
        yield handler.find_page_for_modification(number)[0].get_object()


def kind_of_change(old: HistoricalResolver, new: HistoricalResolver, ref: Reference) -> Code:
    """Say what an object that nothing lawful explains changes."""
    if ref in _parts_of_fields(old):
        return Code.CHANGED_FIELD
    found = new(ref)
    named = _by_own_word(found) if isinstance(found, generic.DictionaryObject) else None
    if named is not None:
        return named
    if ref in _parts_of_pages(old):
        return Code.CHANGED_PAGE
    return Code.CHANGED_METADATA if ref == _info(new) else Code.CHANGED_OTHERWISE


def _by_own_word(found: generic.DictionaryObject) -> Code | None:
    if "/FT" in found:
        return Code.CHANGED_FIELD
    if "/Rect" in found and "/Subtype" in found:
        return Code.CHANGED_ANNOTATION
    return _KINDS.get(str(entry(found, "/Type")))


def _info(handler: HistoricalResolver) -> Reference | None:
    raw = handler.trailer_view.get("/Info") and handler.trailer_view.raw_get("/Info")
    return raw.reference if isinstance(raw, generic.IndirectObject) else None


def _parts_of_fields(handler: HistoricalResolver) -> set[Reference]:
    """Return what the appearances and values of fields are made of."""
    found: set[Reference] = set()
    for _, reference in top_fields(handler):
        field = reference.get_object()
        for key in ("/AP", "/V", "/SV"):
            if key in field:
                found |= handler.collect_dependencies(field.raw_get(key))
    return found


def _parts_of_pages(handler: HistoricalResolver) -> set[Reference]:
    """Return what pages are painted with: their contents and resources."""
    found: set[Reference] = set()
    for page in pages_of(handler):
        for key in ("/Contents", "/Resources"):
            if key in page:
                found |= handler.collect_dependencies(page.raw_get(key))
    return found
