"""A key that is elsewhere, as the cabinet keeps it: certificates, and what opens it, sealed."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from signing.custody.wrap import seal, unseal
from signing.errors import KeyUnusableError


@dataclass(frozen=True, slots=True)
class Held:
    """Certificates (DER, issuer first) and the key's place at its keeper, secrets included."""

    certificate: bytes
    chain: tuple[bytes, ...]
    place: Mapping[str, str] = field(repr=False)


def wrap(held: Held, pin: str, server_key: bytes) -> bytes:
    """Return it sealed by PIN and server key, as a key file is. Raises KeyUnusableError."""
    written = {
        "certificate": base64.b64encode(held.certificate).decode(),
        "chain": [base64.b64encode(one).decode() for one in held.chain],
        "place": dict(held.place),
    }
    return seal(json.dumps(written).encode(), pin, server_key, secrets.token_bytes)


def unlock(wrapped: bytes, pin: str, server_key: bytes) -> Held:
    """Return what was sealed.

    Raises:
        WrongPinError: the PIN is wrong.
        KeyUnusableError: damaged, of another server, or a key of another kind.
    """
    try:
        read = json.loads(unseal(wrapped, pin, server_key))
        return Held(
            base64.b64decode(read["certificate"], validate=True),
            tuple(base64.b64decode(one, validate=True) for one in read["chain"]),
            {str(name): str(value) for name, value in read["place"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as damage:
        raise KeyUnusableError("the sealed place of a key is damaged") from damage
