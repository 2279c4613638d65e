"""A task for "trước ngày X" ends with the day before; a unit goes by the day it was granted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.workflows.campaigns import (
    CLINIC,
    HOSPITAL,
    PEOPLE,
    PLANS,
    REPORT,
    TASKS,
    a_campaign,
    a_wish,
)
from workflows.domain.campaign_terms import Term, bound_by, term_of, terms
from workflows.domain.deadlines import end_of, last_day

if TYPE_CHECKING:
    from workflows.domain.document import Adjustment, Campaign, TaskDue

days = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def campaign(*wishes: Adjustment) -> Campaign:
    found = a_campaign(adjustments=wishes).campaign
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("task", "last"),
    [(PLANS, "2027-02-27"), (PEOPLE, "2027-03-31"), (REPORT, "2027-11-29")],
)
def test_before_a_day_is_strictly_before_it(task: TaskDue, last: str) -> None:
    assert term_of(campaign(), task, HOSPITAL).key == last


@given(days, st.booleans())
def test_the_last_day_is_the_day_or_the_one_before(day: date, inclusive: bool) -> None:  # noqa: FBT001 -- a value
    last = last_day(day, is_inclusive=inclusive)
    assert last == (day if inclusive else day - timedelta(days=1))
    assert (end_of(last).date(), end_of(last).hour) == (last, 17)


def test_a_later_day_is_that_units_alone() -> None:
    found = campaign(a_wish(day="2027-03-20"))
    assert term_of(found, PLANS, HOSPITAL) == Term(date(2027, 3, 20))
    assert term_of(found, PLANS, CLINIC) == Term(date(2027, 2, 27))
    assert term_of(found, PEOPLE, HOSPITAL) == Term(date(2027, 3, 31))


def test_what_was_declined_or_not_answered_changes_nothing() -> None:
    declined = a_wish(day="2027-03-20", is_accepted=False)
    for wish in (declined, a_wish(), a_wish(task_id="nv-2", day="2027-04-20")):
        assert term_of(campaign(wish), PLANS, HOSPITAL).key == "2027-02-27"


def test_of_several_grants_the_latest_counts_in_whatever_order() -> None:
    wishes = [
        a_wish(day=day, adjustment_id=day) for day in ("2027-03-20", "2027-04-15", "2027-03-25")
    ]
    assert term_of(campaign(*wishes), PLANS, HOSPITAL).key == "2027-04-15"


def test_the_terms_are_those_that_somebody_goes_by() -> None:
    found = campaign(a_wish(day="2027-03-20"))
    assert [term.key for term in terms(found)] == [
        "2027-02-27", "2027-03-20", "2027-03-31", "2027-11-29",
    ]  # fmt: skip
    assert bound_by(found, "2027-02-27") == ((PLANS, (CLINIC,)),)
    assert bound_by(found, "2027-03-20") == ((PLANS, (HOSPITAL,)),)
    assert bound_by(found, "2027-03-31") == ((PEOPLE, (HOSPITAL, CLINIC)),)
    assert bound_by(found, "2027-01-01") == ()


wishes_made = st.lists(
    st.builds(
        lambda task, unit, day, accepted: a_wish(
            task, unit, day=day.isoformat(), is_accepted=accepted
        ),
        st.sampled_from([task.task_id for task in TASKS]),
        st.sampled_from([HOSPITAL, CLINIC]),
        days,
        st.sampled_from([True, False, None]),
    ),
    max_size=6,
)


@given(wishes_made)
def test_every_unit_is_bound_once_for_every_task_and_never_earlier(
    wishes: list[Adjustment],
) -> None:
    found = campaign(*wishes)
    seen = [
        (t.task_id, u)
        for term in terms(found)
        for t, units in bound_by(found, term.key)
        for u in units
    ]
    assert sorted(seen) == sorted((t.task_id, u) for t in TASKS for u in (HOSPITAL, CLINIC))
    for task in TASKS:
        for unit in (HOSPITAL, CLINIC):
            assert term_of(found, task, unit) >= term_of(campaign(), task, unit)
