"""Deadlines, votes and posts against the plainest way to say the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.builders import DRAFTER, a_document, an_order, people
from tests.property.plan_player import OFFICERS, PERSONS
from workflows.domain.deadlines import (
    VIETNAM,
    Calendar,
    deadline_after,
    reminder_before,
    working_days_left,
)  # fmt: skip
from workflows.domain.errors import BadVoteError, DomainError
from workflows.domain.lifecycle import NOT_ON_OWN_PAPER, Act, State
from workflows.domain.people import Delegation, Holding, People, Prefix, Role, standings
from workflows.domain.rights import standing_for
from workflows.domain.rounds import Vote, VoteRule, check_vote, passes

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
days = st.dates(FIRST, LAST)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- the strategy adds the zone
calendars = st.builds(Calendar, st.frozensets(days, max_size=12), st.frozensets(days, max_size=6))
votes = st.builds(Vote, *[st.integers(-1, 12)] * 5)


def is_worked(day: date, calendar: Calendar) -> bool:
    if day in calendar.made_up:
        return True
    return day.isoweekday() <= 5 and day not in calendar.days_off


@given(instants, st.integers(1, 10), calendars)
def test_a_deadline_has_exactly_its_working_days_before_it(
    entered: datetime, count: int, calendar: Calendar
) -> None:
    due = deadline_after(entered, count, calendar)
    first = (entered + timedelta(hours=7)).date()
    between = [first + timedelta(days=n) for n in range(1, (due.date() - first).days + 1)]
    assert sum(is_worked(day, calendar) for day in between) == count
    assert is_worked(due.date(), calendar)
    assert (due.hour, due.utcoffset()) == (17, timedelta(hours=7))


@given(instants, st.integers(1, 10), calendars, st.text(max_size=20))
def test_a_reminder_comes_on_the_last_morning(
    entered: datetime, count: int, calendar: Calendar, document_id: str
) -> None:
    due = deadline_after(entered, count, calendar)
    remind = reminder_before(due, document_id)
    assert due.replace(hour=8) <= remind < due.replace(hour=8, minute=25)


@given(instants, instants, calendars)
def test_days_left_are_counted_one_by_one(
    now: datetime, deadline: datetime, calendar: Calendar
) -> None:
    today, last = now.astimezone(VIETNAM).date(), deadline.astimezone(VIETNAM).date()
    low, high = sorted((today, last))
    worked = [d for n in range(366) if low < (d := low + timedelta(days=n)) <= high]
    expected = sum(is_worked(day, calendar) for day in worked)
    assert working_days_left(now, deadline, calendar) == (expected if last >= today else -expected)


@given(votes)
def test_only_counts_that_add_up_are_taken(vote: Vote) -> None:
    parts = (vote.agree, vote.disagree, vote.abstain)
    adds_up = min(parts) >= 0 and 0 < vote.present <= vote.members and sum(parts) == vote.present
    if adds_up:
        check_vote(vote)
    else:
        with pytest.raises(BadVoteError):
            check_vote(vote)


@given(st.integers(1, 50), st.data())
def test_a_vote_passes_by_more_than_half_of_more_than_half(
    members: int, data: st.DataObject
) -> None:
    present = data.draw(st.integers(1, members))
    agree = data.draw(st.integers(0, present))
    vote = Vote(members, present, agree, present - agree, 0)
    half = Fraction(1, 2)
    expected = Fraction(present, members) > half and Fraction(agree, present) > half
    assert passes(vote, VoteRule()) == expected


@given(instants, instants, st.none() | instants, instants, instants)
def test_a_right_counts_from_its_first_instant_and_not_at_its_last(
    at: datetime, since: datetime, until: datetime | None, lent: datetime, back: datetime
) -> None:
    assume(until is None or since < until)
    held = Holding("p", "holder", Role.HEAD, "u", since, until)
    delegation = Delegation("d", "p", "deputy", Prefix.KT, lent, back)
    found = standings(Role.HEAD, "u", at, People((held,), (delegation,)))
    is_held = at >= since and (until is None or at < until)
    is_lent = is_held and lent <= at < back
    expected = ["holder"] * is_held + ["deputy"] * is_lent
    assert [standing.person_id for standing in found] == expected


@given(instants)
def test_a_right_that_is_lent_is_not_lent_on(at: datetime) -> None:
    long_ago, far = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    posts = (
        Holding("p", "holder", Role.HEAD, "u", long_ago),
        Holding("q", "deputy", Role.DEPUTY, "u", long_ago),
    )
    lent = (
        Delegation("d", "p", "deputy", Prefix.KT, long_ago, far),
        Delegation("e", "q", "third", Prefix.TL, long_ago, far),
    )
    found = standings(Role.HEAD, "u", at, People(posts, lent))
    assert {standing.person_id for standing in found} == {"holder", "deputy"}


@given(st.sampled_from(State), st.sampled_from(Act), st.sampled_from(PERSONS), instants)
def test_nobody_acts_on_his_own_paper_where_that_is_forbidden(
    state: State, act: Act, person: str, at: datetime
) -> None:
    doc = a_document(state, drafter_id=person)
    try:
        standing = standing_for(doc, an_order(act, person), at, OFFICERS)
    except DomainError:
        return
    assert standing.person_id == person
    assert act not in NOT_ON_OWN_PAPER


@given(st.sampled_from(State), st.sampled_from(Act), instants)
def test_who_holds_nothing_may_do_nothing(state: State, act: Act, at: datetime) -> None:
    with pytest.raises(DomainError):
        standing_for(a_document(state), an_order(act, "ng-nobody"), at, people())


@given(st.sampled_from(State), st.sampled_from(Act))
def test_before_he_came_nobody_has_a_right(state: State, act: Act) -> None:
    early = datetime(2019, 1, 1, tzinfo=UTC)
    for person in set(PERSONS) - {DRAFTER}:
        with pytest.raises(DomainError):
            standing_for(a_document(state), an_order(act, person), early, OFFICERS)
