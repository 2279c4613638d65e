"""Password hashes (argon2id, RFC 9106): making one, checking one, in equal time for no account.

Every check takes 64 MiB for a moment, so only a few run at once; who waits too long is told so.
Vietnamese letters come composed from one keyboard and decomposed from another: a password is what
it looks like, so both are the same (NFC, RFC 8265, 4.2).
"""

from __future__ import annotations

import threading
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from service.accounts.errors import SignInBusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_PASSWORD = 1000  # characters; a longer one is refused before it costs anything
_AT_ONCE = threading.BoundedSemaphore(4)
_PATIENCE = 5.0  # seconds
_HASHER = PasswordHasher()
# Of a password nobody has, made once per process, so that an unknown login costs the same time.
_NOBODYS = _HASHER.hash("\0nobody signs in with this")


def hash_password(password: str) -> str:
    """Return the argon2id hash to keep for a password."""
    return _HASHER.hash(_composed(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Say whether the password fits the hash; without a hash the same work is done, for nothing.

    Raises:
        SignInBusyError: too many checks run at once.
    """
    if len(password) > LONGEST_PASSWORD:
        return False
    with _turn():
        fits = _fits(password_hash or _NOBODYS, _composed(password))
    return fits and password_hash is not None


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False
    except (VerificationError, InvalidHashError):  # an account made without a usable password
        return False


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise SignInBusyError
    try:
        yield
    finally:
        _AT_ONCE.release()
