"""Whether a signed paper may show something else tomorrow: scripts, layers, parts from outside.

The signature is good and so are the bytes; but what a reader sees depends on more than they hold.
Everything that the catalog leads to is looked at once, but for the structure tree, which paints
nothing; so is every object that came later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from signing.verify.codes import Code, NotUsableError
from signing.verify.objects import entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver

    from signing.verify.paper import Paper

    Keyed = tuple[str, generic.PdfObject]

_ACTIONS: Final = frozenset({"/A", "/PA", "/NA", "/Next", "/OpenAction"})
_HARMLESS_ACTIONS: Final = frozenset({"/GoTo", "/URI", "/GoToR", "/Named", "/Thread"})
_ACTING: Final = frozenset({"/AA", "/JS", "/JavaScript", "/OC", "/OCProperties", "/XFA"})
_ACTING_KINDS: Final = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/Rendition",
        "/SubmitForm",
        "/ImportData",
        "/ResetForm",
        "/Hide",
        "/SetOCGState",
        "/GoTo3DView",
        "/RichMediaExecute",
        "/GoToE",
    }
)
_MAPS: Final = frozenset(  # their keys are names that the writer chose
    {"/Font", "/XObject", "/ColorSpace", "/ExtGState", "/Pattern", "/Shading", "/CharProcs", "/N"}
)
_TELLING: Final = _MAPS | _ACTIONS  # what stands behind these keys is judged by them
_MOVING: Final = frozenset({"/Screen", "/Movie", "/RichMedia", "/3D", "/Sound"})
_LAYERS: Final = frozenset({"/OCG", "/OCMD"})
_OUTSIDE: Final = frozenset({"/Ref", "/OPI", "/Alternates", "/PS", "/F", "/FFilter"})
_UNPAINTED: Final = frozenset({"/StructTreeRoot"})
_MOST: Final = 200_000  # values within one object, and objects


def may_change(signed: HistoricalResolver) -> bool:
    """Whether anything in the paper acts by itself, can be switched, or comes from elsewhere.

    Raises:
        NotUsableError: there is more of it than anybody reads.
    """
    root = signed.root
    if "/Collection" in root:
        return True  # readers show one of the files inside instead of the pages
    waiting: list[Keyed] = [("/Root", root)]
    seen: set[tuple[Reference, str]] = set()
    while waiting:
        key, found = waiting.pop()
        for name, part in _within(key, found):
            if isinstance(part, generic.IndirectObject):
                way = part.reference, name if name in _TELLING else ""
                if way not in seen:
                    seen.add(way)
                    waiting += _behind(name, part)
            elif _acts(name, part):
                return True
        if len(seen) > _MOST:
            raise NotUsableError(Code.TOO_COMPLEX)
    return False


def later_may_change(paper: Paper) -> bool:
    """The same of every object that was written after the first signature."""
    return any(
        _acts(key, part)
        for revision in range(paper.first_signed + 1, paper.last_revision + 1)
        for reference in paper.at(revision).explicit_refs_in_revision()
        for key, part in _within("", paper.at(revision)(reference))
    )


def _within(key: str, found: generic.PdfObject) -> Iterator[Keyed]:
    """Yield a value and all that is directly in it, each under the key that leads to it."""
    waiting, count = [(key, found)], 0
    while waiting:
        key, one = waiting.pop()
        count += 1
        if count > _MOST:
            raise NotUsableError(Code.TOO_COMPLEX)
        yield key, one
        if isinstance(one, generic.DictionaryObject):
            waiting += ((str(name), one.raw_get(name)) for name in one if name not in _UNPAINTED)
        elif isinstance(one, generic.ArrayObject):
            inner = "" if key == "/OpenAction" else key  # a list there is a place in the paper
            waiting += ((inner, one.raw_get(at)) for at in range(len(one)))


def _behind(key: str, part: generic.IndirectObject) -> Iterator[Keyed]:
    try:
        yield key, part.get_object()
    except PdfReadError:
        return  # missing or unreadable: the comparison of revisions refuses what leaves a gap


def _acts(key: str, found: generic.PdfObject) -> bool:
    if not isinstance(found, generic.DictionaryObject):
        return False
    if isinstance(found, generic.StreamObject) and not _OUTSIDE.isdisjoint(found):
        return True
    return (
        (key not in _MAPS and not _ACTING.isdisjoint(found))
        or _word(found, "/S") in _ACTING_KINDS
        or (key == "/OpenAction" and _word(found, "/S") != "/GoTo")
        or (key in _ACTIONS and "/S" in found and _word(found, "/S") not in _HARMLESS_ACTIONS)
        or _word(found, "/Subtype") in _MOVING
        or _word(found, "/Type") in _LAYERS
        or entry(found, "/NeedAppearances", False) is True  # noqa: FBT003 - a PDF value
        or _has_other_faces(found)
    )


def _word(holder: generic.DictionaryObject, key: str) -> str:
    """Return a name; empty where something else stands, as in a list of pictures called `S`."""
    found = entry(holder, key)
    return str(found) if isinstance(found, str) else ""


def _has_other_faces(field: generic.DictionaryObject) -> bool:
    """Whether a signature looks otherwise under the pointer: only its normal look is signed for."""
    if _word(field, "/FT") != "/Sig":
        return False
    looks = entry(field, "/AP", generic.DictionaryObject())
    return not isinstance(looks, generic.DictionaryObject) or not set(looks) <= {"/N"}
