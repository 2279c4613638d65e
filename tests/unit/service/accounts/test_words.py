"""Passwords and codes as people type them."""

from __future__ import annotations

import secrets
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.accounts.errors import PasswordUnfitError
from service.accounts.one_time_words import hash_of, new_word, recovery_codes
from service.accounts.password_rules import refuse_unfit
from service.accounts.passwords import hash_password, is_right

GOOD = [
    "con đò sang sông lúc ba giờ",
    "Qu7-x!pZ_w2k",
    "một hai ba bốn năm",
    "correct horse battery",
]


@pytest.mark.parametrize("new", GOOD)
def test_a_long_password_needs_no_signs_or_capitals(new: str) -> None:
    refuse_unfit(new, "cũ", "chuyenvien")


@pytest.mark.parametrize(
    "new",
    [
        "mười một k.",  # eleven characters
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012",
        "abcdefghijklmnop",
        "zyxwvutsrqponml",
        "toi la ChuyenVien day",  # the login
        "mật khẩu cũ đây mà",  # the old one
        "dài " * 251,
    ],
)
def test_a_password_that_is_soon_guessed_is_refused(new: str) -> None:
    with pytest.raises(PasswordUnfitError):
        refuse_unfit(new, "mật khẩu cũ đây mà", "chuyenvien")


def test_a_short_login_may_stand_in_a_password() -> None:
    refuse_unfit("ban đêm trời đầy sao", "cũ", "an")


def test_composed_and_decomposed_letters_are_the_same_password() -> None:
    typed = "mật khẩu của tôi"
    composed, decomposed = (unicodedata.normalize(form, typed) for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert is_right(hash_password(composed), decomposed)
    assert is_right(hash_password(decomposed), composed)
    assert not is_right(hash_password(composed), "mat khau cua toi")


def test_recovery_codes_are_ten_different_ones() -> None:
    words = recovery_codes(secrets.token_bytes)
    assert len(set(words)) == 10
    assert all(len(word) == 19 and word.count("-") == 3 for word in words)


@given(st.binary(min_size=10, max_size=10))
def test_a_recovery_code_is_the_same_however_it_is_typed(taken: bytes) -> None:
    word = new_word(lambda _count: taken)
    for typed in (word.upper(), word.replace("-", ""), f" {word.replace('-', ' ')} "):
        assert hash_of(typed, "p-an") == hash_of(word, "p-an")
    assert hash_of(word, "p-binh") != hash_of(word, "p-an")
    assert word.replace("-", "") not in hash_of(word, "p-an")
