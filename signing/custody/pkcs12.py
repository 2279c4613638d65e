"""Keys kept as PKCS#12 files: taken in once with their own password, then wrapped (see `wrap`)."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.serialization import pkcs12

from signing.custody.unlocked import UnlockedKey
from signing.custody.wrap import seal, unseal
from signing.errors import KeyUnusableError

_LENGTH_BYTES = 2


def wrap(p12: bytes, password: str, pin: str, server_key: bytes) -> bytes:
    """Return a PKCS#12 with its password, wrapped by PIN and server key.

    Raises:
        KeyUnusableError: it does not open with this password, holds no usable key, or the server
            key has not 32 bytes.
    """
    _open(p12, password).forget()  # what cannot be opened later is refused now
    secret = password.encode()
    framed = len(secret).to_bytes(_LENGTH_BYTES, "big") + secret + p12
    return seal(framed, pin, server_key, secrets.token_bytes)


def unlock(wrapped: bytes, pin: str, server_key: bytes, algorithm: str = "") -> UnlockedKey:
    """Return the key, ready to sign; `algorithm` as of `Signer.of`.

    Raises:
        WrongPinError: the PIN is wrong.
        KeyUnusableError: the wrapping is damaged, or was made with another server key.
    """
    framed = unseal(wrapped, pin, server_key)
    size = int.from_bytes(framed[:_LENGTH_BYTES], "big")
    password, p12 = framed[_LENGTH_BYTES:][:size], framed[_LENGTH_BYTES + size :]
    return _open(p12, password.decode(), algorithm)


def rewrap(wrapped: bytes, old_pin: str, new_pin: str, server_key: bytes) -> bytes:
    """Return the same key under another PIN. Raises as `unlock`."""
    return seal(unseal(wrapped, old_pin, server_key), new_pin, server_key, secrets.token_bytes)


def _open(p12: bytes, password: str, algorithm: str = "") -> UnlockedKey:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(p12, password.encode())
    except ValueError as error:
        raise KeyUnusableError("the PKCS#12 does not open with this password") from error
    if key is None or certificate is None:
        raise KeyUnusableError("the PKCS#12 holds no key with its certificate")
    return UnlockedKey(key, certificate, others, algorithm)
