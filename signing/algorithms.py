"""Which algorithms sign here, how a CMS names them, and whether a signature is one of theirs.

TT 15/2025/TT-BKHCN, annex I: RSA of 2048 bits at least (PKCS#1 v1.5 or PSS), ECDSA of 256 bits at
least, SHA-2. Upper bound and curves are ours: what fits the hole and what judges know.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.der import NULL, integer, oid, sequence, tlv
from signing.errors import AlgorithmRefusedError, BadSignatureError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
Sha2: TypeAlias = hashes.SHA256 | hashes.SHA384 | hashes.SHA512

RSA_BITS: Final = range(2048, 4097)
CURVES: Final = frozenset({"secp256r1", "secp384r1"})
DIGESTS: Final[dict[str, type[Sha2]]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_DIGEST_OIDS: Final = {
    "sha256": oid("2.16.840.1.101.3.4.2.1"),
    "sha384": oid("2.16.840.1.101.3.4.2.2"),
    "sha512": oid("2.16.840.1.101.3.4.2.3"),
}
_PKCS1_OIDS: Final = {  # RFC 4055, 5
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
}
_ECDSA_OIDS: Final = {  # RFC 5758, 3.2
    "sha256": "1.2.840.10045.4.3.2",
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}
_PSS: Final = "1.2.840.113549.1.1.10"
_MGF1: Final = oid("1.2.840.113549.1.1.8")
_CONTEXT: Final = 0xA0


class Scheme(StrEnum):
    """How a key signs a digest."""

    PKCS1 = "rsa-pkcs1"
    PSS = "rsa-pss"
    ECDSA = "ecdsa"


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A scheme and the digest that goes with it; the same digest names the content."""

    scheme: Scheme
    digest: str = "sha256"

    @property
    def name(self) -> str:
        """How settings write it: `rsa-pss-sha512`."""
        return f"{self.scheme}-{self.digest}"

    @property
    def hashed(self) -> Sha2:
        """The digest as `cryptography` wants it."""
        return DIGESTS[self.digest]()

    @property
    def dotted(self) -> str:
        """The object identifier of the whole algorithm, as remote services are told it."""
        if self.scheme is Scheme.PSS:
            return _PSS
        return (_ECDSA_OIDS if self.scheme is Scheme.ECDSA else _PKCS1_OIDS)[self.digest]

    @property
    def pss_parameters(self) -> bytes:
        """RSASSA-PSS-params (RFC 4055, 3.1), DER: one digest throughout, a salt as long as it."""
        digest = sequence(_DIGEST_OIDS[self.digest], NULL)
        return sequence(
            tlv(_CONTEXT, digest),
            tlv(_CONTEXT + 1, sequence(_MGF1, digest)),
            tlv(_CONTEXT + 2, integer(self.hashed.digest_size)),
        )

    @property
    def digest_identifier(self) -> bytes:
        """The digest's AlgorithmIdentifier, DER (RFC 5754: parameters are absent)."""
        return sequence(_DIGEST_OIDS[self.digest])

    @property
    def signature_identifier(self) -> bytes:
        """The signature's AlgorithmIdentifier, DER."""
        parameters = {Scheme.PKCS1: NULL, Scheme.ECDSA: b""}
        given = parameters.get(self.scheme)
        return sequence(oid(self.dotted), self.pss_parameters if given is None else given)


def algorithm_for(key: PublicKeyTypes, wanted: str = "") -> Algorithm:
    """Return how this key signs: as `wanted` names it, or else as is usual for it.

    Raises:
        AlgorithmRefusedError: a weak key, an unknown name, or a name for another kind of key.
    """
    own = refuse_weak(key)
    if not wanted:
        if isinstance(own, rsa.RSAPublicKey):
            return Algorithm(Scheme.PKCS1)
        return Algorithm(Scheme.ECDSA, "sha384" if own.curve.name == "secp384r1" else "sha256")
    fitting = (Scheme.PKCS1, Scheme.PSS) if isinstance(own, rsa.RSAPublicKey) else (Scheme.ECDSA,)
    for found in (Algorithm(scheme, digest) for scheme in fitting for digest in DIGESTS):
        if found.name == wanted:
            return found
    raise AlgorithmRefusedError("no algorithm that this key may sign with")


def refuse_weak(key: PublicKeyTypes) -> PublicKey:
    """Return the key when it is strong enough and of a kind that signs here.

    Raises:
        AlgorithmRefusedError: RSA outside 2048 to 4096 bits, another curve, another kind.
    """
    if isinstance(key, rsa.RSAPublicKey) and key.key_size in RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return key
    raise AlgorithmRefusedError("RSA of 2048 to 4096 bits, ECDSA on P-256 or P-384, nothing else")


def sign_with(key: PrivateKey, data: bytes, algorithm: Algorithm) -> bytes:
    """Sign bytes with a key in memory."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, _padding(algorithm), algorithm.hashed)
    return key.sign(data, ec.ECDSA(algorithm.hashed))


def refuse_wrong_signature(
    key: PublicKey, signature: bytes, data: bytes, algorithm: Algorithm
) -> None:
    """Check a signature before anything is built on it.

    Raises:
        BadSignatureError: it was not made over these bytes by this key and algorithm.
    """
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, _padding(algorithm), algorithm.hashed)
        else:
            key.verify(signature, data, ec.ECDSA(algorithm.hashed))
    except (InvalidSignature, ValueError) as error:
        raise BadSignatureError("the holder's signature is not by this certificate") from error


def _padding(algorithm: Algorithm) -> padding.AsymmetricPadding:
    if algorithm.scheme is Scheme.PSS:
        return padding.PSS(padding.MGF1(algorithm.hashed), algorithm.hashed.digest_size)
    return padding.PKCS1v15()
