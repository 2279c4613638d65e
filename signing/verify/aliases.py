"""Whether what was rewritten after the first signature stands nowhere else in the signed paper.

A list of evidence may grow; the same list, named as the contents of a page as well, would paint
what was added. So each old object that is written again must be held, in the signed revision, by
its own place alone. Only what is certain passes: all else is asked of pyHanko's comparison.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.fields import MDPPerm

from signing.verify.objects import entry, fields_of, pages_of, references_in
from signing.verify.references import MissingObjectError, references_within

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver

    from signing.verify.paper import Paper
    from signing.verify.references import References

_LISTS: Final = ("/Certs", "/CRLs", "/OCSPs", "/VRI")
_OF_A_SIGNATURE: Final = frozenset({"/Type", "/TU", "/TS", "/Cert", "/CRL", "/OCSP"})
_DIGEST: Final = re.compile(r"/[0-9A-F]{40}")
_TREE: Final = frozenset({"/StructElem", "/OBJR"})


def stands_alone(paper: Paper) -> bool:
    """Whether it is certain that nothing rewritten is used twice and nothing signed is missing."""
    try:
        return _is_simple(paper) and _stands_alone(paper)
    except (MissingObjectError, PdfReadError, TypeError, ValueError, KeyError, AttributeError):
        return False  # odd objects: whoever is asked next words the refusal


def _is_simple(paper: Paper) -> bool:
    """Whether the first signature locks no fields, and its evidence is filed as usual."""
    first = paper.signatures[0]
    return (
        first.fieldmdp is None
        and first.docmdp_level in (None, MDPPerm.FILL_FORMS)
        and _names_signatures(paper)
    )


def _stands_alone(paper: Paper) -> bool:
    written = _rewritten(paper)
    held = references_within(paper, written)
    return _Places(paper.at(paper.first_signed), held).explain(written)


def _rewritten(paper: Paper) -> set[int]:
    """Return the numbers of the signed revision that later ones write again."""
    first, xrefs = paper.at(paper.first_signed), paper.reader.xrefs
    later = range(paper.first_signed + 1, paper.last_revision + 1)
    refs = {ref for revision in later for ref in xrefs.explicit_refs_in_revision(revision)}
    return {int(ref.idnum) for ref in refs if not first.is_ref_unassignable(ref)}


def _names_signatures(paper: Paper) -> bool:
    """Whether evidence of single signatures is filed as it must be (ETSI EN 319 142-1, 5.4.3)."""
    store = entry(paper.at(paper.last_revision).root, "/DSS", generic.DictionaryObject())
    filed = entry(store, "/VRI", generic.DictionaryObject())
    return all(
        _DIGEST.fullmatch(key)
        and isinstance(filed[key], generic.DictionaryObject)
        and not isinstance(filed[key], generic.StreamObject)
        and set(filed[key]) <= _OF_A_SIGNATURE
        for key in filed
    )


class _Places:
    """Where each object that may be written again stands in the signed revision."""

    def __init__(self, signed: HistoricalResolver, held: References) -> None:
        self._signed, self._held = signed, held
        self._pages = _numbered_pages(signed)
        self._named: dict[int, int] = {}  # containers, and who alone may hold each

    def explain(self, written: set[int]) -> bool:
        """Whether every number is the catalog, a page, or held by its own place alone."""
        root = self._signed.root
        number = int(self._signed.root_ref.idnum)
        store = self._name(root, number, "/DSS")
        form = self._name(root, number, "/AcroForm")
        for key in _LISTS:
            self._name(entry(root, "/DSS", generic.DictionaryObject()), store, key)
        fields = self._name(entry(root, "/AcroForm", generic.DictionaryObject()), form, "/Fields")
        lists = {self._name(page, place, "/Annots"): page for place, page in self._pages.items()}
        signable = {int(ref.idnum) for _, ref in fields_of(self._signed)}
        return all(
            one == number
            or one in self._pages
            or (one in self._named and self._held.held_by(one) == Counter({self._named[one]: 1}))
            or (one in signable and self._is_field_alone(one, fields, lists))
            for one in written
        )

    def _name(self, holder: generic.DictionaryObject, number: int, key: str) -> int:
        """Note where the value of a key stands; return the object that holds what is in it."""
        raw = holder.raw_get(key) if key in holder else None
        if not isinstance(raw, generic.IndirectObject):
            return number
        self._named[int(raw.idnum)] = number
        return int(raw.idnum)

    def _is_field_alone(
        self, field: int, fields: int, lists: dict[int, generic.DictionaryObject]
    ) -> bool:
        """Whether a field stands once in the form, on pages as their widget, once in the tree."""
        in_tree = 0
        for holder, times in self._held.held_by(field).items():
            if holder == fields and times == 1:
                continue
            if holder in lists:
                noted = references_in(entry(lists[holder], "/Annots", generic.ArrayObject()))
                if sum(ref.idnum == field for ref in noted) == times:
                    continue
                return False
            in_tree += times if self._is_in_tree(holder) else 2
        return in_tree <= 1

    def _is_in_tree(self, number: int) -> bool:
        found = self._signed(generic.Reference(number, 0, self._signed))
        return isinstance(found, generic.DictionaryObject) and entry(found, "/Type") in _TREE


def _numbered_pages(signed: HistoricalResolver) -> dict[int, generic.DictionaryObject]:
    found = {}
    for page in pages_of(signed):
        if isinstance(page.container_ref, generic.Reference):
            found[page.container_ref.idnum] = page
    return found
