"""Certificates between a signer and an anchor, as a file of PEM holds them; it may hold none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import AnchorsUnusableError

if TYPE_CHECKING:
    from pathlib import Path


def certificates_in(pem: Path) -> tuple[bytes, ...]:
    """Return the certificates of a file as DER. Raises AnchorsUnusableError: it is damaged."""
    try:
        body = pem.read_bytes()
        found = x509.load_pem_x509_certificates(body) if body.strip() else []
    except (OSError, ValueError) as error:
        raise AnchorsUnusableError(f"the certificates of {pem} cannot be read") from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)
