"""Whether a certificate led to an anchor and was not revoked at a given moment.

Anchors are the caller's; every other certificate and all revocation data come from the file. A
revocation state that is not known is a reason of its own and never passes (RFC 5280, 6.3).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
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
    PathValidationError,
    RevokedError,
    ValidationError,
)

from signing.errors import CertificateUnusableError
from signing.trust.dated_anchors import DatedAnchor
from signing.trust.fitness import load_certificate, refuse_weak
from signing.trust.revocation import invalid_since
from signing.verify.above import below_nobody, few_above
from signing.verify.codes import Code
from signing.verify.compromised import answers_that_say_so, lists_say_so
from signing.verify.evidence import Evidence
from signing.verify.issuers import anchored, answered, carried, readable
from signing.verify.strength import Checked, StrongOnly, is_other_curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asn1crypto import ocsp
    from pyhanko_certvalidator.path import ValidationPath


_MAY_SIGN: Final = frozenset({"digital_signature", "non_repudiation"})
_NOT_FOR_DOCUMENTS: Final = frozenset({"time_stamping", "ocsp_signing"})
_OTHER_TRADES: Final = frozenset(
    {"server_auth", "code_signing", "ipsec_end_system", "ipsec_tunnel", "ipsec_user", "ipsec_ike"}
)
_FOR_DOCUMENTS: Final = frozenset(  # beside one of these another trade does no harm
    {
        "2.5.29.37.0",  # any
        "1.3.6.1.5.5.7.3.4",  # e-mail
        "1.3.6.1.5.5.7.3.36",  # documents (RFC 9336)
        "1.3.6.1.4.1.311.10.3.12",  # the same, Microsoft
        "1.2.840.113583.1.1.5",  # the same, Adobe
    }
)
_STAMPS: Final = "time_stamping"

# Most particular first: some of these classes are parents of others.
_REASONS: Final[tuple[tuple[type[Exception], Code], ...]] = (
    (RevokedError, Code.REVOKED),
    (InsufficientRevinfoError, Code.REVOCATION_UNKNOWN),
    (ExpiredError, Code.EXPIRED),
    (NotYetValidError, Code.NOT_YET_VALID),
    (DisallowedAlgorithmError, Code.WEAK_ALGORITHM),
    (InvalidCertificateError, Code.NOT_FOR_SIGNING),
    (PathBuildingError, Code.NO_CHAIN),
    (ValidationError, Code.CHAIN_FAILED),
    (NotImplementedError, Code.CHAIN_FAILED),  # a limit to names of a kind it does not know
)


@dataclass(frozen=True, slots=True)
class Route:
    """The way from a certificate to an anchor, and what is wrong with it; empty codes are trust."""

    certificates: tuple[x509.Certificate, ...]  # both ends included; empty when none was found
    codes: frozenset[Code]


@dataclass(frozen=True)
class Chains:
    """Judges certificates against dated anchors with the evidence of one file."""

    anchors: tuple[DatedAnchor, ...]
    evidence: Evidence
    _known: dict[tuple[bytes, tuple[datetime, ...]], Route] = field(default_factory=dict)

    def signer(
        self, certificate: x509.Certificate, others: Sequence[x509.Certificate], at: datetime
    ) -> frozenset[Code]:
        """Return what is wrong with a document signer's certificate at `at`; empty is trusted."""
        if not _may_sign_documents(certificate):
            return frozenset({Code.NOT_FOR_SIGNING})
        route = self.route(certificate, others, at)
        found = route.codes | self._invalid_by_then(route, at)
        return found | outside_validity(certificate, at) if self.anchors else found

    def _invalid_by_then(self, route: Route, at: datetime) -> frozenset[Code]:
        """Whether a list holds part of the way invalid by then, whenever it was revoked."""
        ways = [load_certificate(one.dump()) for one in route.certificates]
        lists = [one.dump() for one in self.evidence.crls] if len(ways) > 1 else []
        since = (invalid_since(one, pair) for pair in pairwise(ways) for one in lists)
        is_known = any(one is not None and one <= at for one in since)
        return frozenset({Code.REVOKED}) if is_known else frozenset()

    def timestamper(
        self,
        certificate: x509.Certificate,
        others: Sequence[x509.Certificate],
        at: datetime,
        proven_at: datetime,
    ) -> frozenset[Code]:
        """Return what is wrong with a timestamp authority's certificate (RFC 3161, 2.3).

        Its anchor must be believed when it stamped and still at `proven_at`, the earliest time
        at which something else proves that the token was there: a root that is believed no more
        could have dated anything back, and so could whoever got hold of its key.
        """
        is_marked = "extended_key_usage" in certificate.critical_extensions
        if purposes_of(certificate) != {_STAMPS} or not is_marked:
            return frozenset({Code.NOT_FOR_SIGNING})
        route = self.route(certificate, others, at, proven_at)
        return route.codes | self._compromised(route, others, proven_at)

    def _compromised(
        self, route: Route, others: Sequence[x509.Certificate], by: datetime
    ) -> frozenset[Code]:
        """Whether its key, or that of an authority above, was in other hands by then."""
        way, roots = route.certificates, [one.der for one in self.anchors]
        found = lists_say_so(way, self.evidence.crls, by)
        for answer, moment in answers_that_say_so(way, self.evidence.ocsps, by):
            alone = replace(self, evidence=replace(self.evidence, ocsps=(answer,)), _known={})
            codes = alone._try(way[0], (*others, *way), moment, roots).codes  # noqa: SLF001 -- own
            found = found or Code.REVOKED in codes
        return frozenset({Code.REVOKED}) if found else frozenset()

    def route(
        self,
        certificate: x509.Certificate,
        others: Sequence[x509.Certificate],
        at: datetime,
        *also: datetime,
    ) -> Route:
        """Return the way to an anchor believed at `at` (and at other times), judged as of `at`."""
        if not self.anchors:
            return Route((), frozenset({Code.NO_ANCHORS}))
        key = (certificate.sha256, (at, *also))
        if key not in self._known:
            found = self._ask(certificate, others, key[1])
            weak = frozenset({Code.WEAK_ALGORITHM})
            self._known[key] = replace(found, codes=weak) if _is_weak(certificate) else found
        return self._known[key]

    def anchor(self, route: Route, at: datetime) -> DatedAnchor | None:
        """Return the anchor that a route ends in, as it was believed at `at`."""
        ends = [one.dump() for one in route.certificates[-1:]]
        return next((one for one in self.anchors if one.holds_at(at) and one.der in ends), None)

    def _ask(
        self,
        certificate: x509.Certificate,
        others: Sequence[x509.Certificate],
        times: tuple[datetime, ...],
    ) -> Route:
        """A way to a root that is not believed then is no way, but is named."""
        roots = dict.fromkeys(one.der for one in self.anchors)
        believed = [der for der in roots if self._is_believed(der, times)]
        found = self._try(certificate, others, times[0], believed)
        if Code.NO_CHAIN not in found.codes or len(believed) == len(roots):
            return found
        known = self._try(certificate, others, times[0], list(roots))
        if Code.NO_CHAIN in known.codes:
            return found
        return Route((), frozenset({Code.ANCHOR_OUT_OF_TIME}))

    def _is_believed(self, der: bytes, times: tuple[datetime, ...]) -> bool:
        rows = [one for one in self.anchors if one.der == der]
        return all(any(row.holds_at(time) for row in rows) for time in times)

    def _try(
        self,
        certificate: x509.Certificate,
        others: Sequence[x509.Certificate],
        at: datetime,
        roots: Sequence[bytes],
    ) -> Route:
        """A list that says "revoked" outweighs an answer that was right before it was made."""
        if not roots:
            return Route((), frozenset({Code.NO_CHAIN}))
        every = (*others, *self.evidence.certificates, *carried(self.evidence.ocsps))
        pool = (*few_above(certificate, every), *below_nobody(every))
        told = readable(self.evidence.ocsps, pool)
        asked, *beside = answered((certificate, *pool))
        found = _walk(asked, beside, self._context(at, roots, beside, told))
        if found.codes or not (self.evidence.crls and told):
            return found
        by_lists = _walk(asked, beside, self._context(at, roots, beside, ()))
        return by_lists if Code.REVOKED in by_lists.codes else found

    def _context(
        self,
        at: datetime,
        roots: Sequence[bytes],
        beside: Sequence[x509.Certificate],
        answers: Sequence[ocsp.OCSPResponse],
    ) -> ValidationContext:
        """Every certificate below the anchor needs revocation data; younger data are welcome."""
        return ValidationContext(
            trust_roots=[anchored(der) for der in roots],
            other_certs=beside,
            crls=list(self.evidence.crls),
            ocsps=list(answers),
            moment=at,
            allow_fetching=False,
            revocation_mode="require",
            retroactive_revinfo=True,
            algorithm_usage_policy=StrongOnly(),
            signature_validator=Checked(),
        )


def _walk(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], context: ValidationContext
) -> Route:
    validator = CertificateValidator(certificate, others, context)
    try:
        path = asyncio.run(validator.async_validate_usage(set()))  # type: ignore[no-untyped-call]
    except (ValidationError, PathBuildingError, NotImplementedError) as error:
        return Route(_tried(error, certificate), frozenset({_reason(error)}))
    return Route(_upwards(path), frozenset())


def outside_validity(certificate: x509.Certificate, at: datetime) -> frozenset[Code]:
    """Return why a certificate is none at `at` (aware): too early, or too late."""
    if at < certificate.not_valid_before:
        return frozenset({Code.NOT_YET_VALID})
    return frozenset({Code.EXPIRED}) if at > certificate.not_valid_after else frozenset()


def _upwards(path: ValidationPath) -> tuple[x509.Certificate, ...]:
    return tuple(reversed(tuple(path.iter_certs(include_root=True))))


def _tried(error: Exception, certificate: x509.Certificate) -> tuple[x509.Certificate, ...]:
    """Return the way that was found but not believed, when the error is about this certificate."""
    if not isinstance(error, PathValidationError):
        return ()
    found = _upwards(error.original_path)
    return found if found[0].sha256 == certificate.sha256 else ()


def _reason(error: Exception) -> Code:
    return next(code for kind, code in _REASONS if isinstance(error, kind))


def _may_sign_documents(certificate: x509.Certificate) -> bool:
    usage = certificate.key_usage_value
    granted = set() if usage is None else usage.native
    return bool(granted & _MAY_SIGN) and not (
        certificate.ca
        or purposes_of(certificate) & _NOT_FOR_DOCUMENTS
        or _is_for_another_trade(certificate)
    )


def _is_for_another_trade(certificate: x509.Certificate) -> bool:
    """Whether it was issued for a web site, for software or for a tunnel, and not for documents."""
    purposes = certificate.extended_key_usage_value
    if purposes is None or not purposes_of(certificate) & _OTHER_TRADES:
        return False
    return not {one.dotted for one in purposes} & _FOR_DOCUMENTS


def _is_weak(certificate: x509.Certificate) -> bool:
    """Whether the key is too short or of another kind: the path check asks issuers' keys only."""
    if is_other_curve(certificate.public_key):
        return True
    try:
        refuse_weak(load_certificate(certificate.dump()))
    except CertificateUnusableError:
        return True
    return False


def purposes_of(certificate: x509.Certificate) -> set[str]:
    """Return the extended key usages of a certificate, dotted where they have no name."""
    purposes = certificate.extended_key_usage_value
    return set() if purposes is None else set(purposes.native)
