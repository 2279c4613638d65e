"""What each revision after the first signature added: default deny.

Allowed are: the value and the appearance of one empty field (in our own papers a reserved one),
revocation data, and one invisible document timestamp. A `Law` says what other people's papers may
have besides; a field that was added is named. Every object that a revision writes must be one that
these need; whatever is left over is a change, and the kind of object says which. Appearances are
judged elsewhere: here it only matters that nothing else hangs on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver

from signing.verify.again import is_the_same
from signing.verify.codes import Code
from signing.verify.evidence import evidence_in
from signing.verify.growth import LISTS, grows, is_plain_evidence
from signing.verify.objects import (
    differing_keys,
    entry,
    fields_of,
    kind_of_change,
    pages_of,
    references_in,
    top_fields,
)
from signing.verify.touches import (
    grown_in_form,
    is_information,
    is_metadata,
    is_missing,
    references_within_object,
    touched,
)
from signing.verify.unseen import is_invisible_timestamp, vanishes
from signing.verify.usages import usages_of_rewritten
from signing.verify.zones import covers_much, is_official

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signing.verify.paper import Paper

_SIGNING_A_FIELD: Final = frozenset({"/V", "/AP"})
_STORE: Final = frozenset({"/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI"})
_FORM_OF_OTHERS: Final = frozenset({"/DR", "/DA"})
_SIGNING_ELSEWHERE: Final = frozenset({"/V", "/AP", "/F", "/MK", "/DA", "/P"})
_TRAILER: Final = frozenset({"/Root", "/Info", "/Encrypt"})
_TABLE_ONLY: Final = frozenset(  # of the table's own making
    {"/Size", "/Prev", "/ID", "/Type", "/Length", "/W", "/Index", "/Filter", "/DecodeParms"}
)
_ROOT_KINDS: Final = {
    "/Metadata": Code.CHANGED_METADATA,
    "/Pages": Code.CHANGED_PAGE,
    "/AcroForm": Code.CHANGED_FORM,
}


@dataclass(frozen=True, slots=True)
class Law:
    """What may follow the first signature."""

    fields: frozenset[str] | None  # which empty fields may be signed; None is any
    is_ours: bool = True  # else metadata may follow, and added fields are named, not refused


def changes_by_revision(paper: Paper, law: Law) -> dict[int, frozenset[Code]]:
    """Return what is unlawful in each revision after the first signature; empty sets are lawful."""
    return {
        revision: _Step(paper.at(revision - 1), paper.at(revision), law).codes()
        for revision in range(paper.first_signed + 1, paper.last_revision + 1)
    }


def leaves_a_gap(paper: Paper) -> bool:
    """Whether the first signature covers a reference to an object that does not exist yet.

    Such a shadow lets a lawful addition, which gets that number later, appear in the signed page.
    What is missing at all is refused: no producer of ours writes it. pyHanko is told what was found
    on the way, or else finds it by the long way, which its comparison goes anyway.
    """
    first = paper.at(paper.first_signed)
    known = usages_of_rewritten(paper)
    if known is not None:
        first._indirect_object_access_cache = known  # noqa: SLF001 - what the long way would fill
        return False
    try:
        first._load_reverse_xref_cache()  # noqa: SLF001 - it follows every reference there is
    except PdfReadError:
        return True
    return False


@dataclass
class _Step:
    """One revision beside the one before it; `explained` grows while its parts are judged."""

    old: HistoricalResolver
    new: HistoricalResolver
    law: Law
    explained: set[Reference] = field(default_factory=set)
    found: set[Code] = field(default_factory=set)

    def codes(self) -> frozenset[Code]:
        self._trailer()
        self._containers()
        self._root()
        self._store()
        self._form()
        self._signed_fields()
        self._timestamps()
        self._pages()
        self._gaps()
        self._leftovers()
        return frozenset(self.found)

    @cached_property
    def _written(self) -> set[Reference]:
        """What is written; in other people's papers less what is only written as it was."""
        return {ref for ref in self.new.explicit_refs_in_revision() if not self._stays(ref)}

    def _stays(self, ref: Reference) -> bool:
        may_stay = not (self.law.is_ours or self._is_fresh(ref))
        return may_stay and is_the_same(self.old, self.new, ref)

    @cached_property
    def _new_fields(self) -> list[tuple[str, generic.IndirectObject]]:
        known = {ref.reference for _, ref in top_fields(self.old)}
        return [(name, ref) for name, ref in top_fields(self.new) if ref.reference not in known]

    def _is_fresh(self, reference: Reference) -> bool:
        return bool(self.old.is_ref_unassignable(reference))

    def _explain(self, references: Iterable[Reference]) -> None:
        """Accept new objects; one that was there before must be accepted by name."""
        self.explained.update(ref for ref in references if self._is_fresh(ref))

    def _explain_with_parts(self, raw: generic.PdfObject) -> None:
        self._explain(self.new.collect_dependencies(raw, since_revision=self.new.revision))

    def _trailer(self) -> None:
        if self.new.refs_freed_in_revision():
            self.found.add(Code.FILE_STRUCTURE)
        changed = differing_keys(self.old.trailer_view, self.new.trailer_view) - _TABLE_ONLY
        changed &= set(self.new.trailer_view) | _TRAILER
        if not self.law.is_ours:
            changed -= {"/Info"}
            self._explain_metadata(self.new.trailer_view, "/Info")
        if changed:
            self.found.add(Code.CHANGED_METADATA if changed == {"/Info"} else Code.FILE_STRUCTURE)

    def _explain_metadata(self, holder: generic.DictionaryObject, key: str) -> None:
        if _is_reference(holder, key):
            reference = holder.raw_get(key).reference
            found = self.new(reference)
            if is_information(found) if key == "/Info" else is_metadata(found):
                self.explained.add(reference)

    def _containers(self) -> None:
        """Accept the revision's own cross-reference stream and object streams."""
        container = self.new.reader.xrefs.get_xref_container_info(self.new.revision)
        if container.stream_ref is not None:
            self._explain([container.stream_ref])
        self._explain(self.new.object_streams_used())

    def _root(self) -> None:
        changed = differing_keys(self.old.root, self.new.root) - {"/DSS"}
        if "/AcroForm" in changed and not _is_reference(self.new.root, "/AcroForm"):
            changed -= {"/AcroForm"}  # a direct dictionary: judged key by key
        if not self.law.is_ours:
            changed -= touched(self.old.root, self.new.root)
            self._explain_metadata(self.new.root, "/Metadata")
        self.found.update(_ROOT_KINDS.get(key, Code.CHANGED_CATALOG) for key in changed)
        self.explained.add(self.new.root_ref)

    def _store(self) -> None:
        """Revocation data may only grow."""
        if "/DSS" not in self.new.root:
            if "/DSS" in self.old.root:
                self.found.add(Code.CHANGED_EVIDENCE)
            return
        store = self.new.root["/DSS"]
        before = entry(self.old.root, "/DSS", generic.DictionaryObject())
        if not set(store) <= _STORE or not set(before) <= set(store):
            self.found.add(Code.CHANGED_EVIDENCE)
        if not grows(before, store) or evidence_in(self.new).unreadable:
            self.found.add(Code.CHANGED_EVIDENCE)
        if not is_plain_evidence(store, self.new, self._is_fresh):
            self.found.add(Code.CHANGED_EVIDENCE)
        self._explain_with_parts(self.new.root.raw_get("/DSS"))
        for holder in (store, entry(store, "/VRI", generic.DictionaryObject())):
            for key in holder:
                self._explain_with_parts(holder.raw_get(key))
        self._explain_old_containers(before, store)

    def _explain_old_containers(
        self, before: generic.DictionaryObject, store: generic.DictionaryObject
    ) -> None:
        """The store's dictionary and lists may be written again; the data in them may not."""
        self._explain_same(self.old.root, self.new.root, "/DSS")
        for key in (*LISTS, "/VRI"):
            self._explain_same(before, store, key)

    def _explain_same(
        self, then: generic.DictionaryObject, now: generic.DictionaryObject, key: str
    ) -> None:
        """Accept that an object is written again which stood at this very place before.

        Any other old object at the place would be overwritten elsewhere too: a list of evidence
        that is also the list of a page's contents empties that page.
        """
        if _is_reference(now, key) and key in then and then.raw_get(key) == now.raw_get(key):
            self.explained.add(now.raw_get(key).reference)

    def _form(self) -> None:
        """Let the list of fields grow, at its end, by timestamps; nothing else."""
        old, new = entry(self.old.root, "/AcroForm"), entry(self.new.root, "/AcroForm")
        if old is None or new is None:
            self.found.add(Code.CHANGED_FORM)
            return
        before, after = references_in(entry(old, "/Fields", ())), references_in(new["/Fields"])
        grown = after[: len(before)] == before
        changed = differing_keys(old, new) - {"/Fields"}
        if not self.law.is_ours and self._has_only_signatures():
            changed -= grown_in_form(old, new)  # they say how text fields look: there are none
            for key in _FORM_OF_OTHERS & set(new):
                self._explain_with_parts(new.raw_get(key))
        if not grown or changed or len(self._new_fields) > 1:
            self.found.add(Code.CHANGED_FORM)
        self._explain_same(self.old.root, self.new.root, "/AcroForm")
        self._explain_same(old, new, "/Fields")

    def _has_only_signatures(self) -> bool:
        both = (*fields_of(self.old), *fields_of(self.new))
        return all(entry(ref.get_object(), "/FT") == "/Sig" for _, ref in both)

    def _signed_fields(self) -> None:
        """Accept the signing of at most one field that was empty and is for it."""
        signed = []
        mine = _SIGNING_A_FIELD if self.law.is_ours else _SIGNING_ELSEWHERE
        for name, reference in fields_of(self.old):
            before, after = reference.get_object(), self.new(reference.reference)
            changed = differing_keys(before, after)
            if "/V" in before or "/V" not in after:
                if changed or reference.reference in self._written:
                    self.found.add(Code.CHANGED_FIELD)
                continue
            signed.append(name)
            if not self.law.is_ours and vanishes(before, after):
                changed -= {"/Rect"}  # PDFBox signs a reserved place without showing anything
            if changed - mine or entry(after, "/FT") != "/Sig":
                self.found.add(Code.CHANGED_FIELD)
            self.explained.add(reference.reference)
            if not self.law.is_ours and self._covers(after, reference.reference):
                self.found.add(Code.COVERING_FIELD)
            self._explain_with_parts(after.raw_get("/V"))
            if "/AP" in after:
                self._explain_with_parts(after.raw_get("/AP"))
        if len(signed) > 1 or not self._may_be_signed(set(signed)):
            self.found.add(Code.FOREIGN_FIELD)

    def _covers(self, signed: generic.DictionaryObject, reference: Reference) -> bool:
        """Whether a field that waited empty now hides much of a page from who signed before."""
        parts = {reference, *references_in(entry(signed, "/Kids", ()))}
        return any(
            covers_much(self.new(note), page)
            for page in pages_of(self.new)
            for note in parts.intersection(references_in(entry(page, "/Annots", ())))
        )

    def _may_be_signed(self, names: set[str]) -> bool:
        return self.law.fields is None or names <= self.law.fields

    def _timestamps(self) -> None:
        taken = {name for name, _ in top_fields(self.old)}
        for name, reference in self._new_fields:
            added = reference.get_object()
            if name in taken or not self._may_be_added(added, reference.reference):
                self.found.add(Code.FOREIGN_FIELD)
                continue
            self._explain([reference.reference])
            for key in ("/V", "/AP"):
                if key in added:
                    self._explain_with_parts(added.raw_get(key))

    def _may_be_added(self, added: generic.DictionaryObject, reference: Reference) -> bool:
        if is_invisible_timestamp(added):
            return True
        if self.law.is_ours or not _is_signed(added):
            return False
        for page in pages_of(self.new):
            listed = references_in(entry(page, "/Annots", ()))
            place = page.container_ref
            if not isinstance(place, Reference) or reference not in listed:
                continue
            if is_official(added, self.old(place)):
                self.found.add(Code.ADDED_FIELD)
                return True
        return False

    def _pages(self) -> None:
        """A page may list the widget of a new timestamp, behind the annotations it had."""
        ours = {reference.reference for _, reference in self._new_fields}
        for reference in self._written:
            page = self.new(reference)
            if self._is_fresh(reference) or not _is_page(page):
                continue
            before = self.old(reference)
            changed = differing_keys(before, page)
            if changed != {"/Annots"}:
                self.found.add(Code.CHANGED_PAGE)
            if "/Annots" in changed and not _only_adds(before, page, ours):
                self.found.add(Code.CHANGED_ANNOTATION)
            self.explained.add(reference)
        self._lists_of_annotations(ours)

    def _lists_of_annotations(self, ours: set[Reference]) -> None:
        """The same where a page's list of annotations is an object of its own."""
        rewritten = {ref for ref in self._written - self.explained if not self._is_fresh(ref)}
        for page in pages_of(self.old) if rewritten else ():
            if not _is_reference(page, "/Annots"):
                continue
            reference = page.raw_get("/Annots").reference
            if reference in rewritten and _list_only_adds(
                self.old(reference), self.new(reference), ours
            ):
                self.explained.add(reference)

    def _gaps(self) -> None:
        """What is written may not leave open what somebody else writes later."""
        for reference in self._written:
            named = references_within_object(self.new(reference))
            if any(is_missing(self.new, one) for one in named):
                self.found.add(Code.CHANGED_OTHERWISE)
                return

    def _leftovers(self) -> None:
        """What nothing lawful needs: old objects say what was changed, new ones only that."""
        leftovers = self._written - self.explained
        for reference in leftovers:
            if not self._is_fresh(reference):
                self.found.add(kind_of_change(self.old, self.new, reference))
        if leftovers and not self.found:
            self.found.add(Code.CHANGED_OTHERWISE)


def _is_reference(holder: generic.DictionaryObject, key: str) -> bool:
    return key in holder and isinstance(holder.raw_get(key), generic.IndirectObject)


def _is_signed(added: generic.DictionaryObject) -> bool:
    value = entry(added, "/V", generic.DictionaryObject())
    return bool(entry(added, "/FT") == "/Sig" and entry(value, "/Type", "/Sig") == "/Sig")


def _is_page(found: generic.PdfObject) -> bool:
    return isinstance(found, generic.DictionaryObject) and entry(found, "/Type") == "/Page"


def _only_adds(
    before: generic.DictionaryObject, page: generic.DictionaryObject, ours: set[Reference]
) -> bool:
    return _list_only_adds(entry(before, "/Annots", ()), entry(page, "/Annots", ()), ours)


def _list_only_adds(
    before: generic.ArrayObject, after: generic.ArrayObject, ours: set[Reference]
) -> bool:
    old, new = references_in(before), references_in(after)
    return new[: len(old)] == old and set(new[len(old) :]) <= ours
