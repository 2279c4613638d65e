"""A campaign's form and its content are one: what was typed comes back, days move by years."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates import catalog
from service.campaigns.form import (
    SPARE_TASKS,
    CampaignForm,
    TaskBox,
    content_from,
    day_from,
    form_from,
    form_of,
    moved,
    shifted,
    years_ahead,
)
from service.gateway import RefusedError

CONTENT: dict[str, Any] = dict(catalog.sample(catalog.current("dot")))
UNITS = {unit["unit_id"]: unit["name"] for unit in CONTENT["participants"]}
days = st.dates(date(1990, 1, 1), date(2080, 12, 31))


def fields_of(form: CampaignForm) -> dict[str, str]:
    """Return what a browser sends of a form nobody touched."""
    sent = {"title": form.title, "begins": form.begins, "ends": form.ends}
    for index, box in enumerate(form.tasks):
        name = f"task-{index}-"
        sent |= {
            f"{name}id": box.id, f"{name}what": box.what, f"{name}day": box.day,
            f"{name}asks": box.asks, f"{name}paragraph": box.paragraph,
        }  # fmt: skip
        ticks = (("inclusive", box.is_inclusive), ("confirmed", box.is_confirmed))
        sent |= {f"{name}{tick}": "1" for tick, is_set in ticks if is_set}
    return sent


def a_form(*boxes: TaskBox, ends: str = "2020-12-31") -> CampaignForm:
    return CampaignForm("Đợt", "2020-01-01", ends, boxes, frozenset())


def test_a_form_nobody_touched_is_the_content_it_came_from() -> None:
    form = form_of(CONTENT)
    assert len(form.tasks) == len(CONTENT["tasks"]) + SPARE_TASKS
    sent = form_from(fields_of(form), form.participants)
    assert sent == form
    assert content_from(sent, CONTENT, UNITS) == CONTENT


def test_a_new_task_gets_an_id_never_used() -> None:
    form = a_form(TaskBox("nv-1", "a"), TaskBox("", "b"), TaskBox("nv-3", "c"), TaskBox("", "d"))
    tasks = content_from(form, CONTENT, UNITS)["tasks"]
    assert [task["id"] for task in tasks] == ["nv-1", "nv-2", "nv-3", "nv-4"]


def test_an_empty_or_dropped_box_is_no_task() -> None:
    form = a_form(
        TaskBox(), TaskBox("nv-1", "a", is_dropped=True), TaskBox("nv-2", day="2020-02-01")
    )
    assert [task["id"] for task in content_from(form, CONTENT, UNITS)["tasks"]] == ["nv-2"]


def test_units_that_may_not_take_part_are_left_out() -> None:
    form = form_from({"begins": "2020-01-01", "ends": "2020-01-02"}, ["dv-x", *list(UNITS)[:1]])
    found = content_from(form, CONTENT, UNITS)["participants"]
    assert [unit["unit_id"] for unit in found] == list(UNITS)[:1]


def test_what_a_select_never_offered_is_not_taken() -> None:
    sent = {"task-0-what": "x", "task-0-asks": "office|ke-hoach"}
    assert form_from(sent, []).tasks[0].asks == "unit|"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-02-28", "2027-02-28"),
        ("28/02/2027", "2027-02-28"),
        ("1/3/2027", "2027-03-01"),
        ("", ""),
    ],
)
def test_a_day_is_read_as_a_browser_sends_it_and_as_people_write_it(typed: str, day: str) -> None:
    assert day_from(typed) == day


@pytest.mark.parametrize("typed", ["29/02/2027", "2027-13-01", "hôm nay", "28-02-2027", "28/2"])
def test_another_day_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError, match=r"campaign\.date_unreadable"):
        day_from(typed)


@given(days, st.integers(-50, 50).filter(bool))
def test_a_day_moves_by_whole_years_and_stays_in_its_month(day: date, years: int) -> None:
    found = date.fromisoformat(moved(day.isoformat(), years))
    assert (found.year, found.month) == (day.year + years, day.month)
    assert found.day == day.day or (day.month, day.day, found.day) == (2, 29, 28)


@given(days, st.integers(1, 50))
def test_there_and_back_again(day: date, years: int) -> None:
    there = moved(day.isoformat(), years)
    back = date.fromisoformat(moved(there, -years))
    assert back == day or (day.month, day.day) == (2, 29)


def test_moving_takes_every_confirmation_of_a_day_away() -> None:
    form = a_form(
        TaskBox("a", "x", "2020-02-28", is_confirmed=True), TaskBox("b", "y", is_confirmed=True)
    )
    found = shifted(form, "7")
    assert [(box.day, box.is_confirmed) for box in found.tasks] == [
        ("2027-02-28", False), ("", True),
    ]  # fmt: skip
    assert (found.begins, found.ends) == ("2020-01-01", "2027-12-31")


@pytest.mark.parametrize("years", ["8000", "0", "101", "một"])
def test_years_that_lead_nowhere_are_refused(years: str) -> None:
    with pytest.raises(RefusedError, match=r"campaign\.years_unreadable"):
        shifted(a_form(ends="9990-01-01"), years)


@pytest.mark.parametrize(
    ("first", "today", "years"),
    [
        ("2020-02-28", date(2026, 11, 25), 7), ("2020-12-01", date(2026, 11, 25), 6),
        ("2020-11-25", date(2026, 11, 25), 6), ("2027-01-01", date(2026, 11, 25), 1),
        ("nonsense", date(2026, 11, 25), 1),
    ],
)  # fmt: skip
def test_the_years_that_are_offered_bring_the_first_deadline_ahead(
    first: str, today: date, years: int
) -> None:
    form = a_form(TaskBox("a", "x", first), TaskBox("b", "y", "2090-01-01"), TaskBox())
    assert years_ahead(form, today) == years
