"""Composes a signed CMS (RFC 5652) around a digest and a raw signature.

Signed attributes are those of ETSI EN 319 142-1, 6.3: content-type, message-digest and
signing-certificate-v2 (RFC 5035). There is no signing-time: PAdES keeps the claimed time in /M.
Every holder of a key uses this, and our own timestamp authority too (RFC 3161, RFC 5816).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from signing.algorithms import Algorithm, PrivateKey, PublicKey, Scheme, sign_with
from signing.der import integer, octets, oid, sequence, set_of, tlv

__all__ = ["DATA", "TST_INFO", "Envelope", "PrivateKey", "sign_raw"]

DATA: Final = oid("1.2.840.113549.1.7.1")
TST_INFO: Final = oid("1.2.840.113549.1.9.16.1.4")
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
    algorithm: Algorithm
    fixed_attributes: tuple[bytes, ...]

    @classmethod
    def of(
        cls,
        key: PrivateKey | PublicKey,
        certificate: bytes,
        chain: tuple[bytes, ...],
        content_type: bytes = DATA,
        algorithm: Algorithm | None = None,
    ) -> Envelope:
        """Prepare the parts once; certificates are DER, the key only tells its kind.

        Without an `algorithm` it is RSA PKCS#1 v1.5 or ECDSA, with SHA-256.
        """
        parsed = x509.Certificate.load(certificate)
        issuer, serial = parsed.issuer.dump(), parsed["tbs_certificate"]["serial_number"].dump()
        own = sequence(sequence(sequence(octets(hashlib.sha256(certificate).digest()))))
        return cls(
            content_type=content_type,
            certificates=tlv(_CONTEXT_0, *sorted({certificate, *chain})),
            signer=sequence(issuer, serial),
            algorithm=algorithm or _usual(key),
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
            self.algorithm.digest_identifier,
            bytes((_CONTEXT_0,)) + attributes[1:],
            self.algorithm.signature_identifier,
            octets(signature),
        )
        signed = sequence(
            integer(1 if self.content_type == DATA else 3),  # RFC 5652, 5.1
            set_of(self.algorithm.digest_identifier),
            sequence(self.content_type, tlv(_CONTEXT_0, octets(content)) if content else b""),
            self.certificates,
            set_of(signer),
        )
        return sequence(_SIGNED_DATA, tlv(_CONTEXT_0, signed))


def sign_raw(key: PrivateKey, data: bytes) -> bytes:
    """Sign bytes with SHA-256: RSA PKCS#1 v1.5, or ECDSA."""
    return sign_with(key, data, _usual(key))


def _usual(key: PrivateKey | PublicKey) -> Algorithm:
    is_rsa = isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey)
    return Algorithm(Scheme.PKCS1 if is_rsa else Scheme.ECDSA)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return sequence(kind, set_of(value))
