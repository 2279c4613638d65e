"""Choosing another password: the old one is asked for, and every session ends."""

from __future__ import annotations

import pytest

from service.accounts.errors import PasswordsDifferError, PasswordUnfitError, ProofRefusedError
from service.accounts.own_password import NewPassword, change_password
from service.accounts.passwords import is_right
from tests.unit.service.accounts.conftest import AN, PASSWORD, Site

NEW = "con đò sang sông"


def change(site: Site, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> None:
    change_password(site.door.database, "an", NewPassword(old, new, again), site.doing())


def test_the_new_one_is_right_and_the_old_one_is_not(site: Site) -> None:
    before = site.account()
    change(site)
    after = site.account()
    assert is_right(after.password_hash, NEW)
    assert not is_right(after.password_hash, PASSWORD)
    assert after.password_hash.startswith("$argon2id$")
    assert after.session_epoch == before.session_epoch + 1
    assert site.acts_in_the_ledger() == [("change_password", AN)]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"old": "sai"}, ProofRefusedError),
        ({"again": "con đò sang ngang"}, PasswordsDifferError),
        ({"new": "ngắn", "again": "ngắn"}, PasswordUnfitError),
        ({"new": PASSWORD, "again": PASSWORD}, PasswordUnfitError),
    ],
)
def test_what_is_refused_changes_nothing(
    site: Site, typed: dict[str, str], refusal: type[Exception]
) -> None:
    before = site.account()
    with pytest.raises(refusal):
        change(site, **typed)
    after = site.account()
    assert (after.password_hash, after.session_epoch) == (
        before.password_hash,
        before.session_epoch,
    )
    assert site.acts_in_the_ledger() == []


def test_guessing_the_old_one_locks(site: Site) -> None:
    for _ in range(5):
        with pytest.raises(ProofRefusedError):
            change(site, old="sai")
    with pytest.raises(ProofRefusedError):
        change(site)
    site.later(minutes=15)
    change(site)
