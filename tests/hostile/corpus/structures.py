"""The skeleton of the file: tables, loops, streams of objects, and what two parsers read as two."""

from __future__ import annotations

import re
import zlib
from functools import partial
from typing import Final

from signing.verify.codes import Code
from tests.hostile.corpus.kit import (
    BLACK,
    a_stream,
    add,
    amended,
    attack,
    body,
    end,
    foreign,
    later,
    number_of,
    once,
    size_of,
    startxref_of,
    text_of,
    trailer_of,
)
from tests.hostile.corpus.plain import packed_within
from tests.signed.samples import issued

_LAWFUL: Final = b"<</Type/Nothing>>"


def _table(objects: dict[int, bytes], more: dict[str, str]) -> bytes:
    return later(issued(), objects, more)


def _in_last_trailer(pdf: bytes, more: bytes) -> bytes:
    before, _, after = pdf.rpartition(b">>\nstartxref")
    return before + more + b">>\nstartxref" + after


@attack(Code.FILE_STRUCTURE)
def a_hybrid_file() -> bytes:
    """Old readers take the table, new ones the stream that the trailer names."""
    fresh = size_of(issued())
    hidden = _stream_of_entries(fresh, len(issued()))
    return _table({fresh: hidden}, {"XRefStm": str(len(issued()))})


def _stream_of_entries(number: int, place: int, more: bytes = b"") -> bytes:
    entry = b"\x01" + place.to_bytes(4, "big") + b"\0\0"
    index = b"/Type/XRef/W[1 4 2]/Index[%d 1]/Size %d/Root 1 0 R%s" % (number, number + 1, more)
    return a_stream(entry, index)


@attack(Code.FILE_STRUCTURE)
def a_loop_of_tables() -> bytes:
    """The newest table says that the one before it is itself."""
    written, table = body(issued(), {size_of(issued()): _LAWFUL})
    place = len(issued()) + len(written)
    return issued() + written + table + trailer_of(issued(), {"Prev": str(place)}) + end(place)


_PREVIOUS: Final = {
    "nowhere": "99999999",
    "zero": "0",
    "negative": "-5",
    "a_text": "(1463)",
    "a_fraction": "1463.5",
    "null": "null",
    "a_reference": "7 0 R",
    "the_first_table": "1463",
}
for _name, _previous in _PREVIOUS.items():
    add(
        __name__,
        f"previous_table_{_name}",
        Code.FILE_STRUCTURE,
        partial(_table, {size_of(issued()): _LAWFUL}, {"Prev": _previous}),
    )


@attack(Code.FILE_STRUCTURE)
def no_previous_table() -> bytes:
    """The last revision says that it is the only one: the signed ones are gone."""
    pdf = later(issued(), {size_of(issued()): _LAWFUL})
    return pdf.replace(b"/Prev %d>>" % startxref_of(issued()), b">>")


@attack(Code.FILE_STRUCTURE)
def two_trailers() -> bytes:
    pdf = later(issued(), {size_of(issued()): _LAWFUL})
    return pdf[: -len(end(startxref_of(pdf)))] + (
        trailer_of(issued(), {"Root": f"{size_of(issued())} 0 R"}) + end(startxref_of(pdf))
    )


@attack(Code.FILE_STRUCTURE)
def a_trailer_with_two_roots() -> bytes:
    pdf = later(issued(), {size_of(issued()): text_of(issued(), 1)})
    return _in_last_trailer(pdf, b"/Root %d 0 R" % size_of(issued()))


@attack(Code.FILE_STRUCTURE)
def a_trailer_with_an_escaped_root() -> bytes:
    pdf = later(issued(), {size_of(issued()): text_of(issued(), 1)})
    return _in_last_trailer(pdf, b"/Roo#74 %d 0 R" % size_of(issued()))


@attack(Code.FILE_STRUCTURE)
def encryption_added() -> bytes:
    secret = b"<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>" % (b"o" * 32, b"u" * 32)
    fresh = size_of(issued())
    return _table({fresh: secret}, {"Encrypt": f"{fresh} 0 R"})


@attack(Code.FILE_STRUCTURE)
def encryption_that_is_null() -> bytes:
    return _table({size_of(issued()): _LAWFUL}, {"Encrypt": "null"})


@attack(Code.FILE_STRUCTURE)
def an_entry_beside_its_object() -> bytes:
    """The table names a place a few bytes before the object; some readers search for it."""
    written, table = body(issued(), {size_of(issued()): _LAWFUL})
    table = table.replace(b"%010d" % len(issued()), b"%010d" % (len(issued()) - 2))
    return issued() + written + table + trailer_of(issued()) + end(len(issued()) + len(written))


@attack(Code.FILE_STRUCTURE)
def an_entry_with_another_number() -> bytes:
    """The table calls the object 7, the object itself says another number."""
    fresh = size_of(issued())
    written, table = body(issued(), {fresh: a_stream(BLACK)})
    table = table.replace(b"%d 1\n" % fresh, b"7 1\n")
    return issued() + written + table + trailer_of(issued()) + end(len(issued()) + len(written))


@attack(Code.FILE_STRUCTURE)
def an_entry_listed_twice() -> bytes:
    fresh = size_of(issued())
    written, table = body(issued(), {fresh: _LAWFUL})
    table += b"%d 1\n%010d 00000 n \n" % (fresh, len(issued()))
    return issued() + written + table + trailer_of(issued()) + end(len(issued()) + len(written))


@attack(Code.FILE_STRUCTURE)
def an_entry_in_the_signed_bytes() -> bytes:
    """An object of the new revision lies in the old one."""
    fresh = size_of(issued())
    table = b"xref\n%d 1\n%010d 00000 n \n" % (fresh, issued().index(b"\n7 0 obj") + 1)
    return issued() + table + trailer_of(issued()) + end(len(issued()))


def _packed(number: int, content: bytes) -> bytes:
    """A compressed revision: an object inside a stream, found by a stream of entries."""
    pdf = foreign()
    fresh = size_of(pdf)
    inside = zlib.compress(b"%d 0 %s" % (number, content))
    first = len(b"%d 0 " % number)
    holder = a_stream(inside, b"/Type/ObjStm/N 1/First %d/Filter/FlateDecode" % first)
    written, _ = body(pdf, {fresh: holder})
    place = len(pdf) + len(written)
    entries = b"".join(
        (
            b"\x02" + fresh.to_bytes(4, "big") + b"\0\0",
            b"\x01" + len(pdf).to_bytes(4, "big") + b"\0\0",
            b"\x01" + place.to_bytes(4, "big") + b"\0\0",
        )
    )
    root = number_of(pdf, b"/Type /Catalog")
    keys = b"/Type/XRef/W[1 4 2]/Index[%d 1 %d 2]/Size %d/Root %d 0 R/Prev %d"
    table = a_stream(entries, keys % (number, fresh, fresh + 2, root, startxref_of(pdf)))
    return pdf + written + b"%d 0 obj\n" % (fresh + 1) + table + b"\nendobj\n" + end(place)


@attack(Code.CHANGED_OTHERWISE)
def a_signed_stream_of_objects_written_again() -> bytes:
    """The numbers and places inside stay; whoever reads the old revision reads the new stream."""
    pdf = packed_within(b"(signed)", 3)
    fresh, place = size_of(pdf), len(pdf)
    [signed] = re.findall(rb"11 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)
    keys, _, packed = signed.partition(b"/Length")
    packed = packed.partition(b"stream\n")[2].rpartition(b"\nendstream")[0]
    forged = zlib.compress(zlib.decompress(packed).replace(b"(signed)", b"(forged)"))
    holder = b"11 0 obj\n" + a_stream(forged, keys.removeprefix(b"<<")) + b"\nendobj\n"
    rows = (b"\x01" + at.to_bytes(4, "big") + b"\0\0" for at in (place, place + len(holder)))
    table = b"/Type/XRef/W[1 4 2]/Index[11 1 %d 1]/Size %d/Root 1 0 R/Prev %d"
    entries = a_stream(b"".join(rows), table % (fresh, fresh + 1, startxref_of(pdf)))
    written = b"%d 0 obj\n%s\nendobj\n" % (fresh, entries)
    return pdf + holder + written + end(place + len(holder))


@attack(Code.CHANGED_PAGE)
def a_stream_of_objects_with_another_page() -> bytes:
    page = number_of(foreign(), b"/Type /Page\n")
    return _packed(page, text_of(foreign(), page).replace(b"842", b"400"))


@attack(Code.CHANGED_FIELD)
def a_stream_of_objects_with_another_field() -> bytes:
    field = number_of(foreign(), b"/T (Nguoi)")
    return _packed(field, text_of(foreign(), field).replace(b"(Nguoi)", b"(Khac)"))


_FORMS: Final = b"/SigFlags 3"
_READINGS: Final = {
    "a_key_twice": (b"/Type /Catalog", b"/Pages 5 0 R", b"/Pages 5 0 R /Pages 9 0 R"),
    "a_key_twice_by_escape": (b"/Type /Catalog", b"/Pages 5 0 R", b"/Pages 5 0 R /P#61ges 9 0 R"),
    "a_key_by_escape": (b"/Type /Page\n", b"/Contents", b"/C#6fntents"),
    "a_value_by_escape": (b"/T (DauCoQuan)", b"/FT /Sig", b"/FT /S#69g"),
    "fields_twice": (_FORMS, b"/SigFlags 3", b"/SigFlags 3 /Fields []"),
    "a_comment_in_an_object": (_FORMS, b"/SigFlags 3", b"/SigFlags 3 % /XFA []\n"),
    "a_strange_number": (_FORMS, b"/SigFlags 3", b"/SigFlags --3"),
    "a_number_with_two_points": (_FORMS, b"/SigFlags 3", b"/SigFlags 3.0.1"),
    "a_zero_byte": (_FORMS, b"/SigFlags 3", b"/SigFlags\0003"),
    "text_behind_the_object": (_FORMS, b"/SigFlags 3\n>>", b"/SigFlags 3\n>> 9 0 R"),
    "no_end_of_the_dictionary": (_FORMS, b"/SigFlags 3\n>>", b"/SigFlags 3"),
    "two_dictionaries": (_FORMS, b"/SigFlags 3\n>>", b"/SigFlags 3\n>> <</Fields []>>"),
    "an_end_within_a_text": (_FORMS, b"/SigFlags 3", b"/SigFlags 3 /X (\nendobj\n)"),
}
for _name, (_marker, _old, _new) in _READINGS.items():
    add(
        __name__,
        _name,
        Code.CHANGED_FORM if _name == "an_end_within_a_text" else Code.FILE_STRUCTURE,
        partial(amended, once(), _marker, _old, _new),
    )


@attack(Code.FILE_STRUCTURE)
def a_stream_longer_than_it_says() -> bytes:
    wrong = a_stream(BLACK).replace(b"/Length %d" % len(BLACK), b"/Length 5")
    return later(once(), {7: wrong})


@attack(Code.FILE_STRUCTURE)
def a_stream_whose_length_is_elsewhere() -> bytes:
    wrong = a_stream(BLACK).replace(b"/Length %d" % len(BLACK), b"/Length 2 0 R")
    return later(once(), {7: wrong})


@attack(Code.FILE_STRUCTURE)
def a_table_of_strange_entries() -> bytes:
    written, table = body(issued(), {size_of(issued()): _LAWFUL})
    table = table.replace(b" 00000 n \n", b" 00000 n\n")
    return issued() + written + table + trailer_of(issued()) + end(len(issued()) + len(written))


@attack(Code.FILE_STRUCTURE)
def a_table_with_a_wrong_count() -> bytes:
    written, table = body(issued(), {size_of(issued()): _LAWFUL})
    table = table.replace(b" 1\n", b" 2\n")
    return issued() + written + table + trailer_of(issued()) + end(len(issued()) + len(written))


@attack(Code.FILE_STRUCTURE)
def an_end_that_points_beside_the_table() -> bytes:
    pdf = later(issued(), {size_of(issued()): _LAWFUL})
    return pdf[: pdf.rindex(b"startxref")] + end(startxref_of(pdf) - 1)


@attack(Code.TRAILING_BYTES)
def an_end_without_its_mark() -> bytes:
    pdf = later(issued(), {size_of(issued()): _LAWFUL})
    return pdf[: pdf.rindex(b"%%EOF")]
