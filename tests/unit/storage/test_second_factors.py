"""Second factors, recovery codes, temporary passwords: what is used is used once, by its owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from storage.errors import DatabaseRefusedError
from storage.people import accounts, persons, recovery_codes, second_factors
from storage.people.second_factors import SecondFactor

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

NOW = datetime(2026, 7, 1, tzinfo=UTC)
HASHES = {"a" * 64, "b" * 64, "c" * 64}


@pytest.fixture
def people(conn: Connection) -> Connection:
    for person_id in ("p-an", "p-binh"):
        persons.add_person(conn, persons.Person(person_id, "Nguyễn Văn"))
        login = person_id.removeprefix("p-")
        accounts.add_account(conn, accounts.Account(person_id, login, "hash"))
    return conn


def on(conn: Connection, person_id: str = "p-an") -> None:
    second_factors.begin(conn, person_id, b"sealed", NOW)
    second_factors.confirm(conn, person_id, NOW, asked_at_sign_in=True)


def test_it_is_begun_confirmed_and_removed(people: Connection) -> None:
    assert second_factors.second_factor(people, "p-an") is None
    second_factors.begin(people, "p-an", b"sealed", NOW)
    begun = SecondFactor("p-an", b"sealed", NOW)
    assert second_factors.second_factor(people, "p-an") == begun
    assert not second_factors.is_on(people, "p-an")
    later = NOW + timedelta(minutes=1)
    second_factors.confirm(people, "p-an", later, asked_at_sign_in=True)
    confirmed = replace(begun, confirmed_at=later, asked_at_sign_in=True)
    assert second_factors.second_factor(people, "p-an") == confirmed
    assert second_factors.is_on(people, "p-an")
    second_factors.remove(people, "p-an")
    assert not second_factors.is_on(people, "p-an")


def test_one_that_was_never_confirmed_is_replaced(people: Connection) -> None:
    second_factors.begin(people, "p-an", b"sealed", NOW)
    second_factors.begin(people, "p-an", b"another", NOW)
    assert second_factors.second_factors(people) == [SecondFactor("p-an", b"another", NOW)]


def test_one_that_is_on_cannot_be_replaced(database: Database) -> None:
    with database.writing() as conn:
        persons.add_person(conn, persons.Person("p-an", "Nguyễn Văn An"))
        on(conn)
    with pytest.raises(DatabaseRefusedError), database.writing() as conn:
        second_factors.begin(conn, "p-an", b"another", NOW)


def test_a_step_is_used_once_and_time_does_not_go_back(people: Connection) -> None:
    on(people)
    on(people, "p-binh")
    steps = (59_000_000, 59_000_000, 58_999_999, 59_000_001)
    used = [second_factors.use_step(people, "p-an", step) for step in steps]
    assert used == [True, False, False, True]
    assert second_factors.use_step(people, "p-binh", 59_000_000)
    assert not second_factors.use_step(people, "p-nobody", 59_000_000)


def test_wrong_codes_are_counted_for_each_person(people: Connection) -> None:
    on(people)
    on(people, "p-binh")
    assert [second_factors.note_failure(people, "p-an") for _ in range(3)] == [1, 2, 3]
    assert second_factors.note_failure(people, "p-binh") == 1
    second_factors.forget_failures(people, "p-an")
    assert second_factors.note_failure(people, "p-an") == 1
    assert second_factors.note_failure(people, "p-nobody") == 0


def test_it_is_sealed_anew_and_asked_for_or_not(people: Connection) -> None:
    on(people)
    second_factors.reseal(people, "p-an", b"anew")
    second_factors.ask_at_sign_in(people, "p-an", is_asked=False)
    found = second_factors.second_factor(people, "p-an")
    assert found is not None
    assert (found.sealed_secret, found.asked_at_sign_in) == (b"anew", False)


def test_a_recovery_code_is_used_once_by_its_owner(people: Connection) -> None:
    recovery_codes.replace_all(people, "p-an", HASHES)
    recovery_codes.replace_all(people, "p-binh", {"d" * 64})
    assert not recovery_codes.use(people, "p-binh", "a" * 64)
    assert [recovery_codes.use(people, "p-an", "a" * 64) for _ in range(2)] == [True, False]
    assert (recovery_codes.left(people, "p-an"), recovery_codes.left(people, "p-binh")) == (2, 1)


def test_new_recovery_codes_end_the_old_ones(people: Connection) -> None:
    recovery_codes.replace_all(people, "p-an", HASHES)
    recovery_codes.replace_all(people, "p-an", {"d" * 64})
    assert not recovery_codes.use(people, "p-an", "a" * 64)
    assert recovery_codes.left(people, "p-an") == 1
    recovery_codes.replace_all(people, "p-an", ())
    assert recovery_codes.left(people, "p-an") == 0


def test_removing_it_removes_its_recovery_codes(people: Connection) -> None:
    on(people)
    recovery_codes.replace_all(people, "p-an", HASHES)
    recovery_codes.replace_all(people, "p-binh", {"d" * 64})
    second_factors.remove(people, "p-an")
    assert recovery_codes.left(people, "p-an") == 0
    assert recovery_codes.left(people, "p-binh") == 1


def test_a_password_is_temporary_until_another_is_set(people: Connection) -> None:
    until = NOW + timedelta(days=3)
    for again in (until, until + timedelta(days=1)):
        accounts.set_password(people, "p-an", "given", again)
        found = accounts.account_of(people, "p-an")
        assert found is not None
        assert (found.password_hash, found.temporary_until) == ("given", again)
        assert accounts.account_by_login(people, "an") == found
    accounts.set_password(people, "p-an", "own")
    found = accounts.account_of(people, "p-an")
    assert found is not None
    assert (found.password_hash, found.temporary_until, found.session_epoch) == ("own", None, 3)


def test_an_erased_person_leaves_none_of_it(people: Connection) -> None:
    on(people)
    recovery_codes.replace_all(people, "p-an", HASHES)
    accounts.set_password(people, "p-an", "given", NOW)
    persons.erase_person(people, "p-an", NOW)
    assert accounts.account_of(people, "p-an") is None
    assert second_factors.second_factor(people, "p-an") is None
    assert recovery_codes.left(people, "p-an") == 0
