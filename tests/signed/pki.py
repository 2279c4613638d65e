"""A whole PKI in memory: root, people, agency, timestamp authority, revocation list.

Keys are made once per process: making RSA keys is the slow part, and no test needs fresh ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID as Access
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Iterable

SITE: Final = "http://ca.example.invalid"  # stands in every certificate; nobody may ever ask it


@cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    del name  # one key per name
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Pki:
    """One root and what it issued, all valid from a day before `since`."""

    since: datetime
    name: str = "Gốc thử nghiệm"

    @property
    def root(self) -> Holder:
        subject = distinguished(self.name)
        key = rsa_key(f"root {self.name}")
        builder = _builder(subject, subject, key, self.since).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        builder = builder.add_extension(key_usage(issuing=True), critical=True)
        return Holder(builder.sign(key, hashes.SHA256()), key)

    def person(self, name: str, bits: int = 2048) -> Holder:
        return self._issue(name, key_usage(issuing=False), bits=bits)

    def timestamp_authority(self) -> Holder:
        return self._issue(
            "Dấu thời gian thử nghiệm",
            key_usage(issuing=False),
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),
        )

    def responder(self) -> Holder:
        return self._issue(
            "Trả lời trạng thái thử nghiệm",
            key_usage(issuing=False),
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]),
        )

    def revocation_list(self, revoked: Iterable[Holder] = (), at: datetime | None = None) -> bytes:
        """A DER list issued an hour before `since`; the revoked are so from `at` on."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(self.since - timedelta(hours=1))
            .next_update(self.since + timedelta(days=7))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(_authority(self.root), critical=False)
        )
        for holder in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(holder.certificate.serial_number)
                .revocation_date(at or self.since - timedelta(hours=2))
                .build()
            )
        signed = builder.sign(self.root.key, hashes.SHA256())
        return signed.public_bytes(Encoding.DER)

    def trust_pem(self) -> bytes:
        return self.root.certificate.public_bytes(Encoding.PEM)

    def _issue(
        self,
        name: str,
        usage: x509.KeyUsage,
        purpose: x509.ExtendedKeyUsage | None = None,
        bits: int = 2048,
    ) -> Holder:
        key = rsa_key(name, bits)
        builder = _builder(distinguished(name), self.root.certificate.subject, key, self.since)
        for needed in (x509.BasicConstraints(ca=False, path_length=None), usage):
            builder = builder.add_extension(needed, critical=True)
        builder = builder.add_extension(_authority(self.root), critical=False)
        for extension in (_access(), _distribution()):
            builder = builder.add_extension(extension, critical=False)
        if purpose is not None:
            builder = builder.add_extension(purpose, critical=True)
        return Holder(builder.sign(self.root.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, since: datetime
) -> x509.CertificateBuilder:
    start = since - timedelta(days=1)
    serial = int.from_bytes(hashes_of(subject.public_bytes()), "big") >> 1
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=730))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def hashes_of(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()[:16]


def distinguished(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sở Y tế thử nghiệm"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def key_usage(*, issuing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issuing,
        content_commitment=not issuing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issuing,
        crl_sign=issuing,
        encipher_only=False,
        decipher_only=False,
    )


def _authority(issuer: Holder) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def _access() -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(f"{SITE}/root.crt")
    return x509.AuthorityInformationAccess([x509.AccessDescription(Access.CA_ISSUERS, place)])


def _distribution() -> x509.CRLDistributionPoints:
    place = x509.UniformResourceIdentifier(f"{SITE}/root.crl")
    return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])
