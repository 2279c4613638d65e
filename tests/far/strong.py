"""Certificates for every kind of key, from the tests' own authority."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from signing.trust.own_ca import Issued
from signing.trust.own_ca_profiles import (
    SIGNER,
    Issuer,
    Profile,
    certificate,
    distinguished_name,
)

if TYPE_CHECKING:
    from datetime import datetime

    from signing.algorithms import PrivateKey
    from signing.trust.own_ca import DevPki


def issue(
    pki: DevPki, key: PrivateKey, now: datetime, name: str = "Nguyễn Văn An",
    profile: Profile = SIGNER,
) -> Issued:  # fmt: skip
    """Issue a certificate for any key, fit or not."""
    folder = pki.directory
    issuing, root = (
        x509.load_pem_x509_certificate((folder / f"{one}.pem").read_bytes())
        for one in ("issuing", "root")
    )
    signing = serialization.load_pem_private_key((folder / "keys/issuing.pem").read_bytes(), None)
    assert isinstance(signing, rsa.RSAPrivateKey)
    issuer = Issuer(issuing, signing, "http://ca.example.invalid/pki/issuing")
    made = certificate(distinguished_name(name), key, issuer, profile, now)
    pki.publish_lists(now)
    return Issued(key, made, (issuing, root))


def new_key(kind: str) -> PrivateKey:
    """Make a key: `rsa-3072`, `p384`."""
    curves: dict[str, ec.EllipticCurve] = {
        "p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1(),
        "k256": ec.SECP256K1(),
    }  # fmt: skip
    if kind in curves:
        return ec.generate_private_key(curves[kind])
    return rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("rsa-")))


known_key = cache(new_key)  # a test run needs no second key of a kind; they are slow to make
