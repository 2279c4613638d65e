"""Reads objects in streams as pyHanko does, but the list of what is in a stream only once.

For each object pyHanko goes through that list from its beginning: eight thousand objects in one
stream took six minutes. What they may cost together is bounded as well: places in the list may lie
inside one another, so that one long object would be read again for each of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError

from signing.seal.quick import plain_value
from signing.verify.codes import Code, NotUsableError

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import Reference

MOST_VALUES: Final = 200_000  # in one object
_MOST_OBJECTS: Final = 200_000
_MOST_SLOW_BYTES: Final = 3_000_000  # of what is not plain, in all
_MOST_SLOW_AT_ONCE: Final = 1_000_000
_AGAIN: Final = 4_000_000  # bytes
_ENTRY: Final = re.compile(rb"[\0\t\n\f\r ]*([0-9]{1,10})[\0\t\n\f\r ]+([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class _Stream:
    """One stream of objects: its content, and what its list says."""

    data: bytes
    places: dict[int, tuple[int, int]]  # index and place by number; the first of several counts


class Unpacker:
    """Reads the objects of all such streams of one file."""

    def __init__(self) -> None:
        """Begin with what old revisions may cost beside the newest: they are read again."""
        self._streams: dict[int, _Stream] = {}
        self._left = _AGAIN
        self._left_slow = _MOST_SLOW_BYTES

    def object_at(self, own: Reference, stream: Reference, index: int) -> generic.PdfObject:
        """Return one object of a stream.

        Raises:
            PdfReadError: it is not there, in another place, or cannot be read.
            NotUsableError: such streams cost more here than in any honest file.
        """
        if stream.idnum not in self._streams:
            self._streams[stream.idnum] = _listed(stream)
            self._left += 2 * len(self._streams[stream.idnum].data)
        held = self._streams[stream.idnum]
        found, place = held.places.get(own.idnum, (-1, 0))
        if found != index:
            raise PdfReadError("an object that is not in its place in a stream")
        value, end = plain_value(held.data, place, own, MOST_VALUES) or self._slow(held, own, place)
        self._left -= end - place
        if min(self._left, self._left_slow) < 0:
            raise NotUsableError(Code.TOO_COMPLEX)
        if isinstance(value, generic.StreamObject | generic.IndirectObject):
            raise PdfReadError("what no stream of objects may hold")
        return value

    def _slow(self, held: _Stream, own: Reference, place: int) -> tuple[generic.PdfObject, int]:
        near = held.data[place : place + _MOST_SLOW_AT_ONCE]
        source = BytesIO(near)
        try:
            value = generic.read_object(source, own)
        except (PdfReadError, PdfStreamError) as error:
            if len(near) == _MOST_SLOW_AT_ONCE:
                raise NotUsableError(Code.TOO_COMPLEX) from error
            raise PdfReadError("an object in a stream that cannot be read") from error
        self._left_slow -= source.tell()
        return value, place + source.tell()


def _listed(reference: Reference) -> _Stream:
    """Read the list of a stream of objects.

    Raises:
        PdfReadError: it is none.
        NotUsableError: it has more objects than any paper.
    """
    stream = reference.get_object()
    if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
        raise PdfReadError("not a stream of objects")
    count, first = int(stream["/N"]), int(stream["/First"])
    if count > _MOST_OBJECTS:
        raise NotUsableError(Code.TOO_COMPLEX)
    data, at = bytes(stream.read_data(DecodePurpose.OBJECT_STREAM)), 0
    places: dict[int, tuple[int, int]] = {}
    for index in range(count):
        found = _ENTRY.match(data, at)
        if found is None:
            break  # what it names further on is not there
        places.setdefault(int(found[1]), (index, first + int(found[2])))
        at = found.end()
    return _Stream(data, places)
