"""A code is right once; five failures lock, whatever was wrong and in whatever order."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta

import pytest

from service.accounts import own_second_factor
from service.accounts.errors import ProofRefusedError, SignInRefusedError
from service.accounts.lockout import LOCKED_FOR
from service.accounts.proof import Given, by_both, by_password
from service.accounts.sign_in import Waiting, sign_in, sign_in_by_code
from service.accounts.totp import code_at
from tests.unit.service.accounts.conftest import AN, PASSWORD, Site


def proves(site: Site, given: Given) -> bool:
    try:
        with by_both(site.door, AN, given, site.now):
            return True
    except ProofRefusedError:
        return False


def enters(site: Site, password: str = PASSWORD) -> bool:
    try:
        sign_in(site.door.database, "an", password, site.now)
    except SignInRefusedError:
        return False
    return True


def enters_by_code(site: Site, code: str, since: timedelta = timedelta()) -> bool:
    waiting = Waiting(AN, site.account().session_epoch, site.now - since)
    try:
        sign_in_by_code(site.door, waiting, code, site.now)
    except SignInRefusedError:
        return False
    return True


def test_a_code_is_right_once(site: Site) -> None:
    site.set_up()
    code = site.code()
    assert proves(site, site.given(code))
    assert not proves(site, site.given(code))
    assert not enters_by_code(site, code)


def test_a_code_older_than_one_that_was_used_is_void(site: Site) -> None:
    site.set_up()
    older, newer = site.code(seconds=-30), site.code(seconds=30)
    assert proves(site, site.given(newer))
    assert not proves(site, site.given(older))
    assert not proves(site, site.given())


def test_codes_in_their_order_are_all_right(site: Site) -> None:
    site.set_up()
    assert [proves(site, site.given(site.code(seconds=s))) for s in (-30, 0, 30)] == [True] * 3


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-60, False), (-30, True), (30, True), (60, False)]
)
def test_one_step_of_difference_is_allowed(site: Site, seconds: int, *, counts: bool) -> None:
    site.set_up()
    site.later(minutes=2)
    assert proves(site, site.given(site.code(seconds=seconds))) is counts


def test_of_the_same_code_typed_at_once_one_is_right(site: Site) -> None:
    site.set_up()
    right = []

    def once() -> None:
        right.append(proves(site, given))

    given = site.given()
    threads = [threading.Thread(target=once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(right) == [False, False, False, True]


def test_what_fails_in_the_transaction_gives_the_code_back(site: Site) -> None:
    site.set_up()
    given = site.given()
    with contextlib.suppress(LookupError), by_both(site.door, AN, given, site.now):
        raise LookupError
    assert proves(site, given)


def test_wrong_passwords_and_wrong_codes_count_together(site: Site) -> None:
    site.set_up()
    assert not enters(site, "sai")
    assert not proves(site, site.given(site.wrong()))
    assert not proves(site, site.given(password="sai"))
    with pytest.raises(ProofRefusedError), by_password(site.door.database, AN, "sai", site.now):
        pass
    assert site.account().locked_until is None
    assert not enters_by_code(site, site.wrong())
    assert site.account().locked_until == site.now + LOCKED_FOR


def test_while_locked_nothing_is_right_and_no_code_is_used_up(site: Site) -> None:
    site.set_up()
    for _ in range(5):
        assert not proves(site, site.given(site.wrong()))
    code = site.code()
    assert not proves(site, site.given(code))
    assert not enters(site)
    assert not enters_by_code(site, code)
    site.later(minutes=15)
    assert proves(site, site.given())


def test_a_right_code_forgets_the_failures(site: Site) -> None:
    site.set_up()
    for _ in range(3):
        for _ in range(4):
            assert not proves(site, site.given(site.wrong()))
        assert proves(site, site.given())
        site.later(minutes=1)
    assert site.account().locked_until is None


def test_who_knows_the_password_cannot_forget_wrong_codes_by_signing_in(site: Site) -> None:
    """Else a code could be guessed for ever: four guesses, a sign-in, four guesses ..."""
    site.set_up()
    guesses = 0
    while site.account().locked_until is None:
        assert enters(site)
        assert not proves(site, site.given(site.wrong()))
        guesses += 1
        assert guesses <= 5
    assert guesses == 5
    assert not enters(site)


def test_where_a_code_is_asked_for_the_password_alone_forgets_nothing(site: Site) -> None:
    site.set_up(asked=True)
    for _ in range(4):
        assert enters(site)
        assert not enters_by_code(site, site.wrong())
    assert not enters(site, "sai")
    assert not enters(site)


def test_after_a_lock_codes_count_from_nothing(site: Site) -> None:
    site.set_up()
    for _ in range(5):
        assert not proves(site, site.given(site.wrong()))
    site.later(minutes=16)
    for _ in range(4):
        assert not proves(site, site.given(site.wrong()))
    assert site.account().failed_count == 4
    assert proves(site, site.given())


def test_each_recovery_code_lets_in_once(site: Site) -> None:
    words = site.set_up(asked=True)
    for word in words[:3]:
        assert enters_by_code(site, word.upper())
        assert not enters_by_code(site, word)


def test_the_code_is_waited_for_five_minutes(site: Site) -> None:
    site.set_up(asked=True)
    assert not enters_by_code(site, site.code(), timedelta(minutes=5))
    assert not enters_by_code(site, site.code(), timedelta(minutes=-1))
    assert enters_by_code(site, site.code(), timedelta(minutes=4, seconds=59))


def test_ending_all_sessions_ends_the_waiting_too(site: Site) -> None:
    site.set_up(asked=True)
    waiting = Waiting(AN, site.account().session_epoch - 1, site.now)
    with pytest.raises(SignInRefusedError):
        sign_in_by_code(site.door, waiting, site.code(), site.now)


def test_a_secret_that_is_only_being_set_up_opens_nothing(site: Site) -> None:
    site.set_up(asked=True)
    own_second_factor.turn_off(site.door, site.given(), site.doing())
    own_second_factor.begin(site.door, AN, PASSWORD, site.now)
    secret = own_second_factor.pending_secret(site.door, AN, site.now)
    assert secret is not None
    assert not enters_by_code(site, code_at(secret, site.now))
