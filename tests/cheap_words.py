"""Real password hashes that cost nothing: what checking one should cost has tests of its own.

Hundreds of tests sign in, and each would take 64 MiB and a fifth of a second.
"""

from __future__ import annotations

from argon2 import PasswordHasher

_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def cheap_hash(password: str) -> str:
    """Return an argon2id hash, of the same form as those of the product."""
    return _CHEAP.hash(password)
