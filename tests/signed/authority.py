"""Another timestamp authority for a development PKI: the next one, or one that ends soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from signing.trust import own_ca_profiles as profiles

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

SUBJECT: Final = profiles.distinguished_name(f"{profiles.WARNING} Dấu thời gian kế tiếp")


def next_authority(folder: Path, now: datetime) -> x509.Certificate:
    """Put a new timestamp authority in the place of the one in `folder`, good from `now` on."""
    issuer_key = load_pem_private_key((folder / "keys" / "issuing.pem").read_bytes(), None)
    assert isinstance(issuer_key, rsa.RSAPrivateKey)
    above = x509.load_pem_x509_certificate((folder / "issuing.pem").read_bytes())
    issuer = profiles.Issuer(above, issuer_key, "http://ca.example.invalid/issuing")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = profiles.certificate(SUBJECT, key, issuer, profiles.TSA, now)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "keys" / "tsa.pem").write_bytes(pem)
    (folder / "tsa.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return made
