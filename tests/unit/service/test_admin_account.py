"""`trinhky admin account` on a planted home, as an administrator types it."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from service.accounts.errors import SignInRefusedError
from service.accounts.secret_box import box_of
from service.accounts.sign_in import sign_in
from service.demo import DEMO_PASSWORD
from service.desk.cabinet import Cabinet
from storage.database import Database
from storage.ledger import ledger
from storage.people import second_factors
from tests.homes import real_clock, settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.stack.layout import Layout

MEMBER, MEMBER_ID = "dangvien1", "ng-012"
DIRECTOR, DIRECTOR_ID = "giamdoc", "ng-001"


@pytest.fixture
def database(own_home: Layout) -> Iterator[Database]:
    opened = Database(own_home.database_url)
    yield opened
    opened.close()


def typed(
    *words: str, home: Layout, surroundings: Mapping[str, str], admin: str = "quantri"
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service.cli", "admin", "account", *words, "--as", admin]
    own = {**surroundings, "TRINHKY_HOME": str(home.home)}
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False)


def last_act(database: Database) -> tuple[str, str, str]:
    with database.reading() as conn:
        entry = list(ledger.all_entries(conn))[-1]
    return entry.act, entry.person_id, str(entry.details.get("person_id", ""))


def test_a_one_time_password_is_printed_and_lets_in(
    own_home: Layout, database: Database, surroundings: Mapping[str, str]
) -> None:
    told = typed("reset-password", MEMBER, home=own_home, surroundings=surroundings)
    assert told.returncode == 0, told.stderr
    found = re.search(r"dangvien1: ([a-z2-7]{4}(-[a-z2-7]{4}){3})\n", told.stdout)
    assert found is not None, told.stdout
    known = sign_in(database, MEMBER, found.group(1), real_clock())
    assert known.account.temporary_until is not None
    assert last_act(database) == ("reset_password", "ng-019", MEMBER_ID)
    with pytest.raises(SignInRefusedError):
        sign_in(database, MEMBER, DEMO_PASSWORD, real_clock())


def test_a_second_factor_is_reset(
    own_home: Layout, database: Database, surroundings: Mapping[str, str]
) -> None:
    with database.reading() as conn:
        assert second_factors.is_on(conn, MEMBER_ID)
    told = typed("reset-totp", MEMBER, home=own_home, surroundings=surroundings)
    assert (told.returncode, "Đã bỏ xác thực hai lớp" in told.stdout) == (0, True), told.stderr
    with database.reading() as conn:
        assert not second_factors.is_on(conn, MEMBER_ID)
    assert last_act(database) == ("reset_totp", "ng-019", MEMBER_ID)


def test_an_account_and_a_key_are_unlocked(
    own_home: Layout, database: Database, surroundings: Mapping[str, str]
) -> None:
    assert typed("unlock", MEMBER, home=own_home, surroundings=surroundings).returncode == 0
    assert last_act(database) == ("unlock_account", "ng-019", MEMBER_ID)
    cabinet = Cabinet(own_home.desk)
    [card] = cabinet.cards(DIRECTOR_ID)
    cabinet.counter(card).write_bytes(b"5")
    told = typed("unlock-key", DIRECTOR, home=own_home, surroundings=surroundings)
    assert (told.returncode, "1 khóa ký" in told.stdout) == (0, True), told.stderr
    assert cabinet.counter(card).read_bytes() == b"0"
    assert last_act(database) == ("unlock_key", "ng-019", DIRECTOR_ID)


def test_the_key_of_second_factors_is_changed(
    own_home: Layout, database: Database, surroundings: Mapping[str, str]
) -> None:
    file = own_home.second_factor_key
    old = file.read_text(encoding="ascii")
    new = "n" * 43
    file.write_text(f"{new}\n{old}\n", encoding="ascii")
    told = typed("rewrap-totp", home=own_home, surroundings=surroundings)
    assert told.returncode == 0, told.stderr
    file.write_text(new, encoding="ascii")
    box = box_of(settings_in(own_home))
    with database.reading() as conn:
        sealed = second_factors.second_factors(conn)
    assert len(sealed) > 10
    assert len({box.open(each.sealed_secret, each.person_id) for each in sealed}) == 1


@pytest.mark.parametrize(
    ("words", "admin", "code"),
    [
        (("unlock", MEMBER), "giamdoc", "account.admin_needed"),
        (("unlock", "khong-co"), "quantri", "account.unknown"),
        (("unlock-key", MEMBER), "quantri", "desk.no_key"),
    ],
)
def test_a_refusal_is_said_with_its_code(
    own_home: Layout, surroundings: Mapping[str, str], words: tuple[str, str], admin: str, code: str
) -> None:
    told = typed(*words, home=own_home, surroundings=surroundings, admin=admin)
    assert told.returncode == 1
    assert f"[{code}]" in told.stderr
    assert "Traceback" not in told.stderr


def test_without_a_database_none_is_made(home: Layout, surroundings: Mapping[str, str]) -> None:
    told = typed("unlock", MEMBER, home=home, surroundings=surroundings)
    assert (told.returncode, "[database.missing]" in told.stderr) == (1, True)
    assert not home.database.exists()
