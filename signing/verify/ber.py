"""Turns BER into DER (ITU-T X.690): old signing tools write lengths that strict parsers refuse.

Only the form changes: indefinite and long lengths, octet strings in pieces. What is signed keeps
its meaning, and whether a container was DER from the start can be asked by comparing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from signing.der import tlv

_CONSTRUCTED: Final = 0x20
_NUMBER: Final = 0x1F
_INDEFINITE: Final = 0x80
_OCTETS, _OCTETS_IN_PIECES = 0x04, 0x24
_END: Final = b"\0\0"
_DEEPEST: Final = 64
_LENGTH_BYTES: Final = 4


class NotBerError(ValueError):
    """The bytes are no BER element."""


@lru_cache(maxsize=16)  # shape and coverage of a signature both ask
def to_der(data: bytes) -> tuple[bytes, int]:
    """Return the first element as DER, and how many bytes of `data` it took.

    Raises:
        NotBerError: it is cut, too deep, or of no known form.
    """
    try:
        return _element(data, 0, 0)
    except IndexError as error:
        raise NotBerError("cut") from error


def _element(data: bytes, start: int, depth: int) -> tuple[bytes, int]:
    if depth > _DEEPEST or data[start] & _NUMBER == _NUMBER:
        raise NotBerError("too deep, or a tag that no signature has")
    tag, (length, place) = data[start], _length(data, start + 1)
    if length is not None and place + length > len(data):
        raise NotBerError("cut")
    if not tag & _CONSTRUCTED:
        if length is None:
            raise NotBerError("a value without end")
        return tlv(tag, data[place : place + length]), place + length
    parts, end = _parts(data, place, length, depth)
    if tag == _OCTETS_IN_PIECES:
        return tlv(_OCTETS, *(_piece(part) for part in parts)), end
    return tlv(tag, *parts), end


def _length(data: bytes, place: int) -> tuple[int | None, int]:
    """Return length and where the content begins; None is an indefinite length."""
    first = data[place]
    if first < _INDEFINITE:
        return first, place + 1
    size = first & ~_INDEFINITE
    if not size:
        return None, place + 1
    if size > _LENGTH_BYTES:
        raise NotBerError("longer than any file")
    return int.from_bytes(data[place + 1 : place + 1 + size], "big"), place + 1 + size


def _parts(data: bytes, place: int, length: int | None, depth: int) -> tuple[list[bytes], int]:
    parts: list[bytes] = []
    end = None if length is None else place + length
    while place != end:
        if end is None and data[place : place + 2] == _END:
            return parts, place + 2
        part, place = _element(data, place, depth + 1)
        if end is not None and place > end:
            raise NotBerError("an element reaches beyond its holder")
        parts.append(part)
    return parts, place


def _piece(part: bytes) -> bytes:
    if part[0] != _OCTETS:
        raise NotBerError("an octet string in other pieces")
    return part[_length(part, 1)[1] :]
