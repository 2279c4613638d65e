"""Secrets at rest: opened by our own key, for their owner, undamaged; else not at all."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.accounts.errors import SecondFactorUnreadableError
from service.accounts.secret_box import SecretBox
from service.errors import SettingInvalidError

OLD, NEW = "an old key that was used for a long time", "a newer key that nobody has seen before"
SECRET = b"12345678901234567890"


def box(*keys: str) -> SecretBox:
    return SecretBox(keys or (NEW,), secrets.token_bytes)


@given(st.binary(max_size=64), st.text(min_size=1, max_size=20))
def test_what_was_sealed_for_somebody_opens_for_him(secret: bytes, owner: str) -> None:
    assert box().open(box().seal(secret, owner), owner) == secret


def test_the_same_secret_never_looks_the_same() -> None:
    sealed = {box().seal(SECRET, "p-an") for _ in range(50)}
    assert len(sealed) == 50
    assert not any(SECRET in each for each in sealed)


def test_a_row_copied_to_another_person_does_not_open() -> None:
    with pytest.raises(SecondFactorUnreadableError):
        box().open(box().seal(SECRET, "p-an"), "p-binh")


def test_another_key_does_not_open() -> None:
    with pytest.raises(SecondFactorUnreadableError, match="not in the file"):
        box(OLD).open(box(NEW).seal(SECRET, "p-an"), "p-an")


@given(st.integers(0, 61), st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, change: int) -> None:
    sealed = bytearray(box().seal(SECRET, "p-an"))
    assert len(sealed) == 62
    sealed[place] ^= change
    with pytest.raises(SecondFactorUnreadableError):
        box().open(bytes(sealed), "p-an")


@pytest.mark.parametrize("sealed", [b"", b"TKSF1\0", b"x" * 62])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SecondFactorUnreadableError):
        box().open(sealed, "p-an")


def test_every_key_of_the_file_opens_and_the_first_seals() -> None:
    before = box(OLD).seal(SECRET, "p-an")
    both = box(NEW, OLD)
    assert both.open(before, "p-an") == SECRET
    after = both.seal(SECRET, "p-an")
    assert box(NEW).open(after, "p-an") == SECRET
    assert (both.is_newest(before), both.is_newest(after)) == (False, True)


@pytest.mark.parametrize("keys", [(), ("short",), (NEW, "short")])
def test_what_is_no_key_is_refused(keys: tuple[str, ...]) -> None:
    with pytest.raises(SettingInvalidError, match="TRINHKY_SECOND_FACTOR_KEY_FILE"):
        SecretBox(keys, secrets.token_bytes)
