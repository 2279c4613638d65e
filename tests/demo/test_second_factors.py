"""In the demo nobody needs a telephone: one printed secret for all who have no certificate."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.accounts.errors import ProofRefusedError
from service.accounts.proof import Door, Given, by_both
from service.accounts.secret_box import SecretBox, box_of
from service.accounts.sign_in import sign_in
from service.demo import DEMO_PASSWORD, demo_code
from service.demo.organisation import PEOPLE
from service.demo.second_factors import plant
from storage.database import Database
from storage.ledger import ledger
from storage.people import second_factors
from tests.homes import real_clock, settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.stack.layout import Layout

WITHOUT = [person for person in PEOPLE if not person.signs]
MEMBER = "ng-012"


@pytest.fixture
def door(own_home: Layout) -> Iterator[Door]:
    database = Database(own_home.database_url)
    yield Door(database, box_of(settings_in(own_home)))
    database.close()


def test_who_has_no_certificate_has_a_second_factor(door: Door) -> None:
    with door.database.reading() as conn:
        have = {p.person_id for p in PEOPLE if second_factors.is_on(conn, p.person_id)}
    assert have == {person.person_id for person in WITHOUT}
    assert len(have) > 15


def test_the_demo_s_code_proves_each_of_them_once(door: Door) -> None:
    now = real_clock()
    given = Given(DEMO_PASSWORD, demo_code(now))
    for person in WITHOUT[:3]:
        with by_both(door, person.person_id, given, now):
            pass
        with pytest.raises(ProofRefusedError), by_both(door, person.person_id, given, now):
            pass


def test_signing_in_takes_the_password_alone(door: Door) -> None:
    for person in WITHOUT[:3]:
        assert not sign_in(door.database, person.login, DEMO_PASSWORD, real_clock()).needs_code


def test_each_is_in_the_ledger_and_planted_once(door: Door) -> None:
    with door.database.reading() as conn:
        before = ledger.head(conn)
        set_up = [e.person_id for e in ledger.all_entries(conn) if e.act == "set_up_totp"]
    assert sorted(set_up) == sorted(person.person_id for person in WITHOUT)
    assert plant(door.database, door.box, real_clock()) is False
    with door.database.reading() as conn:
        assert ledger.head(conn) == before


def test_who_turned_it_off_keeps_it_off(door: Door) -> None:
    with door.database.writing() as conn:
        second_factors.remove(conn, MEMBER)
    plant(door.database, door.box, real_clock() + timedelta(days=1))
    with door.database.reading() as conn:
        assert not second_factors.is_on(conn, MEMBER)


def test_an_older_home_gets_it_and_what_people_set_up_stays(own_home: Layout) -> None:
    """A home that was planted before there were second factors."""
    database = Database(own_home.database_url)
    with database.writing() as conn:
        for person in WITHOUT:
            second_factors.remove(conn, person.person_id)
        conn.exec_driver_sql("DELETE FROM ledger_entries WHERE act = 'set_up_totp'")
        second_factors.begin(conn, MEMBER, b"his own", real_clock())
    assert plant(database, SecretBox(["k" * 32], secrets.token_bytes), real_clock()) is True
    with database.reading() as conn:
        kept = second_factors.second_factor(conn, MEMBER)
        assert kept is not None
        assert kept.sealed_secret == b"his own"
        assert second_factors.is_on(conn, WITHOUT[0].person_id)
    database.close()
