"""A year as tables of months: every day once, in its column, with what the calendar says of it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.pages.calendar_year import months_of
from storage.registers.calendar import CalendarDay, DayKind
from workflows.domain.deadlines import Calendar

years = st.integers(2020, 2040)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(years)
def test_every_day_of_a_year_stands_once_below_its_weekday(year: int) -> None:
    months = months_of(year, [])
    found = [
        (cell.day, column)
        for month in months
        for week in month.weeks
        for column, cell in enumerate(week)
        if cell is not None
    ]
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(length)]
    assert found == [(day, day.weekday()) for day in every]
    assert all(len(week) == 7 for month in months for week in month.weeks)


@given(st.dictionaries(days, st.sampled_from(DayKind), max_size=20))
def test_working_days_are_counted_as_deadlines_count_them(listed: dict[date, DayKind]) -> None:
    lines = [CalendarDay(day, kind, f"tên {day}", "manual") for day, kind in listed.items()]
    off, made_up = (
        frozenset(day for day, kind in listed.items() if kind is wanted) for wanted in DayKind
    )
    known = Calendar(off, made_up)
    for month in months_of(2026, lines):
        cells = [cell for week in month.weeks for cell in week if cell is not None]
        assert month.working_days == sum(known.is_working(cell.day) for cell in cells)
        for cell in cells:
            kind = listed.get(cell.day)
            assert cell.name == (f"tên {cell.day}" if kind else "")
            if kind:
                assert cell.kind == kind.value
