"""Authorities, people and responders of any kind of key, for one test each; and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import algos, core, ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from signing.algorithms import Algorithm, PrivateKey, Scheme, sign_with
from signing.envelope import sign_raw
from tests.signed.pki import Holder, distinguished, key_usage, rsa_key
from tests.signed.samples import NOW

if TYPE_CHECKING:
    from datetime import datetime

_HOUR: Final = timedelta(hours=1)
CA: Final = x509.BasicConstraints(ca=True, path_length=None)


@dataclass(frozen=True, slots=True)
class Party:
    """A certificate and its key of any kind."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@cache
def curve_key(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve())


def party(
    name: str,
    issuer: Party | Holder | None = None,
    *more: x509.ExtensionType,
    key: PrivateKey | None = None,
) -> Party:
    """Issue a certificate; with `CA` or the like among `more` it is an authority's."""
    own = key or rsa_key(name)
    subject = distinguished(name)
    is_authority = any(isinstance(one, x509.BasicConstraints) and one.ca for one in more)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=700))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    )
    if not any(isinstance(one, x509.KeyUsage) for one in more):
        builder = builder.add_extension(key_usage(issuing=is_authority), critical=True)
    for one in more:
        builder = builder.add_extension(one, critical=not isinstance(one, x509.OCSPNoCheck))
    by = issuer.key if issuer else own
    made = builder.sign(by, hashes.SHA256())
    return Party(made, own)


def revocations(
    issuer: Party | Holder, *revoked: Party | Holder, by: PrivateKey | None = None
) -> bytes:
    """A list in the issuer's name; `by` is another key that signs it."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW - _HOUR)
        .next_update(NOW + timedelta(days=7))
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder(one.certificate.serial_number, NOW - 2 * _HOUR)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(by or issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def later_list(
    name: x509.Name, key: PrivateKey, at: datetime, entry: x509.RevokedCertificate
) -> bytes:
    """A list of `at` in an authority's name with one entry, signed by `key`."""
    built = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name)
        .last_update(at)
        .next_update(at + timedelta(days=30))
        .add_revoked_certificate(entry)
    )
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a responder says of a certificate (RFC 6960, 4.2.1), and how; times are from `NOW`."""

    status: str = "good"
    revoked: timedelta = -2 * _HOUR
    reason: str = "key_compromise"
    since: timedelta = -_HOUR
    until: timedelta | None = timedelta(days=1)
    identifier: str = "sha1"
    by_name: bool = False
    pss: bool = False
    carries: bool = True  # the responder's certificate

    def der(
        self, about: Party | Holder, issuer: Party | Holder, responder: Party | Holder
    ) -> bytes:
        said = self._said(about, issuer, responder)
        scheme = Algorithm(Scheme.PSS) if self.pss else None
        value = sign_with(responder.key, said.dump(), scheme) if scheme else None
        name = "sha256_rsa" if isinstance(responder.key, rsa.RSAPrivateKey) else "sha256_ecdsa"
        kind: Any = algos.SignedDigestAlgorithm({"algorithm": name})
        if scheme:
            kind = algos.SignedDigestAlgorithm.load(scheme.signature_identifier)
        basic: dict[str, Any] = {
            "tbs_response_data": said,
            "signature_algorithm": kind,
            "signature": core.OctetBitString(value or sign_raw(responder.key, said.dump())),
        }
        if self.carries:
            basic["certs"] = [_asn1(responder)]
        response = {"response_type": "basic_ocsp_response"}
        response |= {"response": ocsp.BasicOCSPResponse(basic)}
        made = ocsp.OCSPResponse({"response_status": "successful", "response_bytes": response})
        return bytes(made.dump())

    def _said(
        self, about: Party | Holder, issuer: Party | Holder, responder: Party | Holder
    ) -> ocsp.ResponseData:
        authority, own = _asn1(issuer), _asn1(responder)
        identifier = {
            "hash_algorithm": {"algorithm": self.identifier},
            "issuer_name_hash": _hashed(self.identifier, authority.subject.dump()),
            "issuer_key_hash": _hashed(self.identifier, bytes(authority.public_key["public_key"])),
            "serial_number": about.certificate.serial_number,
        }
        status: Any = core.Null()
        if self.status == "revoked":
            status = {"revocation_time": NOW + self.revoked, "revocation_reason": self.reason}
        single: dict[str, Any] = {
            "cert_id": identifier,
            "cert_status": ocsp.CertStatus(self.status, status),
            "this_update": NOW + self.since,
        }
        if self.until is not None:
            single["next_update"] = NOW + self.until
        who = ("by_name", own.subject) if self.by_name else ("by_key", own.public_key.sha1)
        return ocsp.ResponseData(
            {
                "responder_id": ocsp.ResponderId(*who),
                "produced_at": NOW + self.since,
                "responses": [single],
            }
        )


def _asn1(one: Party | Holder) -> asn1.Certificate:
    return asn1.Certificate.load(one.certificate.public_bytes(Encoding.DER))


def _hashed(name: str, data: bytes) -> bytes:
    digest = hashes.Hash(getattr(hashes, name.upper())())
    digest.update(data)
    return digest.finalize()
