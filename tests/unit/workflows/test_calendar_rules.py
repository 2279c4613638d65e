"""Who keeps the calendar, and which changes of it make sense: by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.unit.workflows.offices import AT, UNITS, an_office
from workflows.domain.calendar_rules import (
    REACH,
    DayChange,
    DayKind,
    check_change,
    check_year,
    keeper_post,
    kind_at,
)
from workflows.domain.deadlines import Calendar, next_working_day
from workflows.domain.errors import AbsentError, DomainError, NoRightError
from workflows.domain.lending import Organisation
from workflows.domain.register_errors import (
    DayNotSetError,
    DayPastError,
    DayTooFarError,
    NothingLeftError,
    OrdinaryDayError,
    TwoKindsError,
)

OFF, MADE_UP = DayKind.OFF, DayKind.MADE_UP
TODAY = date(2026, 11, 2)  # a Monday
SATURDAY, FRIDAY = date(2026, 11, 7), date(2026, 11, 6)
HOLIDAY, SWAPPED = date(2026, 11, 24), date(2026, 11, 28)
KNOWN = Calendar(frozenset({HOLIDAY}), frozenset({SWAPPED}))


def a_holiday_of(days: int) -> Calendar:
    """A calendar with so many days off in a row, from a week after today on."""
    first = TODAY + timedelta(days=7)
    return Calendar(frozenset(first + timedelta(days=n) for n in range(days)))


@pytest.mark.parametrize("person", ["the-thuc", "quan-tri"])
def test_office_and_administrator_of_the_top_agency_keep_it(person: str) -> None:
    assert keeper_post(person, AT, an_office()) == f"post-{person}"


@pytest.mark.parametrize("person", ["giam-doc", "van-thu", "bv-the-thuc", "chuyen-vien", "nobody"])
def test_nobody_else_keeps_it(person: str) -> None:
    with pytest.raises(NoRightError):
        keeper_post(person, AT, an_office())


def test_a_keeper_who_is_away_changes_nothing() -> None:
    with pytest.raises(AbsentError):
        keeper_post("quan-tri", AT, an_office("quan-tri"))


def test_a_top_unit_that_is_no_agency_keeps_nothing() -> None:
    office = an_office()
    units = tuple(replace(u, kind="cell") if u.unit_id == "so" else u for u in UNITS)
    with pytest.raises(NoRightError):
        keeper_post("quan-tri", AT, Organisation(units, office.people))


@pytest.mark.parametrize(
    "change",
    [
        DayChange(FRIDAY, OFF),
        DayChange(TODAY, OFF),
        DayChange(SATURDAY, MADE_UP),
        DayChange(SATURDAY, OFF),
        DayChange(HOLIDAY, MADE_UP, OFF),
        DayChange(HOLIDAY, OFF, OFF),
        DayChange(SWAPPED, OFF, MADE_UP),
        DayChange(SWAPPED, MADE_UP, MADE_UP),
        DayChange(HOLIDAY, None, OFF),
        DayChange(SWAPPED, None, MADE_UP),
        DayChange(date(2031, 12, 31), OFF),
    ],
)
def test_changes_that_make_sense(change: DayChange) -> None:
    check_change(change, TODAY, KNOWN)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (DayChange(TODAY - timedelta(days=1), OFF), DayPastError),
        (DayChange(date(2025, 1, 1), None, OFF), DayPastError),
        (DayChange(date(2032, 1, 1), OFF), DayTooFarError),
        (DayChange(FRIDAY, MADE_UP), OrdinaryDayError),
        (DayChange(HOLIDAY, MADE_UP), TwoKindsError),
        (DayChange(HOLIDAY, OFF), TwoKindsError),
        (DayChange(SWAPPED, OFF, OFF), TwoKindsError),
        (DayChange(FRIDAY, OFF, MADE_UP), TwoKindsError),
        (DayChange(HOLIDAY, None, MADE_UP), TwoKindsError),
        (DayChange(FRIDAY, None), DayNotSetError),
        (DayChange(FRIDAY, None, OFF), DayNotSetError),
    ],
)
def test_changes_that_make_none(change: DayChange, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        check_change(change, TODAY, KNOWN)


def test_a_day_once_made_up_on_a_holiday_may_be_renamed() -> None:
    known = Calendar(made_up=frozenset({HOLIDAY}))
    check_change(DayChange(HOLIDAY, MADE_UP, MADE_UP), TODAY, known)


@pytest.mark.parametrize("length", range(50, 64))
def test_a_calendar_that_was_taken_always_gives_the_next_working_day(length: int) -> None:
    before = a_holiday_of(length)
    day = TODAY + timedelta(days=7 + length)
    try:
        check_change(DayChange(day, OFF), TODAY, before)
    except NothingLeftError:
        return
    after = Calendar(before.days_off | {day})
    for start in range(90):
        assert next_working_day(TODAY + timedelta(days=start), after) > TODAY


def test_two_months_without_work_are_refused_and_not_a_day_sooner() -> None:
    first = TODAY + timedelta(days=7)  # a Monday, behind two days off; the 60th day is a Wednesday
    check_change(DayChange(first + timedelta(days=56), OFF), TODAY, a_holiday_of(56))
    with pytest.raises(NothingLeftError):
        check_change(DayChange(first + timedelta(days=57), OFF), TODAY, a_holiday_of(57))


def test_taking_away_the_last_day_of_work_is_refused_too() -> None:
    worked = TODAY + timedelta(days=5 + 28)  # a Saturday
    known = Calendar(a_holiday_of(90).days_off, frozenset({worked}))
    with pytest.raises(NothingLeftError):
        check_change(DayChange(worked, None, MADE_UP), TODAY, known)


def test_the_reach_is_as_far_as_the_rule_looks() -> None:
    far = Calendar(frozenset(TODAY + timedelta(days=n) for n in range(1, 400)))
    near = Calendar(frozenset(d for d in far.days_off if d - SATURDAY <= REACH))
    for known in (far, near):
        with pytest.raises(NothingLeftError):
            check_change(DayChange(SATURDAY, OFF, OFF), TODAY, known)


@pytest.mark.parametrize(("year", "refusal"), [(2025, DayPastError), (2032, DayTooFarError)])
def test_a_year_that_is_over_or_far_is_not_seeded(year: int, refusal: type[DomainError]) -> None:
    for fine in (2026, 2031):
        check_year(fine, TODAY)
    with pytest.raises(refusal):
        check_year(year, TODAY)


def test_what_a_calendar_says_of_a_day() -> None:
    assert (kind_at(HOLIDAY, KNOWN), kind_at(SWAPPED, KNOWN)) == (OFF, MADE_UP)
    assert kind_at(FRIDAY, KNOWN) is None
