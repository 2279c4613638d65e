"""What an administrator does for others: only he, only now, and never without the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.accounts import administration
from service.accounts.administration import ByAdmin
from service.accounts.errors import (
    AccountUnknownError,
    AdminNeededError,
    ProofRefusedError,
    SecondFactorUnreadableError,
    SignInRefusedError,
)
from service.accounts.proof import Door, by_both
from service.accounts.secret_box import SecretBox
from service.accounts.sign_in import sign_in
from service.desk.cabinet import Cabinet, KeyCard
from service.desk.protocol import Purpose
from signing.errors import NoKeyError
from storage.ledger import ledger
from storage.people import recovery_codes
from tests.unit.service.accounts.conftest import ADMIN, AN, BINH, KEY, PASSWORD, Site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NEW_KEY = "a newer key that nobody has seen before"
GIVEN = "mzxw-6ytb-oi7g-4dsl"


def by(site: Site, login: str = "admin") -> ByAdmin:
    site.acts += 1
    return ByAdmin(login, f"act-{site.acts}", site.now)


def lock(site: Site) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            sign_in(site.door.database, "an", "sai", site.now)


def cabinet_with_a_key(folder: Path, site: Site) -> tuple[Cabinet, Path]:
    cabinet = Cabinet(folder)
    card = KeyCard(
        AN, "c" * 64, Purpose.PERSONAL, "", site.now, site.now + timedelta(days=365)
    )  # fmt: skip
    cabinet.put(card, b"wrapped")
    counter = cabinet.counter(card)
    counter.write_bytes(b"5")
    return cabinet, counter


def test_a_lost_second_factor_is_removed_and_sessions_end(site: Site) -> None:
    site.set_up(asked=True)
    epoch = site.account().session_epoch
    administration.reset_totp(site.door.database, "AN", by(site))
    assert site.factor() is None
    assert site.account().session_epoch == epoch + 1
    with site.door.database.reading() as conn:
        assert recovery_codes.left(conn, AN) == 0
    assert not sign_in(site.door.database, "an", PASSWORD, site.now).needs_code


def test_a_password_is_given_for_three_days(site: Site) -> None:
    lock(site)
    until = administration.reset_password(site.door.database, "an", GIVEN, by(site))
    assert until == site.now + timedelta(days=3)
    known = sign_in(site.door.database, "an", GIVEN, site.now)
    assert known.account.temporary_until == until
    with pytest.raises(SignInRefusedError):
        sign_in(site.door.database, "an", PASSWORD, site.now)
    site.now = until
    with pytest.raises(SignInRefusedError):
        sign_in(site.door.database, "an", GIVEN, site.now)


def test_a_given_password_does_not_take_the_second_factor_away(site: Site) -> None:
    site.set_up(asked=True)
    administration.reset_password(site.door.database, "an", GIVEN, by(site))
    assert sign_in(site.door.database, "an", GIVEN, site.now).needs_code


def test_a_locked_account_is_unlocked_before_its_time(site: Site) -> None:
    lock(site)
    administration.unlock(site.door.database, "an", by(site))
    assert sign_in(site.door.database, "an", PASSWORD, site.now).account.person_id == AN


def test_unlocking_forgets_wrong_codes_too(site: Site) -> None:
    site.set_up()
    for _ in range(4):
        with (
            pytest.raises(ProofRefusedError),
            by_both(site.door, AN, site.given(site.wrong()), site.now),
        ):
            pass
    administration.unlock(site.door.database, "an", by(site))
    with pytest.raises(ProofRefusedError), by_both(site.door, AN, site.given("0"), site.now):
        pass
    assert site.account().locked_until is None


def test_a_locked_key_may_be_tried_again(site: Site, tmp_path: Path) -> None:
    cabinet, counter = cabinet_with_a_key(tmp_path / "desk", site)
    assert administration.unlock_key(site.door.database, cabinet, "an", by(site)) == 1
    assert counter.read_bytes() == b"0"


def test_who_has_no_key_has_none_to_unlock(site: Site, tmp_path: Path) -> None:
    cabinet, counter = cabinet_with_a_key(tmp_path / "desk", site)
    with pytest.raises(NoKeyError):
        administration.unlock_key(site.door.database, cabinet, "binh", by(site))
    assert counter.read_bytes() == b"5"
    assert site.acts_in_the_ledger() == []


def test_nobody_else_unlocks_a_key(site: Site, tmp_path: Path) -> None:
    cabinet, counter = cabinet_with_a_key(tmp_path / "desk", site)
    with pytest.raises(AdminNeededError):
        administration.unlock_key(site.door.database, cabinet, "an", by(site, "binh"))
    assert counter.read_bytes() == b"5"


CHANGES: dict[str, Callable[[Site, str, ByAdmin], object]] = {
    "reset_totp": lambda s, login, by_: administration.reset_totp(s.door.database, login, by_),
    "reset_password": lambda s, login, by_: administration.reset_password(
        s.door.database, login, GIVEN, by_
    ),
    "unlock_account": lambda s, login, by_: administration.unlock(s.door.database, login, by_),
}


@pytest.mark.parametrize("act", sorted(CHANGES))
def test_each_is_an_act_of_the_administrator_with_ids_only(site: Site, act: str) -> None:
    CHANGES[act](site, "an", by(site))
    with site.door.database.reading() as conn:
        [entry] = ledger.all_entries(conn)
    assert (entry.act, entry.person_id, entry.document_id) == (act, ADMIN, "")
    assert entry.details == {"person_id": AN}


@pytest.mark.parametrize("act", sorted(CHANGES))
@pytest.mark.parametrize("login", ["binh", "khong-co", ""])
def test_nobody_else_does_it(site: Site, act: str, login: str) -> None:
    before = site.account()
    with pytest.raises(AdminNeededError):
        CHANGES[act](site, "an", by(site, login))
    assert site.account() == before
    assert site.acts_in_the_ledger() == []


def test_who_was_an_administrator_is_none_any_more(site: Site) -> None:
    site.now += timedelta(days=30)
    with pytest.raises(AdminNeededError):
        administration.unlock(site.door.database, "an", by(site))


@pytest.mark.parametrize("act", sorted(CHANGES))
def test_an_unknown_login_is_said(site: Site, act: str) -> None:
    with pytest.raises(AccountUnknownError):
        CHANGES[act](site, "khong-co", by(site))
    assert site.acts_in_the_ledger() == []


def test_a_new_key_takes_over_and_the_old_one_may_go(site: Site) -> None:
    for person_id in (AN, BINH):
        site.set_up(person_id)
    random_bytes = site.door.box.random_bytes
    site.door = Door(site.door.database, SecretBox([NEW_KEY, KEY], random_bytes))
    assert administration.rewrap_totp(site.door, by(site)) == 2
    assert administration.rewrap_totp(site.door, by(site)) == 0
    site.door = Door(site.door.database, SecretBox([NEW_KEY], random_bytes))
    with by_both(site.door, AN, site.given(), site.now):
        pass


def test_where_one_does_not_open_none_is_sealed_anew(site: Site) -> None:
    for person_id in (AN, BINH):
        site.set_up(person_id)
    before = site.factor(AN)
    with site.door.database.writing() as conn:
        conn.exec_driver_sql(
            "UPDATE second_factors SET sealed_secret = x'00' WHERE person_id = 'p-binh'"
        )
    box = SecretBox([NEW_KEY, KEY], site.door.box.random_bytes)
    with pytest.raises(SecondFactorUnreadableError):
        administration.rewrap_totp(Door(site.door.database, box), by(site))
    assert site.factor(AN) == before
