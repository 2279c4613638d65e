"""How the store of evidence may grow: nothing goes, and what comes is data and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic

from signing.verify.objects import entry, references_in
from signing.verify.packed import is_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver

LISTS: Final = ("/Certs", "/CRLs", "/OCSPs")


def grows(before: generic.DictionaryObject, store: generic.DictionaryObject) -> bool:
    """Return whether every old entry is still there, the same object."""
    nothing = generic.DictionaryObject()
    old_vri, new_vri = entry(before, "/VRI", nothing), entry(store, "/VRI", nothing)
    return all(
        set(references_in(entry(before, key, ()))) <= set(references_in(entry(store, key, ())))
        for key in LISTS
    ) and all(key in new_vri and old_vri.raw_get(key) == new_vri.raw_get(key) for key in old_vri)


def is_plain_evidence(
    store: generic.DictionaryObject, at: HistoricalResolver, is_fresh: Callable[[Reference], bool]
) -> bool:
    """Whether what is new is data alone, and what belongs to one signature is listed for all.

    A list of revocations that calls itself a picture as well is both to some reader.
    """
    listed = {ref for key in LISTS for ref in references_in(entry(store, key, ()))}
    groups = entry(store, "/VRI", generic.DictionaryObject())
    beside = {
        ref
        for one in (groups[key] for key in groups)
        for key in one
        if isinstance(one[key], generic.ArrayObject)
        for ref in references_in(one[key])
    }
    fresh = {ref for ref in listed | beside if is_fresh(ref)}
    return fresh <= listed and all(is_plain(at(ref)) for ref in fresh)
