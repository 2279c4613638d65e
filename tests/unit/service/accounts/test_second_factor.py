"""A second factor from its first code to its end, and who may do what to it."""

from __future__ import annotations

import pytest

from service.accounts import own_second_factor
from service.accounts.errors import (
    CodeWrongError,
    ProofRefusedError,
    SecondFactorNeededError,
    SecondFactorOnError,
    SecondFactorUnreadableError,
)
from service.accounts.proof import Door, by_both
from service.accounts.secret_box import SecretBox
from storage.people import recovery_codes
from tests.unit.service.accounts.conftest import AN, BINH, PASSWORD, Site


def begun(site: Site) -> bytes:
    own_second_factor.begin(site.door, AN, PASSWORD, site.now)
    secret = own_second_factor.pending_secret(site.door, AN, site.now)
    assert secret is not None
    site.secrets[AN] = secret
    return secret


def confirm(site: Site, code: str) -> tuple[str, ...]:
    return own_second_factor.confirm(site.door, code, site.doing(), asked_at_sign_in=True)


def test_it_is_on_after_its_first_code_and_not_before(site: Site) -> None:
    begun(site)
    factor = site.factor()
    assert factor is not None
    assert not factor.is_on
    words = confirm(site, site.code())
    factor = site.factor()
    assert factor is not None
    assert (factor.is_on, factor.asked_at_sign_in) == (True, True)
    assert len(words) == 10


def test_the_secret_is_nowhere_in_clear(site: Site) -> None:
    secret = begun(site)
    words = confirm(site, site.code())
    with site.door.database.reading() as conn:
        stored = b"".join(
            bytes(str(cell), "utf-8") if not isinstance(cell, bytes) else cell
            for table in ("second_factors", "recovery_codes", "ledger_entries")
            for row in conn.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 -- names above
            for cell in row
        )
    assert len(stored) > 500
    assert secret not in stored
    assert not any(word.encode() in stored for word in words)


def test_a_wrong_first_code_leaves_it_waiting(site: Site) -> None:
    secret = begun(site)
    with pytest.raises(CodeWrongError):
        confirm(site, site.wrong())
    assert own_second_factor.pending_secret(site.door, AN, site.now) == secret
    confirm(site, site.code())


def test_a_secret_that_was_shown_a_quarter_of_an_hour_ago_is_void(site: Site) -> None:
    begun(site)
    site.later(minutes=15)
    assert own_second_factor.pending_secret(site.door, AN, site.now) is None
    with pytest.raises(CodeWrongError):
        confirm(site, site.code())


def test_beginning_again_makes_another_secret(site: Site) -> None:
    assert begun(site) != begun(site)


def test_the_password_is_asked_for_before_a_secret_is_made(site: Site) -> None:
    with pytest.raises(ProofRefusedError):
        own_second_factor.begin(site.door, AN, "sai", site.now)
    assert site.factor() is None
    assert site.account().failed_count == 1


def test_one_that_is_on_is_not_replaced(site: Site) -> None:
    site.set_up()
    before = site.factor()
    with pytest.raises(SecondFactorOnError):
        own_second_factor.begin(site.door, AN, PASSWORD, site.now)
    with pytest.raises(CodeWrongError):
        confirm(site, site.code())
    assert site.factor() == before
    assert own_second_factor.pending_secret(site.door, AN, site.now) is None


def test_the_first_code_is_used_up(site: Site) -> None:
    begun(site)
    code = site.code()
    confirm(site, code)
    with pytest.raises(ProofRefusedError), by_both(site.door, AN, site.given(code), site.now):
        pass


@pytest.mark.parametrize("by_recovery", [False, True])
def test_it_is_turned_off_by_password_and_code_or_recovery_code(
    site: Site, *, by_recovery: bool
) -> None:
    words = site.set_up()
    code = words[3] if by_recovery else site.code()
    own_second_factor.turn_off(site.door, site.given(code), site.doing())
    assert site.factor() is None
    with site.door.database.reading() as conn:
        assert recovery_codes.left(conn, AN) == 0


@pytest.mark.parametrize("part", ["password", "code"])
def test_either_alone_changes_nothing(site: Site, part: str) -> None:
    site.set_up()
    code = site.wrong() if part == "code" else None
    given = site.given(code, "sai" if part == "password" else PASSWORD)
    for change in (
        lambda: own_second_factor.turn_off(site.door, given, site.doing()),
        lambda: own_second_factor.new_recovery_codes(site.door, given, site.doing()),
        lambda: own_second_factor.ask_at_sign_in(site.door, given, site.doing(), is_asked=True),
    ):
        with pytest.raises(ProofRefusedError):
            change()
    factor = site.factor()
    assert factor is not None
    assert (factor.is_on, factor.asked_at_sign_in) == (True, False)
    assert site.account().failed_count == 3


def test_new_recovery_codes_end_the_old_ones(site: Site) -> None:
    old = site.set_up()
    new = own_second_factor.new_recovery_codes(site.door, site.given(), site.doing())
    assert not set(old) & set(new)
    with pytest.raises(ProofRefusedError):
        own_second_factor.turn_off(site.door, site.given(old[0]), site.doing())
    own_second_factor.turn_off(site.door, site.given(new[0]), site.doing())


def test_a_recovery_code_does_not_make_new_ones(site: Site) -> None:
    words = site.set_up()
    with pytest.raises(ProofRefusedError):
        own_second_factor.new_recovery_codes(site.door, site.given(words[0]), site.doing())


def test_one_s_own_code_is_nobody_else_s(site: Site) -> None:
    words = site.set_up()
    site.set_up(BINH)
    for code in (site.code(AN), words[0]):
        with (
            pytest.raises(ProofRefusedError),
            by_both(site.door, BINH, site.given(code), site.now, takes_recovery=True),
        ):
            pass


def test_who_has_none_is_told_so_and_nothing_is_counted(site: Site) -> None:
    with (
        pytest.raises(SecondFactorNeededError),
        by_both(site.door, AN, site.given("123456"), site.now),
    ):
        pass
    assert site.account().failed_count == 0


def test_with_another_key_file_nobody_s_code_is_guessed_at(site: Site) -> None:
    site.set_up()
    other = SecretBox(["another key than the one that was used"], site.door.box.random_bytes)
    with (
        pytest.raises(SecondFactorUnreadableError),
        by_both(Door(site.door.database, other), AN, site.given(), site.now),
    ):
        pass
    assert site.account().failed_count == 0


def test_each_change_is_an_act_of_the_ledger_by_its_owner(site: Site) -> None:
    site.set_up()
    own_second_factor.ask_at_sign_in(site.door, site.given(), site.doing(), is_asked=True)
    site.later(minutes=1)
    own_second_factor.ask_at_sign_in(site.door, site.given(), site.doing(), is_asked=False)
    site.later(minutes=1)
    own_second_factor.new_recovery_codes(site.door, site.given(), site.doing())
    site.later(minutes=1)
    own_second_factor.turn_off(site.door, site.given(), site.doing())
    assert site.acts_in_the_ledger() == [
        ("set_up_totp", AN), ("ask_totp_at_sign_in", AN), ("do_not_ask_totp_at_sign_in", AN),
        ("new_recovery_codes", AN), ("turn_off_totp", AN),
    ]  # fmt: skip
