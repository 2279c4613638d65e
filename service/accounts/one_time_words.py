"""Words that are typed once: recovery codes, and passwords that an administrator hands out.

Sixteen letters of Base32 are 80 bits, too many to be guessed, online or from a stolen hash.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

BYTES: Final = 10
GROUP: Final = 4  # letters
RECOVERY_CODES: Final = 10


def new_word(random_bytes: Callable[[int], bytes]) -> str:
    """Return a new one, such as `mzxw-6ytb-oi7g-4dsl`; Base32 has no 0, 1, 8 or 9."""
    letters = base64.b32encode(random_bytes(BYTES)).decode("ascii").lower()
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def recovery_codes(random_bytes: Callable[[int], bytes]) -> tuple[str, ...]:
    """Return new recovery codes."""
    return tuple(new_word(random_bytes) for _ in range(RECOVERY_CODES))


def hash_of(code: str, person_id: str) -> str:
    """Return what is kept of a recovery code: sha256 of person and code, however it was typed.

    No slow hash and no key: with 80 random bits there is nothing to try.
    """
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{person_id}\0{letters}".encode()).hexdigest()
