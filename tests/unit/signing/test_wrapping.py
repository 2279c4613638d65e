"""A wrapped key opens with the PIN and the server key together, and with nothing less."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

import pytest

from signing.custody import pkcs12
from signing.custody.wrap import seal, unseal
from signing.errors import KeyUnusableError, WrongPinError

if TYPE_CHECKING:
    from tests.signing_pki import Chancery

SERVER_KEY, OTHER_KEY = bytes(range(32)), bytes(32)
SECRET = b"a private key"


@pytest.fixture(scope="module")
def wrapped() -> bytes:
    return seal(SECRET, "246810", SERVER_KEY, secrets.token_bytes)


def test_pin_and_server_key_together_open_it(wrapped: bytes) -> None:
    assert unseal(wrapped, "246810", SERVER_KEY) == SECRET


@pytest.mark.parametrize("pin", ["246811", "", "２４６８１０", "246810 "])
def test_a_wrong_pin_is_told_with_the_tries_that_remain(wrapped: bytes, pin: str) -> None:
    with pytest.raises(WrongPinError) as refused:
        unseal(wrapped, pin, SERVER_KEY, left=3)
    assert refused.value.left == 3


def test_the_pin_without_the_server_key_opens_nothing(wrapped: bytes) -> None:
    with pytest.raises(KeyUnusableError, match="another server key"):
        unseal(wrapped, "246810", OTHER_KEY)


def test_damage_anywhere_is_told_apart_from_a_wrong_pin(wrapped: bytes) -> None:
    for place in range(0, len(wrapped), 5):
        spoilt = bytearray(wrapped)
        spoilt[place] ^= 1
        with pytest.raises(KeyUnusableError, match="damaged"):
            unseal(bytes(spoilt), "246810", SERVER_KEY)


def test_a_skilful_change_is_noticed_too(wrapped: bytes) -> None:
    """Whoever mends the checksum after a change still lacks the key that seals it."""
    body = bytearray(wrapped[:-32])
    body[-1] ^= 1
    with pytest.raises(KeyUnusableError, match="damaged"):
        unseal(bytes(body) + hashlib.sha256(body).digest(), "246810", SERVER_KEY)


def test_an_absurd_cost_is_not_paid(wrapped: bytes) -> None:
    body = bytearray(wrapped[:-32])
    body[6] = 60  # log2 of scrypt's N
    with pytest.raises(KeyUnusableError, match="version"):
        unseal(bytes(body) + hashlib.sha256(body).digest(), "246810", SERVER_KEY)


@pytest.mark.parametrize("short", [b"", b"x" * 31, b"x" * 33])
def test_a_server_key_has_32_bytes(short: bytes) -> None:
    with pytest.raises(KeyUnusableError, match="32"):
        seal(SECRET, "246810", short, secrets.token_bytes)


def test_nothing_of_the_secret_or_the_keys_stands_in_the_wrapping(wrapped: bytes) -> None:
    assert SECRET not in wrapped
    assert SERVER_KEY not in wrapped
    assert b"246810" not in wrapped


def test_the_same_key_is_wrapped_differently_each_time(wrapped: bytes) -> None:
    assert seal(SECRET, "246810", SERVER_KEY, secrets.token_bytes)[7:60] != wrapped[7:60]


def test_a_pin_is_changed_without_the_files_own_password(chancery: Chancery) -> None:
    first = pkcs12.wrap(chancery.leader.p12("mật khẩu"), "mật khẩu", "246810", SERVER_KEY)
    second = pkcs12.rewrap(first, "246810", "135790", SERVER_KEY)
    assert pkcs12.unlock(second, "135790", SERVER_KEY).certificate == chancery.leader.der
    with pytest.raises(WrongPinError):
        pkcs12.unlock(second, "246810", SERVER_KEY)


@pytest.mark.parametrize("password", ["sai", ""])
def test_a_pkcs12_that_does_not_open_is_not_wrapped(chancery: Chancery, password: str) -> None:
    with pytest.raises(KeyUnusableError, match="password"):
        pkcs12.wrap(chancery.leader.p12("đúng"), password, "246810", SERVER_KEY)


def test_what_is_no_pkcs12_is_not_wrapped() -> None:
    with pytest.raises(KeyUnusableError):
        pkcs12.wrap(b"no", "x", "246810", SERVER_KEY)
