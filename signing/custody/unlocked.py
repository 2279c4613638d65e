"""A private key in memory: loaded once, used many times, forgotten on demand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from typing_extensions import override

from signing.custody.port import KeyHolder
from signing.envelope import Envelope, PrivateKey, sign_raw
from signing.errors import CertificateUnusableError, NoKeyError, WrongCertificateError
from signing.hole import checked_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from signing.port import Prepared


class UnlockedKey(KeyHolder):
    """A key and its certificate: RSA PKCS#1 v1.5 or ECDSA, both with SHA-256."""

    def __init__(
        self, key: object, certificate: x509.Certificate, chain: Sequence[x509.Certificate] = ()
    ) -> None:
        """Take the key over. Raises CertificateUnusableError: another kind, or not its own key."""
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise CertificateUnusableError("only RSA and ECDSA keys sign here")
        if key.public_key() != certificate.public_key():
            raise CertificateUnusableError("key and certificate do not belong together")
        self._key: PrivateKey | None = key
        self._certificate = certificate.public_bytes(Encoding.DER)
        self._chain = tuple(issuer.public_bytes(Encoding.DER) for issuer in chain)
        self._envelope = Envelope.of(key, self._certificate, self._chain)
        self._sha256 = hashlib.sha256(self._certificate).hexdigest()

    @property
    @override
    def certificate(self) -> bytes:
        return self._certificate

    @property
    @override
    def chain(self) -> tuple[bytes, ...]:
        return self._chain

    @override
    def sign(self, prepared_pdf: bytes, prepared: Prepared) -> bytes:
        if self._key is None:
            raise NoKeyError("the key has been forgotten")
        if prepared.certificate_sha256 != self._sha256:
            raise WrongCertificateError("prepared for another certificate")
        attributes = self._envelope.attributes(checked_digest(prepared_pdf, prepared))
        return self._envelope.seal(attributes, sign_raw(self._key, attributes))

    def forget(self) -> None:
        """Drop the key; from now on every use raises NoKeyError."""
        self._key = None
