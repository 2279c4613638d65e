"""The purpose of a key that signs reports of verification, and nothing else.

It stands in the certificate as its only extended key usage, said as critical (RFC 5280, 4.2.1.12).
Such a key signs in the field of a report alone, and in that field no other key may sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509

from signing.errors import CertificateUnusableError
from signing.trust.fitness import DAMAGE, load_certificate, refuse_unfit_signer

if TYPE_CHECKING:
    from datetime import datetime

REPORTS: Final = x509.ObjectIdentifier("1.3.6.1.4.1.32473.56")  # RFC 5612: an arc for examples


def may_sign(der: bytes, *, a_report: bool) -> bool:
    """Return whether the purpose of a certificate (DER) allows a report, or anything else.

    Raises:
        CertificateUnusableError: the certificate is damaged.
    """
    try:
        found = load_certificate(der).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return not a_report
    except DAMAGE as damage:
        raise CertificateUnusableError("the certificate's purpose cannot be read") from damage
    purposes = set(found.value)
    return purposes == {REPORTS} and found.critical if a_report else REPORTS not in purposes


def refuse_unfit(der: bytes, at: datetime, *, a_report: bool) -> None:
    """Refuse a certificate that may not sign a report, or not anything else, at `at` (aware).

    Raises:
        CertificateUnusableError: as `refuse_unfit_signer`; or it has the other purpose.
    """
    refuse_unfit_signer(der, at)
    if not may_sign(der, a_report=a_report):
        raise CertificateUnusableError("a key for reports signs reports, and no other key does")
