"""Reads tables and objects in streams a second time: what they hold, the small parser sees too.

An object inside a stream is found by its number in one reader and by its place in another, and
what the table does not name is still there for a reader that repairs. So behind the first
signature such a stream must hold exactly the objects that the table names, each once, in its
place, and each readable in one way only (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import ObjStreamRef

from signing.verify.lexer import OddBytesError, read_value
from signing.verify.objects import entry

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import Reference

    from signing.verify.paper import Paper

_PLAIN: Final = frozenset({"/Type", "/Length", "/Filter", "/DecodeParms"})
_OBJECTS: Final = _PLAIN | {"/N", "/First"}
_TABLE: Final = _PLAIN | {"/Size", "/Index", "/Prev", "/W", "/Root", "/Info", "/ID"}
_FILTERS: Final[tuple[list[str], ...]] = ([], ["/FlateDecode"])
_HEADER: Final = re.compile(rb"(?:\s*[0-9]{1,10}\s+[0-9]{1,10}(?=\s|\Z))*\s*")
_SPACE: Final = b" \t\r\n\f"
_MOST_BYTES: Final = 16 * 1024 * 1024


def is_plain(stream: generic.StreamObject, keys: frozenset[str] = _PLAIN) -> bool:
    """Whether a stream has no other keys, and is at most deflated once."""
    filters = entry(stream, "/Filter", [])
    named = filters if isinstance(filters, list) else [filters]
    return set(stream) <= keys and list(named) in _FILTERS


def is_packed_alike(paper: Paper, revision: int) -> bool:
    """Whether a later revision's table and streams of objects can be read in one way only."""
    xrefs, resolver = paper.reader.xrefs, paper.at(revision)
    table = xrefs.get_xref_container_info(revision).stream_ref
    if table is not None and not is_plain(resolver(table), _TABLE):
        return False
    named: dict[int, dict[int, int]] = {}
    for reference in xrefs.explicit_refs_in_revision(revision):
        place = xrefs.get_historical_ref(reference, revision)
        if isinstance(place, ObjStreamRef):
            named.setdefault(place.obj_stream_id, {})[place.ix_in_stream] = int(reference.idnum)
    holders: set[Reference] = xrefs.object_streams_used_in(revision)
    if {int(holder.idnum) for holder in holders} != set(named):
        return False
    return all(_holds(resolver(holder), named[int(holder.idnum)]) for holder in holders)


def _holds(stream: generic.PdfObject, named: dict[int, int]) -> bool:
    """Whether a stream holds these objects at these places, and nothing beside them."""
    if not isinstance(stream, generic.StreamObject) or not is_plain(stream, _OBJECTS):
        return False
    data, first, count = bytes(stream.data), int(stream["/First"]), int(stream["/N"])
    header = data[:first]
    if len(data) > _MOST_BYTES or not 0 < first <= len(data) or not _HEADER.fullmatch(header):
        return False
    numbers = [int(number) for number in header.split()]
    if len(numbers) != 2 * count or dict(enumerate(numbers[::2])) != named:
        return False
    starts = [first + place for place in numbers[1::2]]
    return starts[:1] == [first] and _are_single(data, [*starts, len(data)])


def _are_single(data: bytes, edges: list[int]) -> bool:
    """Whether one object stands between each two places, and nothing behind it."""
    try:
        return all(
            start < end
            and (place := read_value(data, start).end) <= end
            and not data[place:end].strip(_SPACE)
            for start, end in pairwise(edges)
        )
    except OddBytesError:
        return False
