"""Keys in a token or HSM behind PKCS#11. The key never leaves it; each signature is one login.

No login is kept open: PKCS#11 logs a whole process in at once, and what one person's PIN opened
must not serve another. Calls go through one thread a token, with a limit of time, because a module
that hangs cannot be called back.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pkcs11
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import MGF, KeyType, Mechanism, ObjectClass
from pkcs11 import exceptions as refusals
from pkcs11.types import SignMixin
from typing_extensions import override

from signing.algorithms import Scheme
from signing.custody.port import KeyHolder
from signing.errors import HolderRefusedError, HolderUnavailableError, KeyUnusableError, NoKeyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from signing.algorithms import Algorithm
    from signing.custody.signer import Signer
    from signing.port import Prepared

_WITH_PKCS1: Final = {
    "sha256": Mechanism.SHA256_RSA_PKCS,
    "sha384": Mechanism.SHA384_RSA_PKCS,
    "sha512": Mechanism.SHA512_RSA_PKCS,
}
_WITH_PSS: Final = {
    "sha256": (Mechanism.SHA256_RSA_PKCS_PSS, Mechanism.SHA256, MGF.SHA256),
    "sha384": (Mechanism.SHA384_RSA_PKCS_PSS, Mechanism.SHA384, MGF.SHA384),
    "sha512": (Mechanism.SHA512_RSA_PKCS_PSS, Mechanism.SHA512, MGF.SHA512),
}
_REFUSED: Final = (
    refusals.PinIncorrect,
    refusals.PinInvalid,
    refusals.PinLenRange,
    refusals.PinExpired,
    refusals.PinLocked,
    refusals.UserPinNotInitialized,
    refusals.MechanismInvalid,
    refusals.MechanismParamInvalid,
    refusals.KeyTypeInconsistent,
)
_NOT_THERE: Final = (refusals.NoSuchKey, refusals.MultipleObjectsReturned)
_HANDS: Final[dict[tuple[str, str], ThreadPoolExecutor]] = {}
_GUARD: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """Where a token is: the vendor's module and the token's label; the limit is in seconds."""

    module: Path
    label: str
    answer_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class InToken:
    """Which key of the token, and the PIN that opens it; `key_id` is hexadecimal."""

    key_id: str
    pin: str = field(repr=False)


class TokenKey(KeyHolder):
    """One key in a token."""

    def __init__(self, token: Token, place: InToken, signer: Signer) -> None:
        """Know where the key is; nothing is opened before it is used."""
        self._token = token
        self._place: InToken | None = place
        self._signer = signer

    @property
    @override
    def certificate(self) -> bytes:
        return self._signer.certificate

    @property
    @override
    def chain(self) -> tuple[bytes, ...]:
        return self._signer.chain

    @override
    def sign(self, prepared_pdf: bytes, prepared: Prepared) -> bytes:
        """Sign as the port says.

        Raises:
            HolderUnavailableError: module or token are not there, failing, or too slow.
            HolderRefusedError: the token refuses PIN or algorithm.
            KeyUnusableError: the token holds no such key, or several.
            BadSignatureError: the key is not the certificate's.
        """
        place = self._place
        if place is None:
            raise NoKeyError("the key has been forgotten")
        attributes = self._signer.to_sign(prepared_pdf, prepared)
        made = _within(self._token, lambda: _sign(self._token, place, self._signer, attributes))
        return self._signer.sealed(attributes, made)

    def forget(self) -> None:
        """Drop the PIN; from now on every use raises NoKeyError."""
        self._place = None


def _within(token: Token, call: Callable[[], bytes]) -> bytes:
    """Make a call in the token's own thread and wait no longer than its limit."""
    place = (str(token.module), token.label)
    with _GUARD:
        hands = _HANDS.get(place) or ThreadPoolExecutor(1, thread_name_prefix="token")
        _HANDS[place] = hands
    waiting = hands.submit(call)
    try:
        return waiting.result(token.answer_seconds)
    except TooSlow as slow:
        waiting.cancel()  # one that has not begun must not sign later
        raise HolderUnavailableError("the token is too slow") from slow


def _sign(token: Token, place: InToken, signer: Signer, data: bytes) -> bytes:
    try:
        found = pkcs11.lib(str(token.module)).get_token(token_label=token.label)
        with found.open(user_pin=place.pin) as session:
            key = session.get_key(
                object_class=ObjectClass.PRIVATE_KEY, id=bytes.fromhex(place.key_id)
            )
            if not isinstance(key, SignMixin):
                raise KeyUnusableError("the token's key does not sign")
            return _with(key, signer, data)
    except _REFUSED as error:
        raise HolderRefusedError(type(error).__name__) from error
    except (*_NOT_THERE, ValueError) as error:
        raise KeyUnusableError("the token holds no such key") from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise HolderUnavailableError(type(error).__name__) from error


def _with(key: SignMixin, signer: Signer, data: bytes) -> bytes:
    how: Algorithm = signer.algorithm
    if how.scheme is Scheme.ECDSA and key.key_type is KeyType.EC:
        raw = key.sign(signer.digest(data), mechanism=Mechanism.ECDSA)
        return der_of_ecdsa(raw)
    if how.scheme is Scheme.PSS and key.key_type is KeyType.RSA:
        mechanism, digest, mask = _WITH_PSS[how.digest]
        salt = how.hashed.digest_size
        return key.sign(data, mechanism=mechanism, mechanism_param=(digest, mask, salt))
    if how.scheme is Scheme.PKCS1 and key.key_type is KeyType.RSA:
        return key.sign(data, mechanism=_WITH_PKCS1[how.digest])
    raise KeyUnusableError("the token's key is of another kind")


def der_of_ecdsa(raw: bytes) -> bytes:
    """Return an ECDSA signature given as r and s of one length (PKCS#11, 2.3.1) as DER."""
    half = len(raw) // 2
    return encode_dss_signature(
        int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
    )
