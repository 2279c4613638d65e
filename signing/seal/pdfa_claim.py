"""Which PDF/A level a file claims. It is a claim: whether it holds is veraPDF's to say."""

from __future__ import annotations

import re
from typing import Final

_MOST: Final = 1024 * 1024  # bytes of metadata that are looked at
_PREFIX: Final = rb"([A-Za-z_][\w.-]{0,63})"
_NAMESPACE: Final = re.compile(
    rb"xmlns:" + _PREFIX + rb"\s{0,9}=\s{0,9}[\"']http://www\.aiim\.org/pdfa/ns/id/[\"']"
)
_IS: Final = (
    rb"(?:\s{0,9}=\s{0,9}[\"']|(?:\s[^<>]{0,99}+)?>)\s{0,99}"  # an attribute, or an element
)
_PART: Final = re.compile(rb"[<\s]" + _PREFIX + rb":part" + _IS + rb"([1-9])")
_CONFORMANCE: Final = re.compile(rb"[<\s]" + _PREFIX + rb":conformance" + _IS + rb"([A-Za-z])")


def level_in(metadata: bytes) -> str | None:
    """Return the level that XMP metadata name (ISO 19005), such as `2B`; None without one.

    The text is searched, not parsed, and once: no XML of a stranger is worth a parser here.
    """
    text = metadata[:_MOST].replace(b"\0", b"")  # UTF-16 is read like the rest
    prefixes = {found[1] for found in _NAMESPACE.finditer(text)}
    part, letter = (_first(pattern, prefixes, text) for pattern in (_PART, _CONFORMANCE))
    return (part + letter).decode("ascii").upper() if part else None


def _first(pattern: re.Pattern[bytes], prefixes: set[bytes], text: bytes) -> bytes:
    return next((found[2] for found in pattern.finditer(text) if found[1] in prefixes), b"")
