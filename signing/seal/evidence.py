"""Long-term evidence: which certificates a PDF's signatures rest on, and whether they stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signing.cms import read_cms
from signing.seal.latest import last_signature
from signing.trust.chains import build_chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

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


def _tokens_of(signed: SignedCms) -> Iterable[bytes]:
    for attribute in signed.signer["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            for token in attribute["values"]:
                yield token.dump()
