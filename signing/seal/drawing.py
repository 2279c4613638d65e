"""A PDF object as a plain value that can be compared, written and read back.

What a signature paints must be the output of a pure function, so that a verifier can make it
again and compare. Streams are compared by their decoded bytes: two releases of zlib may pack the
same bytes differently, and a file must still verify in fifty years.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from pyhanko.pdf_utils import generic

if TYPE_CHECKING:
    from pyhanko.pdf_utils.writer import BasePdfFileWriter

MAX_DEPTH: Final = 12
MAX_STREAM_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Name:
    """A PDF name, with its slash."""

    text: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A PDF stream: its dictionary without length and filter, and its decoded bytes."""

    entries: Mapping[str, Value]
    data: bytes


Value: TypeAlias = "Name | Decimal | str | tuple[Value, ...] | Mapping[str, Value] | Stream"


FORM: Final[Mapping[str, Value]] = {"/Type": Name("/XObject"), "/Subtype": Name("/Form")}


class NotADrawingError(ValueError):
    """The object holds something that no drawing of ours holds."""


def number(value: float) -> Decimal:
    """Return `value` with two decimals (a hundredth of a point is 3.5 µm), without idle zeros."""
    rounded = Decimal(str(round(value, 2)))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded


def write(value: Value, writer: BasePdfFileWriter) -> generic.PdfObject:
    """Turn a value into a pyHanko object; streams and typed dictionaries become indirect ones."""
    if isinstance(value, Name):
        return generic.pdf_name(value.text)
    if isinstance(value, str):
        return generic.pdf_string(value)
    if isinstance(value, Decimal):
        return _write_number(value)
    if isinstance(value, tuple):
        return generic.ArrayObject([write(item, writer) for item in value])
    if isinstance(value, Stream):
        return _write_stream(value, writer)
    written = generic.DictionaryObject(_write_entries(value, writer))
    return writer.add_object(written) if "/Type" in value else written


def read(found: generic.PdfObject, depth: int = 0) -> Value:
    """Turn a pyHanko object into a value that compares equal to the one it was written from.

    Raises:
        NotADrawingError: too deep, too large, an unknown filter, or a kind we never write.
    """
    if depth > MAX_DEPTH:
        raise NotADrawingError("too deep")
    direct = found.get_object() if isinstance(found, generic.IndirectObject) else found
    if isinstance(direct, generic.StreamObject):
        return Stream(_read_entries(direct, depth, _OF_STREAMS), _decoded(direct))
    if isinstance(direct, generic.DictionaryObject):
        return _read_entries(direct, depth, frozenset())
    if isinstance(direct, generic.ArrayObject):
        return tuple(read(direct.raw_get(i), depth + 1) for i in range(len(direct)))
    return _read_scalar(direct)


_OF_STREAMS: Final = frozenset({"/Length", "/Filter"})


def _write_number(value: Decimal) -> generic.PdfObject:
    if value == value.to_integral():
        return generic.NumberObject(int(value))
    return generic.FloatObject(str(value))


def _write_entries(
    entries: Mapping[str, Value], writer: BasePdfFileWriter
) -> dict[generic.NameObject, generic.PdfObject]:
    return {generic.pdf_name(key): write(entries[key], writer) for key in sorted(entries)}


def _write_stream(value: Stream, writer: BasePdfFileWriter) -> generic.PdfObject:
    entries = _write_entries(value.entries, writer)
    entries[generic.pdf_name("/Filter")] = generic.pdf_name("/FlateDecode")
    return writer.add_object(generic.StreamObject(entries, encoded_data=_packed(value.data)))


@lru_cache(maxsize=16)
def _packed(data: bytes) -> bytes:
    """Pack once what is painted again and again: an agency's seal, the digit fonts."""
    return zlib.compress(data)


def _read_entries(
    found: generic.DictionaryObject, depth: int, without: frozenset[str]
) -> dict[str, Value]:
    return {
        str(key): read(found.raw_get(key), depth + 1) for key in found if str(key) not in without
    }


def _read_scalar(found: object) -> Value:
    if isinstance(found, generic.NameObject):
        return Name(str(found))
    if isinstance(found, (generic.FloatObject, generic.NumberObject)):
        return Decimal(str(found))
    if isinstance(found, generic.TextStringObject):
        return str(found)
    raise NotADrawingError(f"unexpected {type(found).__name__}")


def _decoded(found: generic.StreamObject) -> bytes:
    """Return the bytes of a stream that is packed as ours are: with Flate and nothing else."""
    if found.get("/Filter") != "/FlateDecode":
        raise NotADrawingError("a stream of ours is packed with Flate only")
    data = bytes(found.data)
    if len(data) > MAX_STREAM_BYTES:
        raise NotADrawingError("a stream is too large")
    return data
