"""Which PDF/A level a file claims. It is a claim: whether it holds is veraPDF's to say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.misc import PdfError

from signing.verify.objects import entry

if TYPE_CHECKING:
    from pyhanko.pdf_utils.rw_common import PdfHandler

_MOST: Final = 1024 * 1024  # bytes of metadata that are looked at
_PART: Final = re.compile(rb"pdfaid:part\s*(?:=\s*[\"']|>\s*)([1-9])")
_CONFORMANCE: Final = re.compile(rb"pdfaid:conformance\s*(?:=\s*[\"']|>\s*)([A-Za-z])")


def claimed_level(handler: PdfHandler) -> str | None:
    """Return the level that the XMP metadata name (ISO 19005), such as `2B`; None without one.

    The text is searched, not parsed: no XML of a stranger is worth a parser here.
    """
    try:
        metadata = bytes(entry(handler.root, "/Metadata").data)
    except (PdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    text = metadata[:_MOST].replace(b"\0", b"")  # UTF-16 is read like the rest
    part, letter = _PART.search(text), _CONFORMANCE.search(text)
    if part is None:
        return None
    return (part[1] + (letter[1] if letter else b"")).decode("ascii").upper()
