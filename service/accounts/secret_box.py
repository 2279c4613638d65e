"""Seals small secrets with a key from a file outside the database: AES-256-GCM, key by HKDF.

The file holds one key a line. The first one seals, all of them open, so that a key is changed by
putting a new line above the old one and sealing everything anew (`trinhky admin account`).

A sealed secret is: magic, fingerprint of the key, nonce, ciphertext. It is bound to its owner, so
that a row copied to another person's place does not open.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.accounts.errors import SecondFactorUnreadableError
from service.errors import SettingInvalidError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.config import Settings

MAGIC: Final = b"TKSF1\0"
SHORTEST_KEY: Final = 32  # characters of a line
_FINGERPRINT, _NONCE, _KEY = 8, 12, 32
_HEADER: Final = len(MAGIC) + _FINGERPRINT + _NONCE


class SecretBox:
    """Seals and opens; `random_bytes` gives that many unpredictable bytes."""

    def __init__(self, keys: Sequence[str], random_bytes: Callable[[int], bytes]) -> None:
        """Take the lines of the key file, the one that seals first.

        Raises:
            SettingInvalidError: there is none, or one is too short to be a key.
        """
        if not keys or min(map(len, keys)) < SHORTEST_KEY:
            raise SettingInvalidError(
                f"TRINHKY_SECOND_FACTOR_KEY_FILE: a key has {SHORTEST_KEY} characters or more"
            )
        self.random_bytes = random_bytes
        self._newest = _fingerprint(keys[0])
        self._ciphers = {_fingerprint(key): AESGCM(_derive(key, b"seal", _KEY)) for key in keys}

    def seal(self, secret: bytes, owner: str) -> bytes:
        """Seal a secret of a person, by id."""
        header = MAGIC + self._newest + self.random_bytes(_NONCE)
        cipher = self._ciphers[self._newest]
        return header + cipher.encrypt(header[-_NONCE:], secret, header + owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        """Return what was sealed for this person.

        Raises:
            SecondFactorUnreadableError: none of our keys sealed it, or it is damaged.
        """
        header, text = sealed[:_HEADER], sealed[_HEADER:]
        cipher = self._ciphers.get(header[len(MAGIC) : -_NONCE])
        if cipher is None or not header.startswith(MAGIC):
            raise SecondFactorUnreadableError("sealed with a key that is not in the file")
        try:
            return cipher.decrypt(header[-_NONCE:], text, header + owner.encode())
        except InvalidTag as damage:
            raise SecondFactorUnreadableError("a sealed secret is damaged") from damage

    def is_newest(self, sealed: bytes) -> bool:
        """Say whether the first key of the file sealed it."""
        return sealed.startswith(MAGIC + self._newest)


def box_of(settings: Settings) -> SecretBox:
    """Return the box of this installation.

    Raises:
        SettingInvalidError: the key file cannot be read, or holds no key.
    """
    return SecretBox(settings.second_factor_keys.reveal().split(), secrets.token_bytes)


def _fingerprint(key: str) -> bytes:
    """Name a key without telling anything about it."""
    return _derive(key, b"fingerprint", _FINGERPRINT)


def _derive(key: str, label: bytes, length: int) -> bytes:
    info = b"trinhky second factor " + label + b" v1"
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(key.encode())
