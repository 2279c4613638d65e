"""Codes that change every thirty seconds (RFC 6238, with SHA-1 and six digits). Pure.

SHA-1 and six digits because that is what every authenticator on a telephone can do; HMAC does not
need the hash to be free of collisions. One step of difference between two clocks is allowed.
"""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING, Final

from pyotp import TOTP

if TYPE_CHECKING:
    from datetime import datetime

SECRET_BYTES: Final = 20  # RFC 4226, R6: 160 bits are recommended
STEP_SECONDS: Final = 30
DIGITS: Final = 6
WINDOW: Final = (1, 0, -1)  # steps; the newest first


def code_at(secret: bytes, at: datetime) -> str:
    """Return the code of that instant."""
    return _totp(secret).at(at)


def matching_step(secret: bytes, code: str, at: datetime) -> int | None:
    """Return the time step that a code is of; None when it is of none that counts at that instant.

    Every step is compared in full, whichever fits. Spaces in a code do not matter.
    """
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    totp, found = _totp(secret), None
    for offset in WINDOW:
        if hmac.compare_digest(totp.at(at, counter_offset=offset), typed) and found is None:
            found = totp.timecode(at) + offset
    return found


def secret_text(secret: bytes) -> str:
    """Return the secret as people type it into an authenticator: Base32 in groups of four."""
    text = _base32(secret)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def provisioning_uri(secret: bytes, login: str, issuer: str) -> str:
    """Return what an authenticator reads from a QR code: an otpauth URI."""
    return _totp(secret).provisioning_uri(name=login, issuer_name=issuer)


def _totp(secret: bytes) -> TOTP:
    return TOTP(_base32(secret), digits=DIGITS, interval=STEP_SECONDS)


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode("ascii").rstrip("=")
