"""The calendar of offices: seeded, then corrected by hand, and never overwritten again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from storage.registers.calendar import (
    DayKind,
    add_day,
    add_holidays,
    days,
    listed_days,
    new_holidays,
    remove_day,
    seed_holidays,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SWAPPED, WORKED = date(2026, 8, 31), date(2026, 8, 22)
TET = date(2026, 2, 17)


def test_the_seed_knows_public_holidays_and_swapped_days(conn: Connection) -> None:
    seed_holidays(conn, [2026])
    off, made_up = days(conn, FIRST, LAST)
    assert {TET, date(2026, 4, 30), date(2026, 9, 2), SWAPPED} <= off
    assert made_up == {WORKED}


def test_seeding_again_adds_nothing(conn: Connection) -> None:
    assert seed_holidays(conn, [2026, 2027]) > 20
    assert seed_holidays(conn, [2027, 2026]) == 0
    assert seed_holidays(conn, []) == 0


def test_the_seed_of_a_year_stays_in_that_year(conn: Connection) -> None:
    seed_holidays(conn, [2026])
    everything = listed_days(conn, date(2000, 1, 1), date(2100, 1, 1))
    assert {day.day.year for day in everything} == {2026}


def test_a_day_set_by_hand_survives_the_seed(conn: Connection) -> None:
    add_day(conn, TET, DayKind.MADE_UP, "trực toàn viện")
    seed_holidays(conn, [2026])
    off, made_up = days(conn, TET, TET)
    assert (off, made_up) == (frozenset(), frozenset({TET}))


def test_a_day_is_set_in_place_of_what_it_was(conn: Connection) -> None:
    add_day(conn, TET, DayKind.OFF, "một")
    add_day(conn, TET, DayKind.MADE_UP, "hai")
    (only,) = listed_days(conn, FIRST, LAST)
    assert (only.kind, only.note, only.source) == (DayKind.MADE_UP, "hai", "manual")


def test_a_removed_day_is_what_its_weekday_says(conn: Connection) -> None:
    add_day(conn, TET, DayKind.OFF, "")
    remove_day(conn, TET)
    assert days(conn, FIRST, LAST) == (frozenset(), frozenset())


def test_both_ends_of_a_span_are_in_it(conn: Connection) -> None:
    add_day(conn, FIRST, DayKind.OFF, "")
    add_day(conn, LAST, DayKind.OFF, "")
    assert days(conn, FIRST, LAST)[0] == {FIRST, LAST}
    assert days(conn, date(2026, 1, 2), date(2026, 12, 30))[0] == frozenset()


def test_what_a_seed_would_add_is_told_before_it_is_added(conn: Connection) -> None:
    add_day(conn, TET, DayKind.MADE_UP, "trực toàn viện")
    new = new_holidays(conn, [2026])
    assert TET not in {day.day for day in new}
    assert listed_days(conn, SWAPPED, SWAPPED) == []
    add_holidays(conn, new)
    assert new_holidays(conn, [2026]) == []
    assert [d.day for d in listed_days(conn, FIRST, LAST)] == sorted({TET, *(d.day for d in new)})
