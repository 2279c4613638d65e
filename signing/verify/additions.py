"""What the revisions after a signature added, beside what our rules say of each revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic

from signing.verify.codes import LEFT_TO_READER, Code
from signing.verify.detail import Addition, AdditionKind
from signing.verify.objects import differing_keys, entry, references_in
from signing.verify.shape import STAMP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyhanko.pdf_utils.generic import Reference

    from signing.verify.paper import Paper

_LISTS: Final = ("/Certs", "/CRLs", "/OCSPs")


@dataclass(frozen=True, slots=True)
class Added:
    """One addition and the revision that brought it."""

    revision: int
    what: Addition


def additions(paper: Paper, unlawful: Mapping[int, frozenset[Code]]) -> tuple[Added, ...]:
    """Return what each revision after the first signature added, in order.

    Args:
        paper: the file.
        unlawful: what our rules found in each of these revisions; empty is lawful.
    """
    return tuple(
        Added(revision, Addition(kind, field, _lawful(unlawful.get(revision, frozenset()))))
        for revision in range(paper.first_signed + 1, paper.last_revision + 1)
        for kind, field in _in(paper, revision, is_lawful=not unlawful.get(revision))
    )


def after(added: Sequence[Added], revision: int) -> tuple[Addition, ...]:
    """Return what came after a revision."""
    return tuple(one.what for one in added if one.revision > revision)


def _in(
    paper: Paper, revision: int, *, is_lawful: bool
) -> Iterator[tuple[AdditionKind, str | None]]:
    signed = [one for one in paper.all_signed if int(one.signed_revision) == revision]
    for one in signed:
        is_stamp = one.sig_object_type == STAMP
        kind = AdditionKind.TIMESTAMP if is_stamp else AdditionKind.SIGNATURE
        yield kind, str(one.field_name)
    kept = _writes_the_store(paper, revision)
    if kept:
        yield AdditionKind.EVIDENCE, None
    if not signed and not kept:
        yield (_touched(paper, revision) if is_lawful else AdditionKind.OTHER), None


def _touched(paper: Paper, revision: int) -> AdditionKind:
    """Say what a lawful revision without signature and evidence is for."""
    now, before = paper.at(revision), paper.at(revision - 1)
    written = set(now.explicit_refs_in_revision())
    for key, holder, was in (
        ("/Info", now.trailer_view, before.trailer_view),
        ("/Metadata", now.root, before.root),
    ):
        raw = holder.raw_get(key) if key in holder else None
        is_new = isinstance(raw, generic.IndirectObject) and raw.reference in written
        if is_new or key in differing_keys(was, holder):
            return AdditionKind.METADATA
    return AdditionKind.SETTINGS


def _writes_the_store(paper: Paper, revision: int) -> bool:
    """Whether the store grew, or was written again: its data may have been there already."""
    now, before = _store(paper, revision), _store(paper, revision - 1)
    return now != before or bool(now & set(paper.at(revision).explicit_refs_in_revision()))


def _store(paper: Paper, revision: int) -> frozenset[Reference]:
    """Return the store's data and the objects that list them."""
    root = paper.at(revision).root
    store = entry(root, "/DSS", generic.DictionaryObject())
    data = [ref for key in _LISTS for ref in references_in(entry(store, key, ()))]
    places = [(root, "/DSS"), *((store, key) for key in (*_LISTS, "/VRI"))]
    raw = [holder.raw_get(key) for holder, key in places if key in holder]
    lists = [one.reference for one in raw if isinstance(one, generic.IndirectObject)]
    return frozenset({*data, *lists})


def _lawful(codes: frozenset[Code]) -> bool | None:
    """A field added at the place of a number, a date or a seal is left to the reader."""
    if codes - LEFT_TO_READER:
        return False
    return None if codes else True
