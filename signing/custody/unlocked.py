"""A private key in memory: loaded once, used many times, forgotten on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from typing_extensions import override

from signing.algorithms import PrivateKey, sign_with
from signing.custody.port import KeyHolder
from signing.custody.signer import Signer
from signing.errors import CertificateUnusableError, NoKeyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from signing.port import Prepared


class UnlockedKey(KeyHolder):
    """A key and its certificate: RSA (PKCS#1 v1.5 or PSS) or ECDSA, with SHA-2."""

    def __init__(
        self,
        key: object,
        certificate: x509.Certificate,
        chain: Sequence[x509.Certificate] = (),
        algorithm: str = "",
    ) -> None:
        """Take the key over.

        Raises:
            CertificateUnusableError: another kind of key, or not the certificate's own.
            AlgorithmRefusedError: too weak, or not able to sign as `algorithm` says.
        """
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise CertificateUnusableError("only RSA and ECDSA keys sign here")
        if key.public_key() != certificate.public_key():
            raise CertificateUnusableError("key and certificate do not belong together")
        self._key: PrivateKey | None = key
        self._signer = Signer.of(
            certificate.public_bytes(Encoding.DER),
            tuple(issuer.public_bytes(Encoding.DER) for issuer in chain),
            algorithm,
        )

    @property
    @override
    def certificate(self) -> bytes:
        return self._signer.certificate

    @property
    @override
    def chain(self) -> tuple[bytes, ...]:
        return self._signer.chain

    @override
    def sign(self, prepared_pdf: bytes, prepared: Prepared) -> bytes:
        key = self._key
        if key is None:
            raise NoKeyError("the key has been forgotten")
        attributes = self._signer.to_sign(prepared_pdf, prepared)
        return self._signer.sealed(attributes, sign_with(key, attributes, self._signer.algorithm))

    def forget(self) -> None:
        """Drop the key; from now on every use raises NoKeyError."""
        self._key = None
