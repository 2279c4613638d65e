"""Whether a certificate led to an anchor and was not revoked at a given moment.

Anchors are the caller's; every other certificate and all revocation data come from the file. A
revocation state that is not known is a reason of its own and never passes (RFC 5280, 6.3).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)

from signing.errors import CertificateUnusableError
from signing.trust.fitness import load_certificate, refuse_weak
from signing.verify.codes import Code
from signing.verify.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence


_MAY_SIGN: Final = frozenset({"digital_signature", "non_repudiation"})
_NOT_FOR_DOCUMENTS: Final = frozenset({"time_stamping", "ocsp_signing"})
_STAMPS: Final = "time_stamping"

# Most particular first: some of these classes are parents of others.
_REASONS: Final[tuple[tuple[type[Exception], Code], ...]] = (
    (RevokedError, Code.REVOKED),
    (InsufficientRevinfoError, Code.REVOCATION_UNKNOWN),
    (ExpiredError, Code.EXPIRED),
    (NotYetValidError, Code.EXPIRED),
    (DisallowedAlgorithmError, Code.WEAK_ALGORITHM),
    (InvalidCertificateError, Code.NOT_FOR_SIGNING),
    (PathBuildingError, Code.NO_CHAIN),
    (ValidationError, Code.CHAIN_FAILED),
)


@dataclass(frozen=True)
class Chains:
    """Judges certificates against anchors (DER-parsed) with the evidence of one file."""

    anchors: tuple[x509.Certificate, ...]
    evidence: Evidence
    _known: dict[tuple[bytes, datetime], frozenset[Code]] = field(default_factory=dict)

    def signer(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate], at: datetime
    ) -> frozenset[Code]:
        """Return what is wrong with a document signer's certificate at `at`; empty is trusted."""
        if not _may_sign_documents(certificate):
            return frozenset({Code.NOT_FOR_SIGNING})
        found = self._judge(certificate, others, at)
        in_time = certificate.not_valid_before <= at <= certificate.not_valid_after
        return found if in_time or not self.anchors else found | {Code.EXPIRED}

    def timestamper(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate], at: datetime
    ) -> frozenset[Code]:
        """Return what is wrong with a timestamp authority's certificate (RFC 3161, 2.3)."""
        if _purposes(certificate) != {_STAMPS}:
            return frozenset({Code.NOT_FOR_SIGNING})
        return self._judge(certificate, others, at)

    def _judge(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate], at: datetime
    ) -> frozenset[Code]:
        if not self.anchors:
            return frozenset({Code.NO_ANCHORS})
        if _is_weak(certificate):
            return frozenset({Code.WEAK_ALGORITHM})
        key = (certificate.sha256, at)
        if key not in self._known:
            self._known[key] = self._ask(certificate, others, at)
        return self._known[key]

    def _ask(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate], at: datetime
    ) -> frozenset[Code]:
        validator = CertificateValidator(certificate, others, self._context(at))
        try:
            asyncio.run(validator.async_validate_usage(set()))  # type: ignore[no-untyped-call]
        except (ValidationError, PathBuildingError) as error:
            return frozenset({_reason(error)})
        return frozenset()

    def _context(self, at: datetime) -> ValidationContext:
        """Every certificate below the anchor needs revocation data; younger data are welcome."""
        return ValidationContext(
            trust_roots=list(self.anchors),
            other_certs=list(self.evidence.certificates),
            crls=list(self.evidence.crls),
            ocsps=list(self.evidence.ocsps),
            moment=at,
            allow_fetching=False,
            revocation_mode="require",
            retroactive_revinfo=True,
        )


def _reason(error: Exception) -> Code:
    return next(code for kind, code in _REASONS if isinstance(error, kind))


def _may_sign_documents(certificate: x509.Certificate) -> bool:
    usage = certificate.key_usage_value
    granted = set() if usage is None else usage.native
    return bool(granted & _MAY_SIGN) and not (
        certificate.ca or _purposes(certificate) & _NOT_FOR_DOCUMENTS
    )


def _is_weak(certificate: x509.Certificate) -> bool:
    """Whether the key is too short: the path check looks at issuers' keys only."""
    try:
        refuse_weak(load_certificate(certificate.dump()))
    except CertificateUnusableError:
        return True
    return False


def _purposes(certificate: x509.Certificate) -> set[str]:
    purposes = certificate.extended_key_usage_value
    return set() if purposes is None else set(purposes.native)
