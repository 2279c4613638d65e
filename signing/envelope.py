"""Composes a signed CMS (RFC 5652) around a digest and a raw signature.

Signed attributes are those of ETSI EN 319 142-1, 6.3: content-type, message-digest and
signing-certificate-v2 (RFC 5035). There is no signing-time: PAdES keeps the claimed time in /M.
Every holder of a key uses this, and our own timestamp authority too (RFC 3161, RFC 5816).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final, TypeAlias

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.der import NULL, integer, octets, oid, sequence, set_of, tlv

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

DATA: Final = oid("1.2.840.113549.1.7.1")
TST_INFO: Final = oid("1.2.840.113549.1.9.16.1.4")
_SHA256: Final = sequence(oid("2.16.840.1.101.3.4.2.1"))  # RFC 5754: parameters are absent
_RSA_PKCS1_SHA256: Final = sequence(oid("1.2.840.113549.1.1.11"), NULL)  # RFC 4055, 5
_ECDSA_SHA256: Final = sequence(oid("1.2.840.10045.4.3.2"))  # RFC 5758, 3.2
_SIGNED_DATA: Final = oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE: Final = oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST: Final = oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2: Final = oid("1.2.840.113549.1.9.16.2.47")
_CONTEXT_0: Final = 0xA0


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parts of a CMS that are the same for every signature of one key."""

    content_type: bytes
    certificates: bytes
    signer: bytes  # issuer and serial number
    algorithm: bytes
    fixed_attributes: tuple[bytes, ...]

    @classmethod
    def of(
        cls,
        key: PrivateKey,
        certificate: bytes,
        chain: tuple[bytes, ...],
        content_type: bytes = DATA,
    ) -> Envelope:
        """Prepare the parts once; certificates are DER, the key only tells its kind."""
        parsed = x509.Certificate.load(certificate)
        issuer, serial = parsed.issuer.dump(), parsed["tbs_certificate"]["serial_number"].dump()
        own = sequence(sequence(sequence(octets(hashlib.sha256(certificate).digest()))))
        return cls(
            content_type=content_type,
            certificates=tlv(_CONTEXT_0, *sorted({certificate, *chain})),
            signer=sequence(issuer, serial),
            algorithm=_RSA_PKCS1_SHA256 if isinstance(key, rsa.RSAPrivateKey) else _ECDSA_SHA256,
            fixed_attributes=(
                _attribute(_CONTENT_TYPE, content_type),
                _attribute(_SIGNING_CERTIFICATE_V2, own),
            ),
        )

    def attributes(self, digest: bytes) -> bytes:
        """Return what the key signs: the signed attributes as a SET OF (RFC 5652, 5.4)."""
        return set_of(*self.fixed_attributes, _attribute(_MESSAGE_DIGEST, octets(digest)))

    def seal(self, attributes: bytes, signature: bytes, content: bytes = b"") -> bytes:
        """Return the whole CMS with its one signer; without `content` it is detached."""
        signer = sequence(
            integer(1),
            self.signer,
            _SHA256,
            bytes((_CONTEXT_0,)) + attributes[1:],
            self.algorithm,
            octets(signature),
        )
        signed = sequence(
            integer(1 if self.content_type == DATA else 3),  # RFC 5652, 5.1
            set_of(_SHA256),
            sequence(self.content_type, tlv(_CONTEXT_0, octets(content)) if content else b""),
            self.certificates,
            set_of(signer),
        )
        return sequence(_SIGNED_DATA, tlv(_CONTEXT_0, signed))


def sign_raw(key: PrivateKey, data: bytes) -> bytes:
    """Sign bytes with SHA-256: RSA PKCS#1 v1.5, or ECDSA."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return sequence(kind, set_of(value))
