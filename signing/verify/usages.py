"""Where, in the signed revision, the objects stand that later revisions write again.

A list of evidence may grow; the same list, named as the contents of a page as well, would paint
what was added. pyHanko's comparison therefore asks for every path to a rewritten object, and finds
them by writing down every path to every object. Here the paths of those few are named instead,
after it is certain that nothing else in the signed revision refers to them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import RawPdfPath

from signing.verify.objects import entry, fields_of, references_in
from signing.verify.references import MissingObjectError, References, references_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver

    from signing.verify.paper import Paper

    Path = tuple[str | int, ...]

_ROOT: Final = "/Root"
_STORE: Final = ("/Certs", "/CRLs", "/OCSPs", "/VRI")
_PAGES_AT_MOST: Final = 10_000


def usages_of_rewritten(paper: Paper) -> dict[Reference, set[RawPdfPath]] | None:
    """Return every path to each rewritten object of the signed revision, in pyHanko's words.

    Pages are left out, for every path to them is good. None: it is not certain that these are all,
    or something is missing that the signed revision refers to; the long way must tell.
    """
    try:
        written = _rewritten(paper)
        held = references_within(paper, written)
        return _Places(paper.at(paper.first_signed), held).paths(written)
    except (MissingObjectError, PdfReadError, TypeError, ValueError, KeyError, AttributeError):
        return None  # odd objects: whoever is asked next words the refusal


def _rewritten(paper: Paper) -> set[int]:
    """Return the numbers of the signed revision that later ones write again."""
    first, xrefs = paper.at(paper.first_signed), paper.reader.xrefs
    later = range(paper.first_signed + 1, paper.last_revision + 1)
    refs = {ref for revision in later for ref in xrefs.explicit_refs_in_revision(revision)}
    old = {ref for ref in refs if not first.is_ref_unassignable(ref)}
    if any(ref.generation for ref in old):
        raise ValueError("a number that is used again")
    return {int(ref.idnum) for ref in old}


class _Places:
    """The places of catalog, form, fields, lists of annotations and evidence, by number."""

    def __init__(self, signed: HistoricalResolver, held: References) -> None:
        self._signed, self._held = signed, held
        self._root = int(signed.root_ref.idnum)
        self._pages = dict(_numbered_pages(signed))
        self._containers: dict[int, tuple[int, Path]] = {}  # the holder that is allowed, the path

    def paths(self, written: set[int]) -> dict[Reference, set[RawPdfPath]] | None:
        """Return the paths, None where an object has a holder that is not its place."""
        fields = self._name_containers()
        signable = {int(reference.idnum) for _, reference in fields_of(self._signed)}
        found: dict[Reference, set[RawPdfPath]] = {}
        for number in written - set(self._pages):
            if number in signable:
                paths = self._of_field(number, fields)
            else:
                paths = self._of_container(number)
            if not paths:
                return None
            reference = generic.Reference(number, 0, self._signed)
            found[reference] = {RawPdfPath(*path) for path in paths}
        return found

    def _name_containers(self) -> int:
        """Note what may be written again; return the number of whatever holds the fields."""
        root = self._signed.root
        self._containers[self._root] = (self._root, (_ROOT,))
        self._name(root, "/Metadata", self._root, (_ROOT,))
        store = self._name(root, "/DSS", self._root, (_ROOT,))
        held = entry(root, "/DSS", generic.DictionaryObject())
        for key in _STORE:
            self._name(held, key, store, (_ROOT, "/DSS"))
        form = self._name(root, "/AcroForm", self._root, (_ROOT,))
        within = (_ROOT, "/AcroForm")
        fields = entry(root, "/AcroForm", generic.DictionaryObject())
        for number, (page, path) in self._pages.items():
            self._name(page, "/Annots", number, path)
        return self._name(fields, "/Fields", form, within)

    def _name(self, holder: generic.DictionaryObject, key: str, number: int, path: Path) -> int:
        """Note where the value of a key stands; return the object that holds what is in it."""
        raw = holder.raw_get(key) if key in holder else None
        if not isinstance(raw, generic.IndirectObject):
            return number
        self._containers[int(raw.idnum)] = (number, (*path, key))
        return int(raw.idnum)

    def _of_container(self, number: int) -> set[Path]:
        """Return the one path to it, none if anything else holds it."""
        holder, path = self._containers.get(number, (None, ()))
        if number == self._root:
            return {path}  # what else refers to it lies below it, for the trailer holds no more
        return {path} if self._held.held_by(number) == Counter({holder: 1}) else set()

    def _of_field(self, field: int, fields: int) -> set[Path]:
        """Return its place in the form and on pages, none if anything else holds it."""
        form = entry(self._signed.root, "/AcroForm", generic.DictionaryObject())
        places = _places_in(entry(form, "/Fields", ()), field, (_ROOT, "/AcroForm", "/Fields"))
        expected = Counter({fields: len(places)})
        for number, (page, path) in self._pages.items():
            noted = _places_in(entry(page, "/Annots", ()), field, (*path, "/Annots"))
            if noted:
                raw = page.raw_get("/Annots")
                is_apart = isinstance(raw, generic.IndirectObject)
                holder = int(raw.idnum) if is_apart else number
                if is_apart and self._containers[holder][0] != number:
                    return set()  # a list of two pages
                expected[holder] += len(noted)
                places |= noted
        return places if self._held.held_by(field) == expected else set()


def _places_in(listed: generic.ArrayObject, number: int, path: Path) -> set[Path]:
    found = enumerate(references_in(listed))
    return {(*path, place) for place, reference in found if reference.idnum == number}


def _numbered_pages(
    signed: HistoricalResolver,
) -> Iterator[tuple[int, tuple[generic.DictionaryObject, Path]]]:
    """Yield number, dictionary and path of every page.

    Raises:
        ValueError: the tree of pages is none, or too large.
    """
    waiting: list[tuple[Reference, Path]] = [
        (signed.root.raw_get("/Pages").reference, (_ROOT, "/Pages"))
    ]
    seen = set[int]()
    while waiting:
        reference, path = waiting.pop()
        if reference.idnum in seen or len(seen) > _PAGES_AT_MOST:
            raise ValueError("not a tree of pages")
        seen.add(reference.idnum)
        found = signed(reference)
        if entry(found, "/Type") == "/Page":
            yield int(reference.idnum), (found, path)
            continue
        kids = enumerate(references_in(found["/Kids"]))
        waiting.extend((kid, (*path, "/Kids", place)) for place, kid in kids)
