"""Posts, delegations and absences at one instant, against the plainest way to say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflows.domain.people import (
    Absence,
    Delegation,
    Holding,
    People,
    Prefix,
    Role,
    standings,
)
from workflows.domain.spans import Span, meets_any

PERSONS, POSTS, UNITS = ("an", "binh", "chi"), ("p", "q"), ("u", "v")
ROLE_OF = {"p": Role.HEAD, "q": Role.DEPUTY}
NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
instants = st.integers(0, 12).map(lambda hours: NOON + timedelta(hours=hours))
persons, units = st.sampled_from(PERSONS), st.sampled_from(UNITS)
spans = st.builds(Span, instants, instants)


def holding(post: str, person: str, unit: str, since: datetime, until: datetime | None) -> Holding:
    return Holding(post, person, ROLE_OF[post], unit, since, until)


holdings = st.builds(
    holding, st.sampled_from(POSTS), persons, units, instants, st.none() | instants
)
delegations = st.builds(
    Delegation, st.just("d"), st.sampled_from(POSTS), persons, st.sampled_from(Prefix), instants,
    instants,
)  # fmt: skip
absences = st.builds(Absence, persons, instants, instants)
some_people = st.builds(
    People,
    st.lists(holdings, max_size=5).map(tuple),
    st.lists(delegations, max_size=5).map(tuple),
    st.lists(absences, max_size=5).map(tuple),
)


@given(some_people, st.sampled_from(list(ROLE_OF.values())), units, instants)
def test_who_acts_is_who_holds_or_was_lent_it_and_is_not_away(
    known: People, role: Role, unit: str, at: datetime
) -> None:
    away = {a.person_id for a in known.absences if a.since <= at < a.until}
    now = [
        h for h in known.holdings if h.since <= at and (h.until is None or at < h.until)
    ]  # of every post
    here = [h for h in now if (h.role, h.unit_id) == (role, unit)]
    own = [(h.person_id, h.post_id, "") for h in here]
    lent = [
        (d.person_id, d.post_id, d.prefix)
        for d in known.delegations
        if d.since <= at < d.until and any(d.post_id == h.post_id for h in here)
    ]
    expected = [one for one in own + lent if one[0] not in away]
    found = standings(role, unit, at, known)
    assert [(s.person_id, s.post_id, s.prefix) for s in found] == expected


@given(some_people, units, instants)
def test_nobody_who_is_away_is_among_them(known: People, unit: str, at: datetime) -> None:
    for role in ROLE_OF.values():
        for standing in standings(role, unit, at, known):
            assert not known.is_away(standing.person_id, at)


@given(some_people, units, instants, persons)
def test_an_absence_takes_away_one_person_and_nobody_else(
    known: People, unit: str, at: datetime, person: str
) -> None:
    back = known.as_if_present(person)
    for role in ROLE_OF.values():
        before = [s for s in standings(role, unit, at, known) if s.person_id != person]
        after = [s for s in standings(role, unit, at, back) if s.person_id != person]
        assert before == after
        everybody = standings(role, unit, at, known.as_if_all_present)
        assert {s.person_id for s in standings(role, unit, at, back)} <= {
            s.person_id for s in everybody
        }


@given(delegations, st.lists(absences, max_size=3).map(tuple), instants)
def test_a_delegation_never_outlives_its_span(
    lent: Delegation, away: tuple[Absence, ...], at: datetime
) -> None:
    posts = tuple(holding(post, "holder", "u", NOON, None) for post in POSTS)
    found = standings(ROLE_OF[lent.post_id], "u", at, People(posts, (lent,), away))
    if at < lent.since or at >= lent.until:
        assert [s.person_id for s in found] == ["holder"]


@given(spans, st.lists(spans, max_size=4))
def test_spans_meet_where_an_hour_is_in_both(span: Span, others: list[Span]) -> None:
    hours = [NOON + timedelta(hours=n) for n in range(13)]
    expected = any(
        span.since <= hour < span.until and other.since <= hour < other.until
        for other in others
        for hour in hours
    )
    assert meets_any(span, others) == expected
