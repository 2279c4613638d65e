"""The hole in a prepared file, where the signature goes: read, checked and filled.

Both sides of a signature look at it: the key holder, who signs only what it has digested itself,
and the worker, who fills it. Standard library only.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from signing.errors import BadSignatureError, PreparedVoidError

if TYPE_CHECKING:
    from signing.port import Prepared


def byte_range_digest(pdf: bytes, start: int, end: int, name: str = "sha256") -> bytes:
    """Return the digest over everything but the hole (ISO 32000-1, 12.8.1)."""
    digest = hashlib.new(name, memoryview(pdf)[:start])
    digest.update(memoryview(pdf)[end:])
    return digest.digest()


def checked_digest(pdf: bytes, prepared: Prepared, name: str = "sha256") -> bytes:
    """Return the digest to sign, worked out from the file itself; its sha256 is the promised one.

    Raises:
        PreparedVoidError: the file is another, the hole is not empty, or the digest differs.
    """
    if hashlib.sha256(pdf).hexdigest() != prepared.pdf_sha256:
        raise PreparedVoidError("this is not the prepared file")
    start, end = prepared.reserved_region_start, prepared.reserved_region_end
    _refuse_odd_hole(pdf, start, end)
    digest = byte_range_digest(pdf, start, end)
    if digest.hex() != prepared.digest:
        raise PreparedVoidError("the digest is not that of the prepared file")
    return digest if name == "sha256" else byte_range_digest(pdf, start, end, name)


def refuse_expired(prepared: Prepared, at: datetime) -> None:
    """Raise PreparedVoidError when the prepared item is no longer good at `at` (aware)."""
    if at.astimezone(UTC) >= datetime.fromisoformat(prepared.expires_at):
        raise PreparedVoidError("the prepared item has expired")


def fill(pdf: bytes, start: int, end: int, der: bytes) -> bytes:
    """Put a CMS into the hole, in hex, padded with zeros.

    Raises:
        BadSignatureError: it is larger than the hole.
    """
    room = end - start - 2
    written = der.hex().upper().encode("ascii")
    if len(written) > room:
        raise BadSignatureError(f"{len(der)} bytes do not fit a hole of {room // 2}")
    return b"".join((pdf[: start + 1], written.ljust(room, b"0"), pdf[end - 1 :]))


def _refuse_odd_hole(pdf: bytes, start: int, end: int) -> None:
    """The hole is one empty hex string, and the file's own /ByteRange leaves out exactly it."""
    inside_file = 0 < start < end - 2 and end < len(pdf)
    if not inside_file or pdf[start:end] != b"<" + b"0" * (end - start - 2) + b">":
        raise PreparedVoidError("there is no empty hole at the prepared place")
    byte_range = b"/ByteRange [0 %d %d %d]" % (start, end, len(pdf) - end)
    if pdf.count(byte_range, pdf.rfind(b"%%EOF", 0, start) + 1) != 1:
        raise PreparedVoidError("the file's byte range does not match the prepared hole")
