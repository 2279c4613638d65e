"""Wraps a key file by a PIN *and* a server key, never by a PIN alone.

A PIN of a few digits protects nothing once the file is stolen; with the server key elsewhere the
thief of either has nothing. The key-encryption key is HKDF-SHA256 over scrypt(PIN) and the server
key; the content is sealed with AES-256-GCM.

A wrapped key is: magic, scrypt cost, salt, fingerprint of the server key, PIN check, nonce,
ciphertext, and the sha256 of all before it, so that damage is told apart from a wrong PIN.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from signing.errors import KeyUnusableError, WrongPinError

if TYPE_CHECKING:
    from collections.abc import Callable

MAGIC: Final = b"TKWK1\0"
SERVER_KEY_BYTES: Final = 32
_COST: Final = 16  # log2 of scrypt's N: 64 MiB and about a fifth of a second
_COSTS: Final = range(14, 19)
_SALT, _FINGERPRINT, _CHECK, _NONCE, _SUM = 16, 8, 16, 12, 32
_HEADER: Final = len(MAGIC) + 1 + _SALT + _FINGERPRINT + _CHECK + _NONCE


@dataclass(frozen=True, slots=True)
class _Keys:
    check: bytes
    sealing: bytes


def seal(secret: bytes, pin: str, server_key: bytes, random_bytes: Callable[[int], bytes]) -> bytes:
    """Wrap `secret`; `random_bytes` gives that many unpredictable bytes (`secrets.token_bytes`).

    Raises:
        KeyUnusableError: the server key has not 32 bytes.
    """
    salt, nonce = random_bytes(_SALT), random_bytes(_NONCE)
    keys = _derive(pin, server_key, salt, _COST)
    header = MAGIC + bytes((_COST,)) + salt + _fingerprint(server_key) + keys.check + nonce
    body = header + AESGCM(keys.sealing).encrypt(nonce, secret, header)
    return body + hashlib.sha256(body).digest()


def unseal(wrapped: bytes, pin: str, server_key: bytes, left: int = 0) -> bytes:
    """Return what was wrapped; `left` is how many tries remain after a wrong one, for its message.

    Raises:
        WrongPinError: the wrapping is whole and the server key right, so the PIN is wrong.
        KeyUnusableError: the wrapping is damaged, or was made with another server key.
    """
    header, cost, salt, fingerprint, check, nonce, sealed = _parts(wrapped)
    if not hmac.compare_digest(fingerprint, _fingerprint(server_key)):
        raise KeyUnusableError("wrapped with another server key")
    keys = _derive(pin, server_key, salt, cost)
    if not hmac.compare_digest(check, keys.check):
        raise WrongPinError(left)
    try:
        return AESGCM(keys.sealing).decrypt(nonce, sealed, header)
    except InvalidTag as damage:
        raise KeyUnusableError("the wrapped key is damaged") from damage


def _parts(wrapped: bytes) -> tuple[bytes, int, bytes, bytes, bytes, bytes, bytes]:
    body, checksum = wrapped[:-_SUM], wrapped[-_SUM:]
    if len(body) < _HEADER or hashlib.sha256(body).digest() != checksum:
        raise KeyUnusableError("the wrapped key is damaged")
    cost = body[len(MAGIC)]
    if not body.startswith(MAGIC) or cost not in _COSTS:
        raise KeyUnusableError("wrapped by another version")
    fields, place = [], len(MAGIC) + 1
    for size in (_SALT, _FINGERPRINT, _CHECK, _NONCE):
        fields.append(body[place : place + size])
        place += size
    salt, fingerprint, check, nonce = fields
    return body[:_HEADER], cost, salt, fingerprint, check, nonce, body[_HEADER:]


def _derive(pin: str, server_key: bytes, salt: bytes, cost: int) -> _Keys:
    if len(server_key) != SERVER_KEY_BYTES:
        raise KeyUnusableError("a server key has 32 bytes")
    stretched = Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(pin.encode())
    material = stretched + server_key
    return _Keys(
        check=_expand(material, salt, b"trinhky pin check v1", _CHECK),
        sealing=_expand(material, salt, b"trinhky key wrap v1", 32),
    )


def _fingerprint(server_key: bytes) -> bytes:
    """Name a server key without telling anything about it."""
    return _expand(server_key, None, b"trinhky server key v1", _FINGERPRINT)


def _expand(material: bytes, salt: bytes | None, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)
