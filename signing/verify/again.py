"""Whether a later revision only writes an object again, just as it was.

Apache PDFBox, EU DSS and the iText family write catalog, pages, fields and more again whenever they
touch a file, whatever changed. An object that is the same in every part changes nothing for any
reader. A signature is the exception: its meaning hangs on the place where it stands in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver

_TIED_TO_ITS_PLACE = "/ByteRange"


def is_the_same(old: HistoricalResolver, new: HistoricalResolver, reference: Reference) -> bool:
    """Return whether an object of both revisions is the same; references are not followed."""
    before, after = old(reference), new(reference)
    if isinstance(before, generic.DictionaryObject) and _TIED_TO_ITS_PLACE in before:
        return False
    return _equal(before, after)


def _equal(one: generic.PdfObject, other: generic.PdfObject) -> bool:
    """Compare by kind too: a name and a text of the same letters are two things."""
    match one, other:
        case (
            generic.NumberObject() | generic.FloatObject(),
            generic.NumberObject() | generic.FloatObject(),
        ):
            return bool(one == other)
        case generic.IndirectObject(), generic.IndirectObject():
            return (one.idnum, one.generation) == (other.idnum, other.generation)
        case generic.DictionaryObject(), generic.DictionaryObject():
            return _equal_entries(one, other)
        case generic.ArrayObject(), generic.ArrayObject():
            items = range(len(one))
            return len(one) == len(other) and all(
                _equal(one.raw_get(at), other.raw_get(at)) for at in items
            )
        case generic.NameObject(), generic.NameObject():  # a quick reader's kind, or not
            return str(one) == str(other)
    return type(one) is type(other) and bool(one == other)


def _equal_entries(one: generic.DictionaryObject, other: generic.DictionaryObject) -> bool:
    return (
        _content(one) == _content(other)
        and set(one) == set(other)
        and all(_equal(one.raw_get(key), other.raw_get(key)) for key in one)
    )


def _content(holder: generic.DictionaryObject) -> bytes | None:
    """Return what a stream holds, as it is written; None is no stream."""
    return bytes(holder.encoded_data) if isinstance(holder, generic.StreamObject) else None
