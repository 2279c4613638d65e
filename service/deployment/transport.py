"""Certificates by which Temporal and its clients know each other (mutual TLS); nothing else.

They have no part in signatures: an authority of one afternoon, whose key is not kept.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Sequence

VALID_FOR: Final = timedelta(days=5 * 365)
SOON: Final = timedelta(days=60)  # before the end, `trinhky doctor` warns
_CLOCKS_DIFFER: Final = timedelta(hours=1)
_LOOPBACK: Final = ipaddress.ip_address("127.0.0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportPki:
    """The authority's certificate, and a certificate with its key for each side; PEM."""

    FILES: ClassVar[tuple[str, ...]] = (
        "temporal_ca.pem",
        "temporal_server.pem",
        "temporal_server.key",
        "temporal_client.pem",
        "temporal_client.key",
    )
    ca: bytes
    server: bytes
    server_key: bytes
    client: bytes
    client_key: bytes

    def files(self) -> dict[str, bytes]:
        """Return what belongs into the file of each name."""
        bodies = (self.ca, self.server, self.server_key, self.client, self.client_key)
        return dict(zip(self.FILES, bodies, strict=True))


def make_transport_pki(now: datetime, server_names: Sequence[str]) -> TransportPki:
    """Make an authority, let it issue two certificates, and forget its key.

    Args:
        now: aware; the certificates are valid for five years from an hour before.
        server_names: DNS names under which the server is called; 127.0.0.1 is added to them.
    """
    authority = _Authority(now)
    server, server_key = authority.issue("temporal server", server_names, is_server=True)
    client, client_key = authority.issue("temporal client", ("trinhky",), is_server=False)
    return TransportPki(
        ca=_pem(authority.certificate),
        server=server,
        server_key=server_key,
        client=client,
        client_key=client_key,
    )


def ends_at(pem: bytes) -> datetime:
    """Return when a certificate ends. Raises ValueError: not a certificate."""
    return x509.load_pem_x509_certificate(pem).not_valid_after_utc


class _Authority:
    def __init__(self, now: datetime) -> None:
        self._now = now
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("temporal authority of trinhky")
        self._id = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        self.certificate = (
            self._builder(self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_only(key_cert_sign=True), critical=True)
            .add_extension(self._id, critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def issue(self, name: str, known_as: Sequence[str], *, is_server: bool) -> tuple[bytes, bytes]:
        """Return a certificate and its key; Temporal's server also calls itself, as a client."""
        key = ec.generate_private_key(ec.SECP256R1())
        names: list[x509.GeneralName] = [x509.DNSName(one) for one in known_as]
        uses = [ExtendedKeyUsageOID.CLIENT_AUTH]
        if is_server:
            names.append(x509.IPAddress(_LOOPBACK))
            uses.append(ExtendedKeyUsageOID.SERVER_AUTH)
        above = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(self._id)
        certificate = (
            self._builder(_named(name), key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_only(digital_signature=True), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
            .add_extension(above, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return _pem(certificate), _key_pem(key)

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - _CLOCKS_DIFFER)
            .not_valid_after(self._now + VALID_FOR)
        )


def _only(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
