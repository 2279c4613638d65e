"""Judges an Excel file from outside, before anything opens it as a workbook.

Refused are protection, macros, document types, and what would cost too much: bytes, parts, tags
(each becomes an object in memory). Parts are looked through as they stream by.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from typing import IO, TYPE_CHECKING

from doc_templates.errors import (
    ListEncryptedError,
    ListHasMacrosError,
    ListTooLargeError,
    ListUnreadableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 128 * 1024 * 1024  # 10,000 full rows of the template have 70
MAX_PARTS = 2_000
MAX_TAGS = 6_000_000  # 10,000 full rows of the template have 3,000,000
MAX_BESIDE_BYTES = 4 * 1024 * 1024
_CHUNK, _OVERLAP = 1 << 20, 1 << 12  # bytes; nothing that is looked for is longer than the second
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and the wrapping of an encrypted .xlsx
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FLAG_ENCRYPTED = 0x1
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >]")
_MACROS = re.compile(rb"macroEnabled", re.IGNORECASE)
# Where words stand that are in no cell: drawings, comments, properties, printed headers.
_BESIDE = re.compile(r"/(?:drawings|comments|threadedcomments)|^docProps/", re.IGNORECASE)
_HEADINGS = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]*)<")
_PRINT_CODES = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[A-Za-z])')
_PROPERTIES = "docprops/"
_ENDS_LINE = re.compile(r"</(?:\w+:)?(?:p|comment|threadedComment)>|<(?:\w+:)?br ?/>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Outside:
    """What is known of a workbook without opening it."""

    has_formulas: bool = False
    beside: list[str] = field(default_factory=list)  # lines of words that stand in no cell
    tags: int = 0


def judge(data: bytes) -> Outside:
    """Return what can be told from outside about a workbook that may be opened.

    Raises:
        ListEncryptedError, ListHasMacrosError, ListTooLargeError: see there.
        ListUnreadableError: no .xlsx.
        zipfile.BadZipFile, zlib.error, OSError and others: a broken archive.
    """
    if len(data) > MAX_BYTES:
        raise ListTooLargeError
    if data.startswith(_OLE):
        raise ListEncryptedError if _ENCRYPTED in data else ListUnreadableError
    seen = Outside()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        _judge_entries(entries)
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    _judge_part(entry.filename, _chunks(part), seen)
    return seen


def _judge_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Judge by the archive's own list; reading stops at those sizes, so a lie does not help."""
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ListTooLargeError
    names = {entry.filename.lower() for entry in entries}
    if any(entry.flag_bits & _FLAG_ENCRYPTED for entry in entries):
        raise ListEncryptedError
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise ListHasMacrosError
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise ListUnreadableError


def _chunks(part: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yield a part piece by piece, and how much of each piece was in the one before."""
    before = b""
    while new := part.read(_CHUNK):
        yield before + new, len(before)
        before = new[-_OVERLAP:]


def _judge_part(name: str, chunks: Iterator[tuple[bytes, int]], seen: Outside) -> None:
    is_beside = _BESIDE.search(name) is not None
    kept: list[bytes] = []
    for number, (chunk, known) in enumerate(chunks):
        if number == 0 and (chunk.startswith(_UTF16) or b"\0" in chunk[:8]):
            raise ListUnreadableError  # another encoding would hide what is looked for
        if _DOCTYPE.search(chunk):
            raise ListUnreadableError
        if name.lower() == "[content_types].xml" and _MACROS.search(chunk):
            raise ListHasMacrosError
        seen.tags += chunk.count(b"<", known)
        seen.has_formulas = seen.has_formulas or _FORMULA.search(chunk) is not None
        seen.beside.extend(_headings(chunk))
        if is_beside:
            kept.append(chunk[known:])
        if seen.tags > MAX_TAGS or len(kept) * _CHUNK > MAX_BESIDE_BYTES:
            raise ListTooLargeError
    seen.beside.extend(_words(name, b"".join(kept)))


def _headings(chunk: bytes) -> list[str]:
    """Return what is printed above and below the pages of a sheet."""
    found = (unescape(m[1].decode("utf-8", "replace")) for m in _HEADINGS.finditer(chunk))
    return [line for heading in found for line in _PRINT_CODES.sub("\n", heading).splitlines()]


def _words(name: str, part: bytes) -> list[str]:
    """Return the words of a drawing or of comments by paragraphs, of properties one by one."""
    text = part.decode("utf-8", "replace")
    if name.lower().startswith(_PROPERTIES):
        return unescape(_TAG.sub("\n", text)).splitlines()
    return unescape(_TAG.sub("", _ENDS_LINE.sub("\n", text))).splitlines()
