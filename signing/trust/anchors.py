"""The roots we believe: certificates in PEM files, chosen by the administrator."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import CertificateUnusableError


def load_anchors(pem: bytes) -> tuple[bytes, ...]:
    """Return the certificates of a PEM bundle as DER, without doubles, in their order.

    Raises:
        CertificateUnusableError: no certificate, a damaged one, or one that may not issue.
    """
    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise CertificateUnusableError("not a bundle of PEM certificates") from error
    for certificate in found:
        _refuse_no_authority(certificate)
    return tuple(dict.fromkeys(certificate.public_bytes(Encoding.DER) for certificate in found))


def _refuse_no_authority(certificate: x509.Certificate) -> None:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return  # old national roots are X.509 version 1 and carry no extensions
    if not constraints.value.ca:
        raise CertificateUnusableError("an anchor must be an authority")
