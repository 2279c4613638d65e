"""The rule of renewal: whatever a stamp rests on, it is due before the first of it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflows.domain import campaign, commitment, plan, resolution
from workflows.domain.lifecycle import State
from workflows.domain.renewal import RenewalRule, Stamp, Why, stored_in

NAMES = ("sha1", "sha256", "rsa2048", "ec256")
times = st.datetimes(datetime(2020, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- aware by `timezones`
stamps = st.builds(Stamp, times, st.frozensets(st.sampled_from(NAMES)), st.none() | times)
rules = st.builds(
    RenewalRule,
    st.integers(1, 3650).map(lambda days: timedelta(days=days)),
    st.dictionaries(st.sampled_from(NAMES), times),
)


@given(rule=rules, stamp=stamps, at=times)
def test_a_stamp_is_due_exactly_when_something_it_rests_on_ends_soon(
    rule: RenewalRule, stamp: Stamp, at: datetime
) -> None:
    ends = [stamp.ends_at, *(rule.algorithm_ends.get(n, stamp.ends_at) for n in stamp.algorithms)]
    ends.append(stamp.root_ends_at or stamp.ends_at)
    assert (rule.why(stamp, at) is not None) == any(end <= at + rule.ahead for end in ends)


@given(rule=rules, stamp=stamps, at=times, later=st.timedeltas(timedelta(0)))
def test_what_is_due_stays_due_until_it_is_renewed(
    rule: RenewalRule, stamp: Stamp, at: datetime, later: timedelta
) -> None:
    if rule.why(stamp, at) is not None and later < timedelta(days=100_000):
        assert rule.why(stamp, at + later) is not None


@given(rule=rules, old=stamps, new=stamps, at=times)
def test_a_gain_is_a_later_end_so_that_no_two_stamps_gain_on_each_other(
    rule: RenewalRule, old: Stamp, new: Stamp, at: datetime
) -> None:
    assert not (rule.gains(old, new) and rule.gains(new, old))
    assert not rule.gains(old, old)
    if rule.why(old, at) is not None and rule.why(new, at) is None:
        assert rule.gains(old, new)


def test_an_algorithm_is_named_where_it_ends_before_the_authority() -> None:
    at = datetime(2030, 1, 1, tzinfo=UTC)
    rule = RenewalRule(timedelta(days=180), {"sha1": at})
    stamp = Stamp(at + timedelta(days=1000), frozenset({"sha1", "rsa2048"}))
    assert rule.why(stamp, at) is Why.ALGORITHM
    assert rule.why(Stamp(at, frozenset({"rsa2048"})), at) is Why.AUTHORITY
    assert rule.why(None, at) is Why.MISSING
    assert rule.why(replace(stamp, root_ends_at=at - timedelta(days=1)), at) is Why.ROOT


def test_records_are_renewed_wherever_they_are_kept() -> None:
    assert stored_in(plan.LIFECYCLE) == stored_in(resolution.LIFECYCLE) == {State.ARCHIVED}
    assert stored_in(commitment.LIFECYCLE) == {State.ARCHIVED, State.IN_FORCE}
    assert stored_in(campaign.LIFECYCLE) == frozenset()
