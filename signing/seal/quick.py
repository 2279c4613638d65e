"""Reads what a signature needs of a PDF many times faster than pyHanko, and exactly as it does.

pyHanko reads byte by byte in Python. Here plain objects and plain cross-reference tables are read
by patterns, strictly: whatever has a comment, an escape, or any other form is left to
pyHanko, which also words every refusal. Both ways give equal objects; a test holds them together.
"""

from __future__ import annotations

import os
import re
import sys
from itertools import repeat
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeContext, DecodeLimits
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import (
    PdfFileReader,
    _read_header_version,
    process_data_at_eof,
)
from pyhanko.pdf_utils.xref import (
    XRefBuilder,
    XRefCache,
    XRefSection,
    XRefSectionData,
    XRefSectionMetaInfo,
    XRefSectionType,
)
from typing_extensions import override

from signing.seal.unlisted import Resolver, read_despite_unlisted

if TYPE_CHECKING:
    from io import BytesIO
    from typing import Any

    from pyhanko.pdf_utils.reader import HistoricalResolver
    from pyhanko.pdf_utils.rw_common import PdfHandler

_MAX_DEPTH: Final = 16
_MAX_GENERATION: Final = 0xFFFF
_ENTRY: Final = 20  # bytes of an entry of a cross-reference table (ISO 32000-1, 7.5.4)
_END: Final = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%])"
_TOKEN: Final = re.compile(
    rb"[\x00\t\n\x0c\r ]*(?:"
    rb"/([!-\"$&'*-.0-;=?-Z\\^-z|~]+)" + _END +  # 1: a name without escapes
    rb"|([1-9]\d{0,9})[\n\r ]+(\d{1,5})[\n\r ]+R" + _END +  # 2, 3: a reference
    rb"|([+-]?\d{1,15})" + _END +  # 4: a whole number
    rb"|([+-]?\d{1,15}\.\d{1,15})" + _END +  # 5: another number
    rb"|(<<)|(>>)|(\[)|(\])"  # 6 to 9
    rb"|<((?:[0-9A-Fa-f]{2})*)>"  # 10: a string in hex
    rb"|\(((?:[^()\\\r\n]|\\[0-3][0-7]{2})*)\)"  # 11: a string whose escapes are octal
    rb"|(true|false|null)" + _END +  # 12
    rb"|(endobj)" + _END + rb")"  # 13
)  # fmt: skip
_OCTAL: Final = re.compile(rb"\\([0-7]{3})")
_HEADER: Final = re.compile(rb"[\x00\t\n\x0c\r ]*(\d{1,10}) +(\d{1,7})[ ]*[\r\n]+")
_ENTRIES: Final = re.compile(rb"(?:\d{10} \d{5} [nf](?: \n| \r|\r\n))*")
_IN_USE: Final = re.compile(rb"(?:\d{10} 00000 n(?: \n| \r|\r\n))*+")
_OFFSET: Final = re.compile(rb"(\d{10}) 00000 n")
_FIELDS: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
_PAGE: Final = re.compile(rb"/Type[\x00\t\n\x0c\r ]*/Page" + _END)
_NOT_BARE: Final = re.compile(rb"/Annots|/Kids|[#(%]|stream")  # or a word that could hide one
_STREAM: Final = re.compile(rb"[\t\n\r ]*stream(?:\r\n|\n)")
_STREAM_END: Final = re.compile(rb"[\t\n\r ]*endstream[\t\n\r ]*endobj" + _END)
_TRAILER: Final = re.compile(rb"[\x00\t\n\x0c\r ]*trailer[\x00\t\n\x0c\r ]*")


class _OtherFormError(Exception):
    """Something is not of the plain form; pyHanko reads it."""


class TooManyValuesError(PdfReadError):
    """One object holds more values than its reader cares to read."""


class QuickReader(PdfFileReader):
    """pyHanko's reader with a shorter way for what is plain."""

    most_values = sys.maxsize  # in one object
    _is_quick = False

    @override
    def __init__(self, stream: BytesIO) -> None:
        """Read as `PdfFileReader(stream)` does, strictly, with the limits for strangers' files."""
        self._security_handler = None
        self.strict = True
        stream.seek(0, os.SEEK_END)
        self._decode_context = DecodeContext(DecodeLimits(), input_size=stream.tell())
        self.resolved_objects = {}
        self._input_version = None
        self._historical_resolver_cache = {}
        self._embedded_signatures = None
        self.stream = stream
        self._bytes = stream.getvalue()
        self._header_version = _read_header_version(stream)
        stream.seek(-1, os.SEEK_END)
        builder = _QuickXRefs(self, stream, strict=True, last_startxref=process_data_at_eof(stream))
        sections = read_despite_unlisted(builder)
        self.xrefs = XRefCache(self, sections)
        self.last_startxref = builder.last_startxref
        self.trailer = builder.trailer
        self.has_xref_stream = builder.has_xref_stream
        self._is_quick = "/Encrypt" not in self.trailer

    @override
    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        known = self._historical_resolver_cache
        if revision not in known:
            known[revision] = Resolver(self, revision)
        return known[revision]

    def is_bare_page(self, ref: generic.Reference) -> bool:
        """Return whether this is a page without annotations, as far as its bytes show unread.

        False where they do not: the page is then to be read.
        """
        try:
            marker = self.xrefs[ref]
        except (KeyError, PdfReadError):
            return False  # reading it says why
        if not self._is_quick or not isinstance(marker, int):
            return False
        end = self._bytes.find(b"endobj", marker)
        text = self._bytes[marker:end]
        return _PAGE.search(text) is not None and _NOT_BARE.search(text) is None

    @override
    def _read_object(
        self,
        ref: generic.Reference,
        marker: Any,
        never_decrypt: bool = False,
        as_metadata_stream: bool = False,
    ) -> Any:
        if self._is_quick and isinstance(marker, int) and not as_metadata_stream:
            try:
                own = generic.Reference(ref.idnum, ref.generation, self)
                return _Plain(self._bytes, own, self, self.most_values).object_at(marker)
            except _OtherFormError:
                self.before_slow(marker)
        return super()._read_object(ref, marker, never_decrypt, as_metadata_stream)

    def before_slow(self, place: int) -> None:
        """Do nothing; a reader of strangers' files may refuse an object that is not plain."""


def plain_value(
    data: bytes, place: int, own: generic.Reference, most: int
) -> tuple[generic.PdfObject, int] | None:
    """Return a plain value that begins here and where it ends; None leaves it to pyHanko."""
    reading = _Plain(data, own, own.get_pdf_handler(), most)
    try:
        return reading.value_at(place)
    except _OtherFormError:
        return None


class _Plain:
    """Reads one object of the plain form, or raises."""

    def __init__(
        self,
        pdf: bytes,
        container: generic.Dereferenceable,
        reader: PdfHandler,
        most: int = sys.maxsize,
    ) -> None:
        self._pdf, self._container, self._reader, self._place = pdf, container, reader, 0
        self._left = most

    def trailer_at(self, place: int) -> generic.DictionaryObject:
        """Return the trailer dictionary, which names itself as no container."""
        self._place = place
        if self._next()[6] is None:
            raise _OtherFormError
        return self._dictionary(0)

    def object_at(self, place: int) -> generic.PdfObject:
        """Return the object that begins here, header and end checked."""
        own = self._container
        if not isinstance(own, generic.Reference):
            raise _OtherFormError
        header = b"%d %d obj" % (own.idnum, own.generation)
        if not self._pdf.startswith(header, place):
            raise _OtherFormError
        self._place = place + len(header)
        found = self._value(self._next(), 0)
        if isinstance(found, generic.DictionaryObject) and (
            begins := _STREAM.match(self._pdf, self._place)
        ):
            return self._stream(found, begins.end())
        if self._next()[13] is None:
            raise _OtherFormError
        return found

    def value_at(self, place: int) -> tuple[generic.PdfObject, int]:
        """Return the value that begins here, and where it ends."""
        self._place = place
        return self._value(self._next(), 0), self._place

    def _stream(self, about: generic.DictionaryObject, begins: int) -> generic.StreamObject:
        """Return the stream that begins here; its length must be said in place, and be right."""
        length = dict.get(about, "/Length")
        if not isinstance(length, generic.NumberObject) or length < 0:
            raise _OtherFormError
        if _STREAM_END.match(self._pdf, begins + length) is None:
            raise _OtherFormError
        made = generic.StreamObject(encoded_data=self._pdf[begins : begins + length])
        dict.update(made, about)
        made.container_ref = self._container
        return made

    def _next(self) -> re.Match[bytes]:
        token = _TOKEN.match(self._pdf, self._place)
        if token is None:
            raise _OtherFormError
        self._place = token.end()
        return token

    def _value(self, token: re.Match[bytes], depth: int) -> generic.PdfObject:
        self._left -= 1
        if self._left < 0:
            raise TooManyValuesError("too many values in one object")
        found = self._made(token, depth)
        found.container_ref = self._container
        return found

    def _made(self, token: re.Match[bytes], depth: int) -> generic.PdfObject:
        kind, text = token.lastindex, token[token.lastindex or 0]
        if kind == 1:
            return _name(text)
        if kind == 3:  # noqa: PLR2004 -- the groups of _TOKEN
            return generic.IndirectObject(int(token[2]), int(text), self._reader)
        if kind == 6:  # noqa: PLR2004
            return self._dictionary(depth + 1)
        if kind == 8:  # noqa: PLR2004
            return self._array(depth + 1)
        return _scalar(kind, text)

    def _dictionary(self, depth: int) -> generic.DictionaryObject:
        _refuse_depth(depth)
        entries: dict[generic.NameObject, generic.PdfObject] = {}
        while (token := self._next())[7] is None:
            if token[1] is None:
                raise _OtherFormError
            key = _name(token[1])
            if key in entries:
                raise _OtherFormError
            entries[key] = self._value(self._next(), depth)
        made = generic.DictionaryObject()
        dict.update(made, entries)
        return made

    def _array(self, depth: int) -> generic.ArrayObject:
        _refuse_depth(depth)
        made = generic.ArrayObject()
        while (token := self._next())[9] is None:
            made.append(self._value(token, depth))
        return made


class PlainName(generic.NameObject):
    """A name without escapes, which need not be looked for again when it is written."""

    @override
    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        stream.write(self.encode("ascii"))


def _name(text: bytes) -> PlainName:
    return PlainName("/" + text.decode("ascii"))


def _scalar(kind: int | None, text: bytes) -> generic.PdfObject:
    if kind == 4:  # noqa: PLR2004 -- the groups of _TOKEN
        return generic.NumberObject(int(text))
    if kind == 5:  # noqa: PLR2004
        return generic.FloatObject(text.decode("ascii"))
    if kind == 10:  # noqa: PLR2004
        return generic.pdf_string(bytes.fromhex(text.decode("ascii")))
    if kind == 11:  # noqa: PLR2004
        plain = _OCTAL.sub(lambda octal: bytes((int(octal[1], 8),)), text)
        return generic.pdf_string(plain)
    if kind == 12:  # noqa: PLR2004
        return generic.NullObject() if text == b"null" else generic.BooleanObject(text == b"true")
    raise _OtherFormError


def _refuse_depth(depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise _OtherFormError


class _QuickXRefs(XRefBuilder):
    """Reads plain cross-reference tables at once."""

    @override
    def _read_xref_table(self, declared_startxref: int) -> Any:
        start = self.stream.tell()
        try:
            return self._plain_table(declared_startxref, start)
        except _OtherFormError:
            self.stream.seek(start)
            return super()._read_xref_table(declared_startxref)

    def _plain_table(self, declared_startxref: int, start: int) -> int | None:
        pdf = self.stream.getvalue()
        data, highest, end = _table(pdf, start)
        trailer = _Plain(pdf, generic.TrailerReference(self.handler), self.handler).trailer_at(end)
        size = int(trailer.raw_get("/Size"))
        if highest >= size or "/XRefStm" in trailer:
            raise _OtherFormError
        about = XRefSectionMetaInfo(
            xref_section_type=XRefSectionType.STANDARD,
            size=size,
            declared_startxref=declared_startxref,
            start_location=start,
            end_location=end,
            stream_ref=None,
        )
        self.sections.append(XRefSection(about, data))
        self.trailer.add_trailer_revision(trailer)
        previous = trailer.get("/Prev")
        if previous is not None and not isinstance(previous, generic.NumberObject):
            raise _OtherFormError
        return previous


def _table(pdf: bytes, place: int) -> tuple[XRefSectionData, int, int]:
    """Return a table, its highest number, and where its trailer dictionary begins."""
    data, highest = XRefSectionData(), 0
    while (end := _TRAILER.match(pdf, place)) is None:
        header = _HEADER.match(pdf, place)
        if header is None:
            raise _OtherFormError
        first, count = int(header[1]), int(header[2])
        place = header.end() + count * _ENTRY
        _fill(data, pdf[header.end() : place], first, count)
        highest = max(highest, first + count - 1 if count else 0)
    return data, highest, end.end()


def _fill(data: XRefSectionData, packed: bytes, first: int, count: int) -> None:
    if len(packed) != count * _ENTRY or _ENTRIES.fullmatch(packed) is None:
        raise _OtherFormError
    if count and not first:  # the head of the free ones
        if int(packed[11:16]) > _MAX_GENERATION:
            raise _OtherFormError
        packed, first, count = packed[_ENTRY:], 1, count - 1
    if _IN_USE.fullmatch(packed):
        numbers = range(first, first + count)
        places = map(int, _OFFSET.findall(packed))
        data.standard_xrefs.update(zip(numbers, zip(repeat(0), places, strict=False), strict=True))
        data.explicit_refs_in_revision.update(zip(numbers, repeat(0), strict=False))
        return
    for number, (offset, generation, marker) in enumerate(_FIELDS.findall(packed), first):
        age = int(generation)
        if age > _MAX_GENERATION:
            raise _OtherFormError
        if marker == b"n":
            data.standard_xrefs[number] = (age, int(offset))
            data.explicit_refs_in_revision.add((number, age))
        else:
            data.freed[number] = age
            data.explicit_refs_in_revision.add((number, age - 1))
