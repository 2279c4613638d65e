"""What the certificates of an own authority say: names, purposes, addresses. Pure.

RFC 5280. Every name of the development authority carries the warning, so that no printout and no
viewer can hide it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from signing.envelope import PrivateKey
from signing.trust.report_purpose import REPORTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

WARNING: Final = "NOT FOR PRODUCTION"
AUTHORITY_YEARS: Final = 10
TSA_YEARS: Final = 5
SUBSCRIBER_YEARS: Final = 3  # NĐ 23/2025/NĐ-CP: three years at most
CRL_DAYS: Final = 30
_REPORTER: Final = " – máy ký báo cáo kiểm tra"
_LONGEST_NAME: Final = 64  # characters of a common name (RFC 5280, annex A)
_YEAR: Final = timedelta(days=365)
_USAGES: Final = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class Keyed(Protocol):
    """A key, a request or a certificate: whatever knows a public key."""

    def public_key(self) -> CertificatePublicKeyTypes:
        """Return it."""
        ...


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authority: its certificate (None while it signs itself), key, and where it publishes."""

    certificate: x509.Certificate | None
    key: PrivateKey
    url: str  # without an ending; `.cer` and `.crl` stand there


@dataclass(frozen=True, slots=True)
class Profile:
    """What a certificate is for: how long, which usages, and what it alone does."""

    years: int
    usages: frozenset[str]
    authority: bool = False
    stamps: bool = False
    reports: bool = False


ROOT: Final = Profile(AUTHORITY_YEARS, frozenset({"key_cert_sign", "crl_sign"}), authority=True)
ISSUING: Final = ROOT
SIGNER: Final = Profile(SUBSCRIBER_YEARS, frozenset({"digital_signature", "content_commitment"}))
REPORTER: Final = replace(SIGNER, reports=True)
TSA: Final = Profile(TSA_YEARS, frozenset({"digital_signature"}), stamps=True)


def distinguished_name(common_name: str, *rest: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """Return a subject with the warning in it; UTF8String, as Vietnamese names need."""
    pairs = [(NameOID.COUNTRY_NAME, "VN"), *rest, (NameOID.ORGANIZATIONAL_UNIT_NAME, WARNING)]
    pairs.append((NameOID.COMMON_NAME, common_name))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in pairs if value])


def reporter_name(agency: str) -> str:
    """Return the common name of a machine that signs reports: no viewer takes it for the agency."""
    return f"{agency[: _LONGEST_NAME - len(_REPORTER)]}{_REPORTER}"


def certificate(
    subject: x509.Name, public_key_of: Keyed, issuer: Issuer, profile: Profile, now: datetime
) -> x509.Certificate:
    """Sign a certificate; `now` (aware) is when it becomes valid."""
    start = now.replace(microsecond=0)
    ends = start + profile.years * _YEAR
    if issuer.certificate is not None:
        ends = min(ends, issuer.certificate.not_valid_after_utc)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer.certificate is None else issuer.certificate.subject)
        .public_key(public_key_of.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(ends)
    )
    for extension, critical in _extensions(public_key_of, issuer, profile):
        built = built.add_extension(extension, critical=critical)
    return built.sign(issuer.key, hashes.SHA256())


def revocation_list(
    issuer: Issuer,
    revoked: Mapping[int, datetime],
    now: datetime,
    reasons: Mapping[int, x509.ReasonFlags] | None = None,
) -> x509.CertificateRevocationList:
    """Sign the list of revoked serial numbers; good for thirty days from `now` (aware)."""
    if issuer.certificate is None:
        raise ValueError("an authority without a certificate publishes no list")
    start = now.replace(microsecond=0)
    built = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(start)
        .next_update(start + timedelta(days=CRL_DAYS))
        .add_extension(x509.CRLNumber(int(start.timestamp())), critical=False)
        .add_extension(_authority_key(issuer), critical=False)
    )
    for serial, at in sorted(revoked.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
        reason = (reasons or {}).get(serial, x509.ReasonFlags.unspecified)
        if reason is not x509.ReasonFlags.unspecified:  # RFC 5280, 5.3.1: then it is left out
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        built = built.add_revoked_certificate(entry.build())
    return built.sign(issuer.key, hashes.SHA256())


def _extensions(
    key: Keyed, issuer: Issuer, profile: Profile
) -> list[tuple[x509.ExtensionType, bool]]:
    usage = x509.KeyUsage(**{name: name in profile.usages for name in _USAGES})
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=profile.authority, path_length=None), True),
        (usage, True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (_authority_key(issuer), False),
    ]
    if profile.stamps:
        found.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True))
    if profile.reports:
        found.append((x509.ExtendedKeyUsage([REPORTS]), True))
    if issuer.certificate is not None:
        found += [(_issuer_address(issuer.url), False), (_list_address(issuer.url), False)]
    return found


def _authority_key(issuer: Issuer) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def _issuer_address(url: str) -> x509.AuthorityInformationAccess:
    address = x509.UniformResourceIdentifier(f"{url}.cer")
    issuers = AuthorityInformationAccessOID.CA_ISSUERS
    return x509.AuthorityInformationAccess([x509.AccessDescription(issuers, address)])


def _list_address(url: str) -> x509.CRLDistributionPoints:
    address = x509.UniformResourceIdentifier(f"{url}.crl")
    point = x509.DistributionPoint([address], relative_name=None, reasons=None, crl_issuer=None)
    return x509.CRLDistributionPoints([point])
