"""How a certificate is called in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto import x509


def common_name(certificate: x509.Certificate) -> str:
    """Return the common name; empty when the certificate has none."""
    return str(certificate.subject.native.get("common_name", ""))


def authority_name(certificate: x509.Certificate) -> str:
    """Return the common name, else all of the name: old national roots have no common name."""
    return common_name(certificate) or str(certificate.subject.human_friendly)
