"""Long-term evidence: which certificates a PDF's signatures rest on, and whether they stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic

from signing.cms import read_cms
from signing.errors import BadSignatureError
from signing.seal.fields import sig_fields
from signing.seal.revision import open_pdf
from signing.trust.chains import build_chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from pyhanko.pdf_utils.rw_common import PdfHandler

    from signing.cms import SignedCms
    from signing.trust.revocation import Evidence, RevocationSource


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
        signatures = signatures_in(open_pdf(pdf))
        if not signatures:
            raise BadSignatureError("the PDF is not signed")
        return self.for_cms(signatures[-1].cms, at)

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
class FoundSignature:
    """One signature or document timestamp of a PDF: its CMS, and the whole hole's content."""

    cms: bytes
    contents: bytes
    is_timestamp: bool


def signatures_in(handler: PdfHandler) -> list[FoundSignature]:
    """Return every signature and document timestamp, in the order they were made.

    Raises:
        BadSignatureError: a signature field holds no CMS.
    """
    filled = [field.get_object() for _, field in sig_fields(handler) if "/V" in field.get_object()]
    dictionaries = [field["/V"] for field in filled]
    return [_found(one) for one in sorted(dictionaries, key=lambda one: int(one["/ByteRange"][2]))]


def _found(signature: generic.DictionaryObject) -> FoundSignature:
    contents = signature["/Contents"]
    if not isinstance(contents, generic.TextStringObject | generic.ByteStringObject):
        raise BadSignatureError("a signature field holds no CMS")
    raw = bytes(contents.original_bytes)
    stamp = signature.get("/Type") == "/DocTimeStamp"
    return FoundSignature(cms=_without_padding(raw), contents=raw, is_timestamp=stamp)


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
