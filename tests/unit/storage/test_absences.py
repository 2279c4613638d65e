"""Absences: for their span, ended early at most, and found from the units they matter to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from storage.errors import DatabaseRefusedError
from storage.people import absences, persons, posts, units
from storage.people.absences import Absence

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

LONG_AGO = datetime(2020, 7, 1, tzinfo=UTC)
NINE, NOON, FIVE = (datetime(2026, 11, 2, hour, tzinfo=UTC) for hour in (9, 12, 17))
MOMENT = timedelta(microseconds=1)
AWAY = Absence("v-1", "p-an", NINE, FIVE, "p-binh", "act-1")


def plant(conn: Connection) -> None:
    """An, head of the department; Bình, lent An's post; Chi, head of another unit."""
    for unit_id in ("u-so", "u-khac"):
        units.add_unit(conn, units.Unit(unit_id, "", "agency", "SỞ", "", "", "SYT", LONG_AGO))
        posts.add_post(conn, posts.Post(f"post-{unit_id}", unit_id, "head", "GIÁM ĐỐC"))
    for person_id in ("p-an", "p-binh", "p-chi"):
        persons.add_person(conn, persons.Person(person_id, f"Tên {person_id}"))
    posts.add_holding(conn, "post-u-so", "p-an", LONG_AGO)
    posts.add_holding(conn, "post-u-khac", "p-chi", LONG_AGO)
    lent = posts.Delegation("d-1", "post-u-so", "p-binh", "KT.", LONG_AGO, FIVE)
    posts.add_delegation(conn, lent)


@pytest.fixture
def office(conn: Connection) -> Connection:
    plant(conn)
    return conn


def test_an_absence_is_kept_as_it_was_noted(office: Connection) -> None:
    absences.add_absence(office, AWAY)
    assert absences.absence(office, "v-1") == AWAY
    assert absences.absence(office, "v-2") is None
    assert absences.absences_of(office, "p-an") == [AWAY]
    assert absences.absences_of(office, "p-binh") == []


@pytest.mark.parametrize(
    ("at", "found"),
    [(NINE - MOMENT, []), (NINE, [AWAY]), (FIVE - MOMENT, [AWAY]), (FIVE, [])],
)
def test_it_holds_from_its_first_instant_and_not_at_its_last(
    office: Connection, at: datetime, found: list[Absence]
) -> None:
    absences.add_absence(office, AWAY)
    assert absences.absences_in(office, ["u-so"], at) == found


def test_who_was_lent_a_post_of_a_unit_matters_to_it_and_who_acts_elsewhere_does_not(
    office: Connection,
) -> None:
    away = [replace(AWAY, absence_id=f"v-{p}", act_id=f"act-{p}", person_id=p)
            for p in ("p-an", "p-binh", "p-chi")]  # fmt: skip
    for one in away:
        absences.add_absence(office, one)
    found = {a.person_id for a in absences.absences_in(office, ["u-so"], NOON)}
    assert found == {"p-an", "p-binh"}
    assert absences.absences_in(office, [], NOON) == []


def test_who_left_a_unit_still_matters_to_it(office: Connection) -> None:
    absences.add_absence(office, AWAY)
    posts.end_holding(office, "post-u-so", "p-an", NINE)
    assert absences.absences_in(office, ["u-so"], NOON) == [AWAY]


def test_an_absence_is_ended_early_and_never_made_longer(office: Connection) -> None:
    absences.add_absence(office, AWAY)
    absences.end_absence(office, "v-1", NOON)
    absences.end_absence(office, "v-1", FIVE)
    assert absences.absence(office, "v-1") == replace(AWAY, until=NOON)
    assert absences.absences_in(office, ["u-so"], NOON) == []


def test_one_that_is_called_off_before_it_begins_never_holds(office: Connection) -> None:
    absences.add_absence(office, AWAY)
    absences.end_absence(office, "v-1", NINE - timedelta(hours=1))
    assert absences.absence(office, "v-1") == replace(AWAY, until=NINE)
    assert absences.absences_in(office, ["u-so"], NINE) == []


def test_what_runs_and_what_is_to_come_is_listed_in_order(office: Connection) -> None:
    later = replace(AWAY, absence_id="v-2", act_id="act-2", since=FIVE, until=FIVE + MOMENT)
    for one in (later, AWAY):
        absences.add_absence(office, one)
    assert absences.absences_after(office, NOON) == [AWAY, later]
    assert absences.absences_after(office, FIVE) == [later]


@pytest.mark.parametrize(
    "wrong", [replace(AWAY, until=NINE - MOMENT), replace(AWAY, person_id="p-nobody")]
)
def test_an_impossible_absence_is_refused(database: Database, wrong: Absence) -> None:
    with database.writing() as conn:
        plant(conn)
    with pytest.raises(DatabaseRefusedError), database.writing() as conn:
        absences.add_absence(conn, wrong)


def test_one_act_notes_one_absence(database: Database) -> None:
    with database.writing() as conn:
        plant(conn)
        absences.add_absence(conn, AWAY)
    with pytest.raises(DatabaseRefusedError), database.writing() as conn:
        absences.add_absence(conn, replace(AWAY, absence_id="v-2"))
