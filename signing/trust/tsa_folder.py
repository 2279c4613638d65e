"""The own timestamp authority of a PKI folder, opened for each stamp: a renewal counts at once.

`keys/tsa.pem` holds its key, and after a renewal its certificate too: both change in one step. In a
development folder the certificate stands in `tsa.pem` alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from signing.errors import CertificateUnusableError, TimestampUnavailableError
from signing.trust.anchors import load_anchors
from signing.trust.chains import build_chain
from signing.trust.own_tsa import OwnTsa
from signing.trust.pem_bundle import certificates_in

if TYPE_CHECKING:
    from signing.envelope import PrivateKey

_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_OWNER_ONLY: Final = 0o600


@dataclass
class TsaFolder:
    """Answers timestamp requests with the key that lies in a folder just then."""

    folder: Path
    clock: Callable[[], datetime]  # gives aware times
    _known: tuple[bytes, OwnTsa] | None = field(init=False, default=None)

    def respond(self, request: bytes) -> bytes:
        """Return the response to a request, both DER.

        Raises:
            TimestampUnavailableError: the folder holds no authority that can be used now.
        """
        try:
            return self._opened().respond(request)
        except (OSError, ValueError, TypeError, CertificateUnusableError) as error:
            raise TimestampUnavailableError("the own authority cannot be used") from error

    def _opened(self) -> OwnTsa:
        read = (self.folder / "keys" / "tsa.pem").read_bytes()
        certificate = read if _CERTIFICATE in read else (self.folder / "tsa.pem").read_bytes()
        if self._known is None or self._known[0] != read + certificate:
            self._known = read + certificate, self._made(read, certificate)
        return self._known[1]

    def _made(self, key_pem: bytes, certificate_pem: bytes) -> OwnTsa:
        key = load_pem_private_key(key_pem, None)
        own = x509.load_pem_x509_certificate(certificate_pem)
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise TypeError("a key of another kind")
        if key.public_key() != own.public_key():
            raise ValueError("the key is not the certificate's")
        der = own.public_bytes(Encoding.DER)
        anchors = load_anchors((self.folder / "trust.pem").read_bytes())
        chain = build_chain(der, certificates_in(self.folder / "issuing.pem"), anchors)
        return OwnTsa(key, der, chain[1:], self.clock)


def put_authority(folder: Path, key: PrivateKey, certificate: x509.Certificate) -> None:
    """Put a timestamp authority into a folder, in the place of the one there; all at once."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem = certificate.public_bytes(Encoding.PEM)
    _replace(keys / "tsa.pem", clear + pem, _OWNER_ONLY)
    _replace(folder / "tsa.pem", pem)
    _replace(folder / "tsa.cer", certificate.public_bytes(Encoding.DER))


def _replace(path: Path, body: bytes, mode: int = 0o644) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(fresh, how, mode), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
