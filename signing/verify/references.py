"""Which objects of a signed revision refer to which, read by patterns in one pass over its bytes.

pyHanko answers this by writing down every path from the trailer to every object, which takes most
of the time of a verification. Here only the edges are wanted. Whatever a pattern does not know for
certain (comments, escapes, a key that stands twice, objects in streams) pyHanko reads by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyhanko.pdf_utils.reader import PdfFileReader

    from signing.verify.paper import Paper

TRAILER: Final = 0  # stands for the trailer among the numbers of holders; no object has it

_DEPTH: Final = 4  # a pattern doubles with each; deeper objects are read by pyHanko
_SPACE: Final = rb"[\t\n\x0c\r ]"
_END: Final = rb"(?=[\t\n\x0c\r ()<>\[\]/])"
_NAME: Final = rb"/[!-\"$&'*-.0-;=?-Z\\^-z|~]++" + _END
_POINTER: Final = rb"[0-9]{1,10}" + _SPACE + rb"++[0-9]{1,5}" + _SPACE + rb"++R" + _END
_SCALAR: Final = (
    rb"(?:" + _NAME + rb"|" + _POINTER + rb"|[+-]?[0-9]{1,15}+(?:\.[0-9]{1,15}+)?" + _END +
    rb"|<(?:[0-9A-Fa-f]{2})*+>|\((?:[^()\\]|\\[nrtbf()\\])*+\)|(?:true|false|null)" + _END + rb")"
)  # fmt: skip


def _value(depth: int) -> bytes:
    if not depth:
        return _SCALAR
    within, space = _value(depth - 1), _SPACE + rb"*+"
    array = rb"\[(?:" + space + within + rb")*+" + space + rb"\]"
    entries = rb"<<(?:" + space + _NAME + space + within + rb")*+" + space + rb">>"
    return rb"(?:" + entries + rb"|" + array + rb"|" + _SCALAR + rb")"


_OBJECT: Final = re.compile(
    rb"([0-9]{1,10}) ([0-9]{1,5}) obj" + _SPACE + rb"*+(" + _value(_DEPTH) + rb")"
    + _SPACE + rb"*+(?:(endobj)" + _END + rb"|stream(?:\r\n|\n))"
)  # fmt: skip
_REFERENCE: Final = re.compile(
    rb"([0-9]{1,10})" + _SPACE + rb"+([0-9]{1,5})" + _SPACE + rb"+R" + _END
)
# With its plain value, so that what stands at the place of a key is always found as one.
_KEY: Final = re.compile(rb"(" + _NAME + rb")" + _SPACE + rb"*+" + _SCALAR + rb"?+")
_LENGTH: Final = re.compile(
    rb"/Length" + _SPACE + rb"++(?:([0-9]{1,10})" + _SPACE + rb"++([0-9]{1,5})"
    + _SPACE + rb"++R" + _END + rb"|([0-9]{1,12})" + _END + rb")"
)  # fmt: skip
_NUMBER: Final = re.compile(rb"([0-9]{1,10}) ([0-9]{1,5}) obj\s++([0-9]{1,12})\s++endobj" + _END)
_STREAM_ENDS: Final = re.compile(rb"(?:\r\n|\n|\r)?endstream\s++endobj" + _END)

Edge = tuple[int, int]  # number and generation of what is referred to


class MissingObjectError(ValueError):
    """Something refers to an object that the revision does not have."""


@dataclass(slots=True)
class References:
    """Who holds a reference to each wanted object, and how often; numbers only."""

    wanted: AbstractSet[int]
    holders: dict[int, Counter[int]] = field(default_factory=dict)

    def held_by(self, number: int) -> Counter[int]:
        """Return the holders of an object, `TRAILER` among them."""
        return self.holders.get(number, Counter())

    def note(self, holder: int, edges: Iterable[Edge]) -> None:
        """Keep what is wanted of the references that one object holds."""
        for number, _ in edges:
            if number in self.wanted:
                self.holders.setdefault(number, Counter())[holder] += 1


def references_within(paper: Paper, wanted: AbstractSet[int]) -> References:
    """Follow every reference of the first signed revision from its trailer on.

    Raises:
        MissingObjectError: one leads nowhere.
        ValueError: something beside the catalog leads on from the trailer.
        PdfReadError: an object cannot be read.
    """
    found, bytes_of = References(wanted), _Bytes(paper)
    trailer = paper.at(paper.first_signed).trailer_view
    edges = list(_edges(trailer))
    found.note(TRAILER, edges)
    root = _root(trailer)
    if edges.count(root) > 1 or any(bytes_of.edges_of(edge) for edge in edges if edge != root):
        raise ValueError("a trailer that holds more than the catalog")
    waiting, seen = edges, set(edges)
    while waiting:
        edge = waiting.pop()
        edges = bytes_of.edges_of(edge)
        found.note(edge[0], edges)
        fresh = set(edges) - seen
        seen |= fresh
        waiting.extend(fresh)
    return found


def _root(trailer: generic.DictionaryObject) -> Edge:
    root = trailer.raw_get("/Root")
    return int(root.idnum), int(root.generation)


class _Bytes:
    """Reads what the objects of the first signed revision refer to."""

    def __init__(self, paper: Paper) -> None:
        self._pdf, self._revision = paper.data, paper.first_signed
        self._reader: PdfFileReader = paper.reader

    def edges_of(self, edge: Edge) -> list[Edge]:
        place = self._place(edge)
        found = _OBJECT.match(self._pdf, place) if isinstance(place, int) else None
        if found is None or (int(found[1]), int(found[2])) != edge or not self._is_plain(found):
            return list(_edges(self._reader.get_object(self._reference(edge), self._revision)))
        return [(int(number), int(age)) for number, age in _REFERENCE.findall(found[3])]

    def _is_plain(self, found: re.Match[bytes]) -> bool:
        """Whether no key stands twice, and a stream ends where it says."""
        keys = _KEY.findall(found[3])
        return len(set(keys)) == len(keys) and (found[4] is not None or self._ends(found))

    def _ends(self, stream: re.Match[bytes]) -> bool:
        lengths = _LENGTH.findall(stream[3])
        if len(lengths) != 1:
            return False
        number, age, direct = lengths[0]
        length = int(direct) if direct else self._number((int(number), int(age)))
        return length is not None and bool(_STREAM_ENDS.match(self._pdf, stream.end() + length))

    def _number(self, edge: Edge) -> int | None:
        place = self._place(edge)
        found = _NUMBER.match(self._pdf, place) if isinstance(place, int) else None
        return int(found[3]) if found and (int(found[1]), int(found[2])) == edge else None

    def _place(self, edge: Edge) -> object:
        place = self._reader.xrefs.get_historical_ref(self._reference(edge), self._revision)
        if place is None:
            raise MissingObjectError(str(edge))
        return place

    def _reference(self, edge: Edge) -> Reference:
        return Reference(*edge, self._reader)


def _edges(found: generic.PdfObject) -> Iterator[Edge]:
    """Yield the references within one object that pyHanko has read."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            yield one.idnum, one.generation
        elif isinstance(one, generic.DictionaryObject):
            waiting.extend(one.raw_get(key) for key in one)
        elif isinstance(one, generic.ArrayObject):
            waiting.extend(one.raw_get(at) for at in range(len(one)))
