"""Status answers (RFC 6960): how one is asked for, and when one is believed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.errors import CertificateUnusableError
from signing.trust.chains import issued
from signing.trust.fitness import DAMAGE, WEAK_HASHES, refuse_outside_validity, refuse_weak

if TYPE_CHECKING:
    from datetime import datetime

WITHOUT_END: Final = timedelta(hours=1)  # an answer that names no end is believed this long


class NoAnswerError(Exception):
    """The bytes prove nothing about the certificate; the message says why."""


def question(certificate: x509.Certificate, issuer: x509.Certificate, nonce: bytes) -> bytes:
    """Return a request for the status of one certificate, DER."""
    asked = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303 - RFC 5019 names it; it only identifies
    asked = asked.add_extension(x509.OCSPNonce(nonce), critical=False)
    return asked.build().public_bytes(Encoding.DER)


def judge(
    answer: bytes,
    pair: tuple[x509.Certificate, x509.Certificate],
    at: datetime,
    nonce: bytes | None = None,
) -> None:
    """Return when the answer proves the certificate of (certificate, issuer) good at `at`.

    A nonce that was sent must come back unchanged; responders that answer without one are
    believed by their times (RFC 5019, 4).

    Raises:
        NoAnswerError: it is no answer, of another certificate, of another time, or not signed.
        CertificateUnusableError: it is one, and says that the certificate is revoked.
    """
    try:
        status = ocsp.load_der_ocsp_response(answer)
        _refuse_unbelievable(status, pair, at)
        _refuse_other_nonce(status, nonce)
        said = status.certificate_status
    except DAMAGE as error:
        raise NoAnswerError("not a status answer") from error
    if said is ocsp.OCSPCertStatus.REVOKED:
        raise CertificateUnusableError("the certificate is revoked")
    if said is not ocsp.OCSPCertStatus.GOOD:
        raise NoAnswerError("the responder does not know the certificate")


def said_at(answer: bytes, pair: tuple[x509.Certificate, x509.Certificate]) -> datetime | None:
    """Return when an answer about the certificate of (certificate, issuer) was produced.

    None when it is no answer, about another one, or not signed by the issuer or a responder that
    the issuer certified. Whether it can be relied on at some time is not asked.
    """
    certificate, issuer = pair
    try:
        status = ocsp.load_der_ocsp_response(answer)
        if status.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return None
        responders = [one for one in status.certificates if _answers_for(one, issuer)]
        signed = any(_verifies(status, one) for one in (issuer, *responders))
        known = signed and _is_about(status, certificate, issuer)
    except (NoAnswerError, *DAMAGE):
        return None
    return status.produced_at_utc if known else None


def _answers_for(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except DAMAGE:
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage and issued(issuer, certificate)


def _refuse_unbelievable(
    status: ocsp.OCSPResponse, pair: tuple[x509.Certificate, x509.Certificate], at: datetime
) -> None:
    if status.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise NoAnswerError(f"the responder answers {status.response_status.name.lower()}")
    certificate, issuer = pair
    if not _is_about(status, certificate, issuer):
        raise NoAnswerError("an answer about another certificate")
    ends = status.next_update_utc or status.this_update_utc + WITHOUT_END
    if not status.this_update_utc <= at < ends:
        raise NoAnswerError("an answer of another time")
    if not _is_signed(status, issuer, at):
        raise NoAnswerError("not signed by the issuer or its responder")


def _refuse_other_nonce(status: ocsp.OCSPResponse, nonce: bytes | None) -> None:
    if nonce is None:
        return
    try:
        came = status.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return
    if came != nonce:
        raise NoAnswerError("an answer for another nonce")


def _is_about(
    status: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    """RFC 6960, 4.1.1: serial number, and the issuer by the hashes of its name and key."""
    name = issuer.subject.public_bytes()
    identified = _digest(status.hash_algorithm, name), _digest(status.hash_algorithm, _bits(issuer))
    same = identified == (status.issuer_name_hash, status.issuer_key_hash)
    return same and status.serial_number == certificate.serial_number


def _digest(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    hashed = hashes.Hash(algorithm)
    hashed.update(data)
    return hashed.finalize()


def _bits(issuer: x509.Certificate) -> bytes:
    """Return the public key without its algorithm: what a key hash is taken of."""
    key = issuer.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    raise NoAnswerError("the issuer's key is of another kind")


def _is_signed(status: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime) -> bool:
    """RFC 6960, 4.2.2.2: by the issuer itself, or by one it delegated for this purpose."""
    delegates = [one for one in status.certificates if _is_delegate(one, issuer, at)]
    return any(_verifies(status, one) for one in (issuer, *delegates))


def _is_delegate(certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    """A delegate needs `nocheck`: else its own status were to be asked, and of whom?"""
    try:
        refuse_outside_validity(certificate, at)
        refuse_weak(certificate)
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        certificate.extensions.get_extension_for_class(x509.OCSPNoCheck)
    except (CertificateUnusableError, *DAMAGE):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage and issued(issuer, certificate)


def _verifies(status: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, hashed = signer.public_key(), status.signature_hash_algorithm
    if hashed is None or hashed.name in WEAK_HASHES:
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(status.signature, status.tbs_response_bytes, padding.PKCS1v15(), hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(status.signature, status.tbs_response_bytes, ec.ECDSA(hashed))
        else:
            return False
    except DAMAGE:
        return False
    return True
