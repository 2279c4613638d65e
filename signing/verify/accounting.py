"""Accounts for every byte behind the first signature, without the PDF library.

Whoever may only append can still write what one reader passes over and another one shows: objects
that no table names, two objects of one number, comments, a second end of file, tables that point
elsewhere. So the bytes are read by a small strict parser of our own: they must be revisions, each
of objects, a table that names exactly these, a trailer and an end, and nothing else.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Final

from signing.verify.codes import Code, NotUsableError
from signing.verify.lexer import OddBytesError, Value, read_value

_RANGE: Final = re.compile(
    rb"/ByteRange\s*\[\s*0\s+([0-9]{1,12})\s+([0-9]{1,12})\s+([0-9]{1,12})\s*\]"
)
_HOLE: Final = re.compile(rb"<[0-9A-Fa-f]+>")
_END: Final = re.compile(rb"startxref\s+([0-9]+)\s+%%EOF[\r\n]{0,2}\Z")
_OBJECT: Final = re.compile(rb"[ \t\r\n]*([0-9]+) ([0-9]+) obj(?![0-9A-Za-z])")
_STREAM: Final = re.compile(rb"[ \t\r\n]*stream(?:\r\n|\n)")
_END_OF_STREAM: Final = re.compile(rb"(?:\r\n|\n|\r)?endstream")
_END_OF_OBJECT: Final = re.compile(rb"[ \t\r\n]*endobj(?=[ \t\r\n])")
_TABLE: Final = re.compile(rb"[ \t\r\n]*(?=xref[ \t]*[\r\n])")
_HEAD: Final = re.compile(rb"xref[ \t]*(?:\r\n|\n|\r)")
_SECTION: Final = re.compile(rb"([0-9]+) ([0-9]+)[ \t]*(?:\r\n|\n|\r)")
_ENTRY: Final = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])(?: \r| \n|\r\n)")
_TRAILER: Final = re.compile(rb"trailer")
_COMMENT: Final = re.compile(rb"(?:[ \t\r\n]*%(?!%EOF|PDF-)[ -~]{0,120}[\r\n]+)?")
_FINISH: Final = re.compile(rb"[ \t\r\n]*startxref[ \t\r\n]+([0-9]+)[ \t\r\n]+%%EOF(?:\r\n|\n|\r)?")
_NUMBER: Final = re.compile(rb"[0-9]+")
_LONE_NUMBER: Final = re.compile(rb"(?<=[\r\n])([0-9]+ [0-9]+) obj\s++([0-9]{1,12})\s++endobj")
_REFERENCE: Final = re.compile(rb"([0-9]+)\s+([0-9]+)\s+R")
_EMPTY_LINE: Final = b"\n\n"
_TAIL: Final = 64
_NEVER_USED: Final = (0, 0xFFFF)
_MOST_OBJECTS: Final = 8_388_608  # ISO 32000-1, annex C
_MOST_RANGES: Final = 256  # each may mean reading a long hole again

Objects = dict[int, tuple[int, int]]  # number: place and generation


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature as the bytes alone show it: everything up to `end`, less the hole."""

    hole: int
    after: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """One revision as the bytes alone show it.

    `table` is where its table or stream begins, `declared` where its end says so.
    """

    start: int
    table: int
    declared: int
    end: int
    objects: Objects


class _Lengths:
    """Some writers only know a stream's length afterwards: a number of its own follows it.

    All numbers are looked for once: once for each stream takes the square of the file's length.
    """

    def __init__(self, pdf: bytes, start: int) -> None:
        self._pdf, self._start = pdf, start
        self._found: dict[bytes, list[tuple[int, int]]] | None = None

    def behind(self, name: bytes, place: int) -> int:
        """Return the one number of that name behind `place`. Raises OddBytesError."""
        if self._found is None:
            self._found = {}
            for one in _LONE_NUMBER.finditer(self._pdf, self._start):
                entry = one.start(), int(one[2])
                self._found.setdefault(one[1], []).append(entry)
        said = [number for at, number in self._found.get(name, ()) if at >= place]
        if len(said) != 1:
            raise OddBytesError("a stream without length")
        return said[0]


def seals_in(pdf: bytes) -> tuple[Seal, ...]:
    """Return the signatures that cover whole revisions, innermost first.

    Raises:
        NotUsableError: more claim to be one than anybody reads.
    """
    ranges = list(itertools.islice(_RANGE.finditer(pdf), _MOST_RANGES + 1))
    if len(ranges) > _MOST_RANGES:
        raise NotUsableError(Code.TOO_COMPLEX)
    holes = {hole: _hole_end(pdf, hole) for hole in {seal.hole for seal in map(_seal, ranges)}}
    found = {s.end: s for s in map(_seal, ranges) if s.after == holes[s.hole] and _is_whole(pdf, s)}
    return tuple(found[end] for end in sorted(found))


def account(pdf: bytes, start: int) -> tuple[tuple[Written, ...], Code | None]:
    """Read everything from `start`, the end of a signed revision, to the end of the file.

    Returns the revisions, and the reason why the rest is not one; None when all is accounted for.
    """
    found: list[Written] = []
    lengths = _Lengths(pdf, start)
    last = _END.search(pdf[max(0, start - _TAIL) : start])
    previous = int(last[1]) if last else -1
    while start < len(pdf):
        try:
            one = _revision(pdf, start, previous, lengths)
        except ValueError:  # odd bytes, or a number too long to be one
            return tuple(found), _reason(pdf)
        found.append(one)
        start, previous = one.end, one.declared
    return tuple(found), None


def _reason(pdf: bytes) -> Code:
    """Bytes that are not even made to look like a revision merely trail."""
    return Code.FILE_STRUCTURE if _END.search(pdf[-_TAIL:]) else Code.TRAILING_BYTES


def _seal(found: re.Match[bytes]) -> Seal:
    hole, after, rest = map(int, found.groups())
    return Seal(hole, after, after + rest)


def _hole_end(pdf: bytes, hole: int) -> int | None:
    found = _HOLE.match(pdf, hole)
    return found.end() if found else None


def _is_whole(pdf: bytes, seal: Seal) -> bool:
    return (
        seal.hole < seal.after <= seal.end <= len(pdf)
        and _END.search(pdf[max(0, seal.end - _TAIL) : seal.end]) is not None
    )


def _revision(pdf: bytes, start: int, previous: int, lengths: _Lengths) -> Written:
    objects: Objects = {}
    place, last = start, Value(start)
    while found := _OBJECT.match(pdf, place):
        number, begins = int(found[1]), found.start(1)
        if number in objects:
            raise OddBytesError("an object is written twice")
        objects[number] = (begins, int(found[2]))
        last, place = _object(pdf, found.end(), lengths)
    if not objects:
        raise OddBytesError("a revision of nothing")
    table = _TABLE.match(pdf, place)
    if table is None:
        at, entries = _compressed(objects, last)
    else:
        at = table.end()
        entries, place = _table(pdf, at, objects)
    _refuse_odd_trailer(entries, previous, max(objects))
    finish = _FINISH.match(pdf, _skip(_COMMENT, pdf, place))
    if finish is None or not _points_at(pdf, int(finish[1]), at, is_table=table is not None):
        raise OddBytesError("no end, or one that points elsewhere")
    return Written(start, at, int(finish[1]), finish.end(), objects)


def _points_at(pdf: bytes, declared: int, at: int, *, is_table: bool) -> bool:
    """Whether an end points at the table, or at the empty line before it, as node-signpdf's does.

    Whoever goes there finds white space and then this table.
    """
    return declared == at or (is_table and declared == at - 1 and pdf[at - 2 : at] == _EMPTY_LINE)


def _compressed(objects: Objects, last: Value) -> tuple[int, dict[bytes, bytes]]:
    """The last object is the stream that stands for table and trailer."""
    if last.entries.get(b"/Type") != b"/XRef":
        raise OddBytesError("neither table nor stream")
    return max(place for place, _ in objects.values()), last.entries


def _object(pdf: bytes, place: int, lengths: _Lengths) -> tuple[Value, int]:
    """Read one object; return it and the place behind its end."""
    value = read_value(pdf, place)
    place = value.end
    if stream := _STREAM.match(pdf, place):
        place = _skip(_END_OF_STREAM, pdf, stream.end() + _length(value, place, lengths))
    return value, _skip(_END_OF_OBJECT, pdf, place)


def _length(value: Value, place: int, lengths: _Lengths) -> int:
    raw = value.entries.get(b"/Length", b"")
    if reference := _REFERENCE.fullmatch(raw):
        return lengths.behind(reference[1] + b" " + reference[2], place)
    if not _NUMBER.fullmatch(raw):
        raise OddBytesError("a stream without length")
    return int(raw)


def _table(pdf: bytes, place: int, objects: Objects) -> tuple[dict[bytes, bytes], int]:
    """Read table and trailer; the table must name what was written, no more and no less."""
    place, named = _skip(_HEAD, pdf, place), dict[int, tuple[int, int]]()
    while section := _SECTION.match(pdf, place):
        place = section.end()
        for number in range(int(section[1]), int(section[1]) + int(section[2])):
            entry = _ENTRY.match(pdf, place)
            if entry is None or number in named:
                raise OddBytesError("a table of another form")
            place = entry.end()
            if entry[3] == b"n":
                named[number] = int(entry[1]), int(entry[2])
            elif (number, int(entry[2])) != _NEVER_USED:
                raise OddBytesError("an object is taken away")
    if named != objects:
        raise OddBytesError("the table names other objects")
    place = _skip(_TRAILER, pdf, place)
    trailer = read_value(pdf, place)
    return trailer.entries, trailer.end


def _refuse_odd_trailer(entries: dict[bytes, bytes], previous: int, highest: int) -> None:
    """Readers leave out what lies beyond the size, and make room for all below it."""
    size = entries.get(b"/Size", b"")
    if not _NUMBER.fullmatch(size) or not highest < int(size) <= _MOST_OBJECTS:
        raise OddBytesError("a size that is none")
    before = entries.get(b"/Prev", b"")
    if not _NUMBER.fullmatch(before) or int(before) != previous:
        raise OddBytesError("the chain of tables is broken")
    if b"/XRefStm" in entries or b"/Encrypt" in entries or b"/Root" not in entries:
        raise OddBytesError("a trailer of two minds")


def _skip(pattern: re.Pattern[bytes], pdf: bytes, place: int) -> int:
    found = pattern.match(pdf, place)
    if found is None:
        raise OddBytesError("something else was due here")
    return found.end()


def names_a_range(pdf: bytes) -> bool:
    """Whether anything in the file claims to be signed, whatever it covers."""
    return _RANGE.search(pdf) is not None
