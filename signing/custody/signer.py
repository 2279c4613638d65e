"""What is the same for every holder: what the key is asked to sign, and what is made of its answer.

Nothing that a holder returns is believed: it is checked against the certificate's own public key
before it goes into a CMS.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signing.algorithms import (
    Algorithm,
    PublicKey,
    algorithm_for,
    refuse_weak,
    refuse_wrong_signature,
)
from signing.envelope import Envelope
from signing.errors import WrongCertificateError
from signing.hole import checked_digest
from signing.trust.fitness import load_certificate

if TYPE_CHECKING:
    from signing.port import Prepared


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate, the chain above it, and how its key signs."""

    certificate: bytes  # DER
    chain: tuple[bytes, ...]
    algorithm: Algorithm
    _public: PublicKey
    _sha256: str
    _envelope: Envelope

    @classmethod
    def of(cls, certificate: bytes, chain: tuple[bytes, ...], algorithm: str = "") -> Signer:
        """Prepare a signer; `algorithm` is a name such as `rsa-pss-sha512`, or "" for the usual.

        Raises:
            CertificateUnusableError: damaged.
            AlgorithmRefusedError: a weak key, or an algorithm that it may not sign with.
        """
        public = refuse_weak(load_certificate(certificate).public_key())
        how = algorithm_for(public, algorithm)
        envelope = Envelope.of(public, certificate, chain, algorithm=how)
        sha256 = hashlib.sha256(certificate).hexdigest()
        return cls(certificate, chain, how, public, sha256, envelope)

    def to_sign(self, prepared_pdf: bytes, prepared: Prepared) -> bytes:
        """Return the bytes that the key signs, worked out from the file itself.

        Raises:
            PreparedVoidError: the file is not the prepared one, or its digest differs.
            WrongCertificateError: the item was prepared for another certificate.
        """
        if prepared.certificate_sha256 != self._sha256:
            raise WrongCertificateError("prepared for another certificate")
        digest = checked_digest(prepared_pdf, prepared, self.algorithm.digest)
        return self._envelope.attributes(digest)

    def digest(self, attributes: bytes) -> bytes:
        """Return the digest of what is signed, for a holder that is given digests only."""
        return hashlib.new(self.algorithm.digest, attributes).digest()

    def sealed(self, attributes: bytes, signature: bytes) -> bytes:
        """Return the CMS. Raises BadSignatureError: not this certificate's signature over it."""
        refuse_wrong_signature(self._public, signature, attributes, self.algorithm)
        return self._envelope.seal(attributes, signature)
