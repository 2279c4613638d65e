"""What every writer touches in other people's papers, and how far it may go.

Metadata, version and default resources change with each save and paint nothing, as long as they
are what their place says and take nothing away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from signing.verify.objects import entry, is_same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import HistoricalResolver

_VERSION: Final = re.compile(r"/[12]\.[0-9]")
_DEVELOPER: Final = frozenset(
    {"/Type", "/BaseVersion", "/ExtensionLevel", "/ExtensionRevision", "/URL"}
)
_METADATA: Final = frozenset(
    {"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms", "/Metadata"}
)
_VALUES: Final = (generic.TextStringObject, generic.ByteStringObject, generic.NameObject)
_NOTHING: Final = generic.DictionaryObject()


def is_information(found: generic.PdfObject) -> bool:
    """Whether an information dictionary holds texts and names and nothing else."""
    return (
        isinstance(found, generic.DictionaryObject)
        and not isinstance(found, generic.StreamObject)
        and all(isinstance(found.raw_get(key), _VALUES) for key in found)
        and not {"/Type", "/Subtype"} & set(found)
    )


def is_metadata(found: generic.PdfObject) -> bool:
    """Whether a stream is metadata, and cannot be anything else as well."""
    return (
        isinstance(found, generic.StreamObject)
        and entry(found, "/Type") == "/Metadata"
        and entry(found, "/Subtype") == "/XML"
        and set(found) <= _METADATA
    )


def touched(old: generic.DictionaryObject, new: generic.DictionaryObject) -> frozenset[str]:
    """Return which of the catalog's keys may differ."""
    found = {"/Metadata"}
    version = entry(new, "/Version", entry(old, "/Version"))
    before = str(entry(old, "/Version", "/0"))
    if isinstance(version, generic.NameObject) and _VERSION.fullmatch(version) is not None:
        found |= {"/Version"} if version >= before else set()
    if _are_extensions(entry(new, "/Extensions", _NOTHING)):
        found.add("/Extensions")
    return frozenset(found)


def grown_in_form(old: generic.DictionaryObject, new: generic.DictionaryObject) -> frozenset[str]:
    """Return which of the form's keys may differ: resources grow, flags are only set."""
    found = {"/DA"} if isinstance(entry(new, "/DA", ""), str) else set()
    was, flags = (entry(form, "/SigFlags", 0) for form in (old, new))
    if isinstance(flags, int) and isinstance(was, int) and was & ~flags == 0:
        found.add("/SigFlags")
    if _only_grows(entry(old, "/DR", _NOTHING), entry(new, "/DR", _NOTHING)):
        found.add("/DR")
    return frozenset(found)


def references_within_object(found: generic.PdfObject) -> Iterator[generic.Reference]:
    """Yield what one object refers to, without following it."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            yield one.reference
        elif isinstance(one, generic.DictionaryObject):
            waiting += (one.raw_get(key) for key in one)
        elif isinstance(one, generic.ArrayObject):
            waiting += (one.raw_get(at) for at in range(len(one)))


def is_missing(at: HistoricalResolver, reference: generic.Reference) -> bool:
    """Whether a revision does not have an object, so that a later one could bring it."""
    return at.reader.xrefs.get_historical_ref(reference, at.revision) is None


def _are_extensions(found: generic.PdfObject) -> bool:
    """Whether only developers' names, versions and levels are listed (ISO 32000-2, 7.12)."""
    if not isinstance(found, generic.DictionaryObject):
        return False
    try:
        listed = [found[key] for key in found if key != "/Type"]
        each = [one for some in listed for one in _each(some)]
    except PdfReadError:
        return False  # something that is still missing
    return all(isinstance(one, generic.DictionaryObject) and set(one) <= _DEVELOPER for one in each)


def _each(listed: generic.PdfObject) -> list[generic.PdfObject]:
    if not isinstance(listed, generic.ArrayObject):
        return [listed]
    return [listed[at] for at in range(len(listed))]


def _only_grows(old: generic.PdfObject, new: generic.PdfObject) -> bool:
    """Whether every font and other resource of the form is still the same one."""
    if not isinstance(old, generic.DictionaryObject) or not isinstance(
        new, generic.DictionaryObject
    ):
        return is_same(old, new)
    return all(
        key in new
        and (is_same(old.raw_get(key), new.raw_get(key)) or _only_grows(old[key], new[key]))
        for key in old
    )
