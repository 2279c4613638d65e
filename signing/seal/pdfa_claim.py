"""Which PDF/A level a file claims. It is a claim: whether it holds is veraPDF's to say."""

from __future__ import annotations

import re
from typing import Final

_MOST: Final = 1024 * 1024  # bytes of metadata that are looked at
_NAMESPACE: Final = re.compile(
    rb"xmlns:([A-Za-z_][\w.-]{0,63})\s*=\s*[\"']http://www\.aiim\.org/pdfa/ns/id/[\"']"
)
_PART: Final = rb"[<\s]%b:part\s*(?:=\s*[\"']\s*|(?:\s[^<>]{0,999})?>\s*)([1-9])"
_CONFORMANCE: Final = rb"[<\s]%b:conformance\s*(?:=\s*[\"']\s*|(?:\s[^<>]{0,999})?>\s*)([A-Za-z])"


def level_in(metadata: bytes) -> str | None:
    """Return the level that XMP metadata name (ISO 19005), such as `2B`; None without one.

    The text is searched, not parsed: no XML of a stranger is worth a parser here.
    """
    text = metadata[:_MOST].replace(b"\0", b"")  # UTF-16 is read like the rest
    for prefix in dict.fromkeys(found[1] for found in _NAMESPACE.finditer(text)):
        part, letter = (_value(pattern, prefix, text) for pattern in (_PART, _CONFORMANCE))
        if part:
            return (part + letter).decode("ascii").upper()
    return None


def _value(pattern: bytes, prefix: bytes, text: bytes) -> bytes:
    found = re.search(pattern % re.escape(prefix), text)
    return found[1] if found else b""
