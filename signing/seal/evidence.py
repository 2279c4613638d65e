"""Long-term evidence: which certificates a PDF's signatures rest on, and the store that keeps it.

The document security store (ETSI EN 319 142-1, 5.4.2) goes into a revision *after* the signature:
in the signature's own revision outside judges grade the file B-T only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.cms import read_cms
from signing.errors import BadSignatureError
from signing.seal.revision import finish_revision, open_pdf, start_revision
from signing.trust.chains import build_chain
from signing.trust.revocation import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from signing.cms import SignedCms
    from signing.trust.revocation import RevocationSource


class Gatherer:
    """Collects evidence from one source for chains that end at our anchors."""

    def __init__(self, source: RevocationSource, anchors: Sequence[bytes]) -> None:
        """Take the source and the anchors (DER)."""
        self._source, self._anchors = source, tuple(anchors)

    def for_pdf(self, pdf: bytes, at: datetime) -> Evidence:
        """Return evidence for every signature and token in a PDF, as of `at` (aware).

        Raises:
            BadSignatureError: a signature in the file cannot be read.
            RevocationUnavailableError: data for some certificate cannot be had now.
            CertificateUnusableError: revoked, or no way to an anchor.
        """
        found = Evidence()
        for cms in signatures_in(pdf):
            found = found.plus(self.for_cms(cms, at))
        return found

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


def add_revocation(pdf: bytes, evidence: Evidence) -> bytes:
    """Add what the PDF does not hold yet, in one revision; the same PDF if it holds all (B-LT).

    Raises:
        PdfUnusableError: the file cannot be read.
    """
    writer = start_revision(pdf)
    store = DocumentSecurityStore.supply_dss_in_writer(
        writer,
        sig_contents=None,  # a VRI entry would say nothing that the store does not
        certs=[asn1_x509.Certificate.load(der) for der in evidence.certificates],
        crls=[asn1_crl.CertificateList.load(der) for der in evidence.crls],
        ocsps=[asn1_ocsp.OCSPResponse.load(der) for der in evidence.ocsps],
    )
    return finish_revision(writer) if store.modified else pdf


def signatures_in(pdf: bytes) -> list[bytes]:
    """Return the CMS of every signature and document timestamp, in the order of the file."""
    return [_without_padding(bytes(sig.pkcs7_content)) for sig in open_pdf(pdf).embedded_signatures]


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
