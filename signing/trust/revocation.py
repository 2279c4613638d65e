"""Revocation data for a chain: the port, and an adapter that reads lists from a folder (RFC 5280).

A list is used only when the issuer signed it and it is current at the time asked about. A missing
list is an error, never a silent gap: the paper waits and is tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from typing_extensions import override

from signing.errors import CertificateUnusableError, RevocationUnavailableError
from signing.trust.fitness import DAMAGE, WEAK_HASHES, load_certificate
from signing.trust.list_scope import covers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

HARMLESS: Final = frozenset(  # RFC 3161, 4: the key did not come into other hands
    {
        x509.ReasonFlags.unspecified,
        x509.ReasonFlags.affiliation_changed,
        x509.ReasonFlags.superseded,
        x509.ReasonFlags.cessation_of_operation,
    }
)
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a document keeps so that its signatures can be judged for ever: all DER."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    def plus(self, other: Evidence) -> Evidence:
        """Return both together, in order, without doubles."""
        return Evidence(
            tuple(dict.fromkeys(self.certificates + other.certificates)),
            tuple(dict.fromkeys(self.crls + other.crls)),
            tuple(dict.fromkeys(self.ocsps + other.ocsps)),
        )


class RevocationSource(Protocol):
    """Knows the state of certificates."""

    def evidence(self, chain: Sequence[bytes], at: datetime) -> Evidence:
        """Return the chain with revocation data for all of it but its root.

        `chain` is DER from the certificate to its anchor; `at` is aware.

        Raises:
            RevocationUnavailableError: data for some certificate cannot be had now.
            CertificateUnusableError: a certificate of the chain is revoked.
        """
        ...


class CrlFolder(RevocationSource):
    """Reads certificate revocation lists (`*.crl`, DER) that an own authority publishes."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is read anew each time, as lists are replaced every few days."""
        self._folder = folder

    @override
    def evidence(self, chain: Sequence[bytes], at: datetime) -> Evidence:
        lists = self.lists()
        return crl_evidence(chain, at, lambda _certificate, _issuer: lists)

    def lists(self) -> list[bytes]:
        """Return every list in the folder, unjudged."""
        return [path.read_bytes() for path in sorted(self._folder.glob("*.crl"))]


def crl_evidence(
    chain: Sequence[bytes],
    at: datetime,
    candidates: Callable[[x509.Certificate, x509.Certificate], Iterable[bytes]],
) -> Evidence:
    """Return the chain with one current list per issuer; `candidates` offers lists to choose from.

    Raises: as RevocationSource.evidence.
    """
    parsed = [load_certificate(certificate) for certificate in chain]
    lists = []
    for certificate, issuer in pairwise(parsed):
        offered = candidates(certificate, issuer)
        current = _current(offered, (certificate, issuer), at)
        refuse_revoked(certificate, current)
        lists.append(current.public_bytes(Encoding.DER))
    return Evidence(tuple(chain), tuple(dict.fromkeys(lists)))


def refuse_revoked(certificate: x509.Certificate, crl: x509.CertificateRevocationList) -> None:
    """Raise CertificateUnusableError when the list names the certificate."""
    if crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
        raise CertificateUnusableError("the certificate is revoked")


def invalid_since(der: bytes, pair: tuple[x509.Certificate, x509.Certificate]) -> datetime | None:
    """Return since when a list holds (certificate, issuer) invalid, whenever it was revoked.

    That is its invalidity date (RFC 5280, 5.3.2): such as when its key came into other hands. None
    where no list of this issuer says so. How old the list is does not matter.
    """
    found = _entry(der, pair)
    since = _extension(found, x509.InvalidityDate) if found else None
    return since.invalidity_date_utc if since else None


def compromised_since(
    der: bytes, pair: tuple[x509.Certificate, x509.Certificate]
) -> datetime | None:
    """Return since when a list holds the key of (certificate, issuer) in other hands, or None.

    A revocation that gives no reason, or none of the harmless ones, counts (RFC 3161, 4).
    """
    found = _entry(der, pair)
    if found is None:
        return None
    reason, since = _extension(found, x509.CRLReason), _extension(found, x509.InvalidityDate)
    if reason and reason.reason in HARMLESS:
        return None
    revoked = found.revocation_date_utc
    return min(revoked, since.invalidity_date_utc) if since else revoked


def _entry(
    der: bytes, pair: tuple[x509.Certificate, x509.Certificate]
) -> x509.RevokedCertificate | None:
    """Return what a list says of (certificate, issuer), if it is a list of this issuer."""
    certificate, issuer = pair
    try:
        crl = x509.load_der_x509_crl(der)
        found = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
        believed = found is not None and _is_signed(crl, issuer) and covers(crl, certificate)
    except DAMAGE:
        return None
    return found if believed else None


def _extension(entry: x509.RevokedCertificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return entry.extensions.get_extension_for_class(kind).value
    except DAMAGE:
        return None


def _current(
    candidates: Iterable[bytes], pair: tuple[x509.Certificate, x509.Certificate], at: datetime
) -> x509.CertificateRevocationList:
    """Return the newest list that speaks of the certificate of (certificate, issuer) at `at`."""
    good = [crl for der in candidates if (crl := usable_list(der, pair, at)) is not None]
    if not good:
        raise RevocationUnavailableError("no current list of this authority")
    return max(good, key=lambda crl: crl.last_update_utc)


def usable_list(
    der: bytes, pair: tuple[x509.Certificate, x509.Certificate], at: datetime
) -> x509.CertificateRevocationList | None:
    """Return the list if it speaks of the certificate of (certificate, issuer) at `at`, or None.

    A list older than the certificate cannot speak of it.
    """
    certificate, issuer = pair
    try:
        crl = x509.load_der_x509_crl(der)
        believed = _is_signed(crl, issuer) and covers(crl, certificate)
    except DAMAGE:
        return None
    starts, ends = crl.last_update_utc, crl.next_update_utc
    current = certificate.not_valid_before_utc <= starts <= at and ends is not None and at < ends
    return crl if believed and current else None


def _is_signed(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """RFC 5280, 6.3.3 (f, g): by the certificate's issuer, which may sign lists; no weak hash."""
    key, hashed = issuer.public_key(), crl.signature_hash_algorithm
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return False
    usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    strong = hashed is not None and hashed.name not in WEAK_HASHES
    named = strong and usage.crl_sign and crl.issuer == issuer.subject
    return named and crl.is_signature_valid(key)
