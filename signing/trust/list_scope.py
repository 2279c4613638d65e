"""Which certificates a revocation list speaks of: all of its issuer's, or a part (RFC 5280, 5.2.5).

A list that speaks of a part is no proof for the rest, and a list of changes is none by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNDERSTOOD: Final = frozenset({ExtensionOID.AUTHORITY_KEY_IDENTIFIER, ExtensionOID.CRL_NUMBER})


def covers(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Return whether silence of the list means that the certificate stands."""
    for extension in crl.extensions:
        if isinstance(extension.value, x509.IssuingDistributionPoint):
            if not _includes(extension.value, certificate):
                return False
        elif isinstance(extension.value, x509.DeltaCRLIndicator):
            return False
        elif extension.critical and extension.oid not in _UNDERSTOOD:
            return False  # RFC 5280, 5.2: what is critical and not understood forbids the use
    return True


def list_addresses(certificate: x509.Certificate) -> list[str]:
    """Return where the certificate says that lists of all reasons are."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    whole = [point for point in points if point.reasons is None and point.crl_issuer is None]
    return _addresses(name for point in whole for name in point.full_name or ())


def _includes(point: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> bool:
    partial = point.only_some_reasons or point.indirect_crl or point.only_contains_attribute_certs
    is_authority = _is_authority(certificate)
    other_kind = point.only_contains_user_certs if is_authority else point.only_contains_ca_certs
    if partial or other_kind or point.relative_name is not None:
        return False
    if point.full_name is None:
        return True
    return bool(set(_addresses(point.full_name)) & set(list_addresses(certificate)))


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _addresses(names: Iterable[x509.GeneralName]) -> list[str]:
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]
