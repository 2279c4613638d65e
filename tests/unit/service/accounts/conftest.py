"""An installation with three accounts: somebody, somebody else, and an administrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from service.accounts import own_second_factor
from service.accounts.acts import Doing
from service.accounts.proof import Door, Given
from service.accounts.secret_box import SecretBox
from service.accounts.totp import code_at
from storage.database import Database
from storage.ledger import ledger
from storage.migrate import migrate
from storage.people import accounts, persons, posts, second_factors, units
from tests.cheap_words import cheap_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.people.accounts import Account
    from storage.people.second_factors import SecondFactor

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PASSWORD = "mật khẩu để thử"
PASSWORD_HASH = cheap_hash(PASSWORD)
AN, BINH, ADMIN = "p-an", "p-binh", "p-admin"
KEY = "a key of this test, and of nothing else"
WRONG = "000000"


@dataclass
class Site:
    """The accounts behind one door, and a clock that the test moves."""

    door: Door
    now: datetime = NOW
    acts: int = 0
    secrets: dict[str, bytes] = field(default_factory=dict)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def doing(self, person_id: str = AN) -> Doing:
        self.acts += 1
        return Doing(f"act-{self.acts}", person_id, self.now, "test")

    def set_up(self, person_id: str = AN, *, asked: bool = False) -> tuple[str, ...]:
        """Turn a second factor on as its owner would; a minute passes."""
        own_second_factor.begin(self.door, person_id, PASSWORD, self.now)
        secret = own_second_factor.pending_secret(self.door, person_id, self.now)
        assert secret is not None
        self.secrets[person_id] = secret
        words = own_second_factor.confirm(
            self.door, self.code(person_id), self.doing(person_id), asked_at_sign_in=asked
        )
        self.later(minutes=1)
        return words

    def code(self, person_id: str = AN, seconds: float = 0) -> str:
        """What the person's telephone shows, so many seconds from now."""
        return code_at(self.secrets[person_id], self.now + timedelta(seconds=seconds))

    def given(self, code: str | None = None, password: str = PASSWORD) -> Given:
        return Given(password, self.code() if code is None else code)

    def wrong(self, person_id: str = AN) -> str:
        """A code that is none of those that count now."""
        right = {self.code(person_id, seconds) for seconds in (-30, 0, 30)}
        return next(code for code in ("111111", "222222", "333333", "444444") if code not in right)

    def account(self, person_id: str = AN) -> Account:
        with self.door.database.reading() as conn:
            found = accounts.account_of(conn, person_id)
        assert found is not None
        return found

    def factor(self, person_id: str = AN) -> SecondFactor | None:
        with self.door.database.reading() as conn:
            return second_factors.second_factor(conn, person_id)

    def acts_in_the_ledger(self) -> list[tuple[str, str]]:
        with self.door.database.reading() as conn:
            assert ledger.verify(conn)
            return [(entry.act, entry.person_id) for entry in ledger.all_entries(conn)]


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "trinhky.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    since = NOW - timedelta(days=400)
    with database.writing() as conn:
        units.add_unit(conn, units.Unit("u-so", "", "agency", "Sở Y tế", "", "", "SYT", since))
        for role in ("admin", "head"):
            posts.add_post(conn, posts.Post(f"post-{role}", "u-so", role, role))
        for person_id in (AN, BINH, ADMIN):
            persons.add_person(conn, persons.Person(person_id, f"Tên {person_id}"))
            login = person_id.removeprefix("p-")
            accounts.add_account(conn, accounts.Account(person_id, login, PASSWORD_HASH))
        posts.add_holding(conn, "post-admin", ADMIN, since, NOW + timedelta(days=30))
        posts.add_holding(conn, "post-head", BINH, since)
    database.close()
    return path


@pytest.fixture
def site(planted: Path, tmp_path: Path) -> Iterator[Site]:
    own = tmp_path / "trinhky.db"
    own.write_bytes(planted.read_bytes())
    database = Database(f"sqlite:///{own}")
    yield Site(Door(database, SecretBox([KEY], secrets.token_bytes)))
    database.close()
