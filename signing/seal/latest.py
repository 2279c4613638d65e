"""Finds the latest signature of a paper that we signed ourselves, quickly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from signing.cms import read_cms
from signing.errors import BadSignatureError

_BYTE_RANGE: Final = re.compile(rb"/ByteRange \[0 (\d+) (\d+) \d+\]")


@dataclass(frozen=True, slots=True)
class LastSignature:
    """The latest signature or document timestamp of a PDF."""

    cms: bytes
    contents: bytes  # the whole hole, padding included

    @property
    def is_timestamp(self) -> bool:
        """Whether it stamps a time rather than signs."""
        content = read_cms(self.cms).data["encap_content_info"]["content_type"]
        return bool(content.native == "tst_info")


def last_signature(pdf: bytes) -> LastSignature:
    """Return the latest signature of a file that we signed ourselves.

    It is found by its byte range, which we write plainly: reading the holes as PDF strings takes
    a general library 20 ms each. Strangers' files are the verifier's, which trusts no such text.

    Raises:
        BadSignatureError: there is none, or it holds no CMS.
    """
    found = _BYTE_RANGE.match(pdf, max(pdf.rfind(b"/ByteRange [0 "), 0))
    if found is None:
        raise BadSignatureError("the PDF is not signed")
    hole = pdf[int(found[1]) : int(found[2])]
    if not (hole.startswith(b"<") and hole.endswith(b">")):
        raise BadSignatureError("the byte range does not leave out a hole")
    try:
        contents = bytes.fromhex(hole[1:-1].decode("ascii"))
    except ValueError as error:
        raise BadSignatureError("the hole is not in hex") from error
    return LastSignature(_without_padding(contents), contents)


def _without_padding(contents: bytes) -> bytes:
    """Cut the zeros that fill the hole: DER says how long it is."""
    if len(contents) < 2 or contents[0] != 0x30:  # noqa: PLR2004 - a SEQUENCE
        raise BadSignatureError("a signature field holds no CMS")
    short = contents[1]
    if short < 0x80:  # noqa: PLR2004 - the short form of a length
        return contents[: 2 + short]
    digits = short & 0x7F
    return contents[: 2 + digits + int.from_bytes(contents[2 : 2 + digits], "big")]
