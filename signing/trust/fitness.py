"""Whether a certificate may sign at all: its time, its purpose, its strength.

TT 15/2025/TT-BKHCN, article 5 (check the signer's certificate before signing) and annex I (RSA of
2048 bits or ECDSA of 256 bits at least, SHA-2 or SHA-3).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.errors import CertificateUnusableError

if TYPE_CHECKING:
    from datetime import datetime

MIN_RSA_BITS: Final = 2048
CURVES: Final = frozenset(  # of 256 bits at least, and listed in ETSI TS 119 312
    {
        "secp256r1",
        "secp384r1",
        "secp521r1",
        "brainpoolP256r1",
        "brainpoolP384r1",
        "brainpoolP512r1",
    }
)
KEPT: Final = 256  # parsed certificates: one key signs a thousand papers, and each asks again
DAMAGE: Final = (  # what the library raises, sooner or later, when a certificate is damaged
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    InvalidSignature,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
)
WEAK_HASHES: Final = frozenset({"md5", "sha1", "sha224"})


@lru_cache(maxsize=KEPT)
def load_certificate(der: bytes) -> x509.Certificate:
    """Parse one certificate. Raises CertificateUnusableError when it is damaged."""
    try:
        return x509.load_der_x509_certificate(der)
    except DAMAGE as error:
        raise CertificateUnusableError("not a certificate") from error


def refuse_unfit_signer(der: bytes, at: datetime) -> x509.Certificate:
    """Return the parsed certificate when it may sign documents at `at` (aware).

    Raises:
        CertificateUnusableError: not yet or no longer valid, not for signing, or too weak.
    """
    certificate = load_certificate(der)
    refuse_outside_validity(certificate, at)
    _refuse_other_purpose(certificate)
    refuse_weak(certificate)
    return certificate


def refuse_outside_validity(certificate: x509.Certificate, at: datetime) -> None:
    """Raise CertificateUnusableError unless the certificate is valid at `at` (aware)."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise CertificateUnusableError("the certificate is not valid at this time")


def refuse_weak(certificate: x509.Certificate) -> None:
    """Raise CertificateUnusableError for short keys, other kinds or curves, and broken hashes."""
    try:
        key = certificate.public_key()
    except DAMAGE as error:  # such as a curve that is spelled out instead of named
        raise CertificateUnusableError("the certificate's key is of another kind") from error
    if not is_strong(key):
        raise CertificateUnusableError("the certificate's key is too weak or of another kind")
    hashed = certificate.signature_hash_algorithm
    if hashed is None or hashed.name in WEAK_HASHES:
        raise CertificateUnusableError("the certificate itself is signed with a weak hash")


def is_strong(key: object) -> bool:
    """Return whether a public key is RSA of enough bits, or on one of the curves."""
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES


def _refuse_other_purpose(certificate: x509.Certificate) -> None:
    """RFC 5280, 4.2.1.3: signing needs digitalSignature or nonRepudiation, and no authority."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except DAMAGE as missing:
        raise CertificateUnusableError("the certificate does not say what it is for") from missing
    if not (usage.digital_signature or usage.content_commitment) or usage.key_cert_sign:
        raise CertificateUnusableError("the certificate is not meant for signing documents")
