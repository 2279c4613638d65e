"""Long-term evidence: which certificates a PDF's signatures rest on, and whether they stood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signing.cms import read_cms
from signing.errors import BadSignatureError
from signing.trust.chains import build_chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from signing.cms import SignedCms
    from signing.trust.revocation import Evidence, RevocationSource


_BYTE_RANGE: Final = re.compile(rb"/ByteRange \[0 (\d+) (\d+) \d+\]")


class Gatherer:
    """Collects evidence from one source for chains that end at our anchors."""

    def __init__(self, source: RevocationSource, anchors: Sequence[bytes]) -> None:
        """Take the source and the anchors (DER)."""
        self._source, self._anchors = source, tuple(anchors)

    def for_last_signature(self, pdf: bytes, at: datetime) -> Evidence:
        """Return evidence for the latest signature of a PDF and its token, as of `at` (aware).

        Raises:
            BadSignatureError: there is none, or it cannot be read.
            RevocationUnavailableError: data for some certificate cannot be had now.
            CertificateUnusableError: revoked, or no way to an anchor.
        """
        return self.for_cms(last_signature(pdf).cms, at)

    def for_cms(self, cms: bytes, at: datetime) -> Evidence:
        """Return evidence for one CMS and for the timestamp token it may carry. Raises likewise."""
        signed = read_cms(cms)
        found = self.for_certificates(signed.certificates, at)
        for token in _tokens_of(signed):
            found = found.plus(self.for_cms(token, at))
        return found

    def for_certificates(self, certificates: Sequence[bytes], at: datetime) -> Evidence:
        """Return evidence for the first of these certificates. Raises likewise."""
        leaf, *pool = certificates
        return self._source.evidence(build_chain(leaf, pool, self._anchors), at)


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


def _tokens_of(signed: SignedCms) -> Iterable[bytes]:
    for attribute in signed.signer["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            for token in attribute["values"]:
                yield token.dump()
