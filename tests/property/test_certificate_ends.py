"""The rule of warnings: every certificate is told of before it ends, by the days of Vietnam."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.domain.certificate_ends import Stage, Term, covered_until, days_left, stage_of
from workflows.domain.deadlines import VIETNAM

DAY = timedelta(days=1)
ORDER = [None, Stage.SIXTY, Stage.THIRTY, Stage.SEVEN, Stage.ENDED]
times = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- aware by `timezones`
spans = st.timedeltas(timedelta(0), 1200 * DAY)
terms = st.builds(lambda since, span: Term(since, since + span), times, spans)


@given(until=times, at=times, later=spans)
def test_a_warning_only_grows_more_urgent(until: datetime, at: datetime, later: timedelta) -> None:
    now, then = stage_of(until, at), stage_of(until, at + later)
    assert ORDER.index(now) <= ORDER.index(then)


@given(until=times, at=times)
def test_a_stage_holds_from_its_first_day_in_vietnam(until: datetime, at: datetime) -> None:
    left, stage = days_left(until, at), stage_of(until, at)
    assert (stage is None) == (at <= until and left > 60)
    assert (stage is Stage.ENDED) == (at > until)
    assert (stage is Stage.SEVEN) == (at <= until and left <= 7)


@given(until=times, at=times)
def test_the_zone_in_which_an_instant_is_written_changes_nothing(
    until: datetime, at: datetime
) -> None:
    local = until.astimezone(VIETNAM)
    assert stage_of(local, at.astimezone(VIETNAM)) == stage_of(until, at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    assert days_left(midnight, at) == days_left(until, at)


@given(until=times, hour=st.integers(0, 23), days=st.sampled_from([60, 30, 7]))
def test_whoever_looks_once_a_day_sees_every_stage(until: datetime, hour: int, days: int) -> None:
    """At any hour of the sixtieth, thirtieth and seventh day before, by Vietnam's calendar."""
    day = until.astimezone(VIETNAM) - timedelta(days=days)
    looked = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    assert stage_of(until, looked) == Stage(str(days))
    assert stage_of(until, looked - DAY) == ORDER[ORDER.index(Stage(str(days))) - 1]


@given(many=st.lists(terms, max_size=5), new=terms, at=times)
def test_another_certificate_never_brings_the_end_nearer(
    many: list[Term], new: Term, at: datetime
) -> None:
    before, after = covered_until(many, at), covered_until([*many, new], at)
    assert before is None or (after is not None and after >= before)


@given(many=st.lists(terms, max_size=5), at=times)
def test_the_order_and_what_was_withdrawn_do_not_count(many: list[Term], at: datetime) -> None:
    gone = [replace(term, withdrawn=at) for term in many]
    assert covered_until(list(reversed(many)), at) == covered_until(many, at)
    assert covered_until([*many, *gone], at) == covered_until(many, at)
    assert covered_until(gone, at) is None


@given(old=terms, span=spans)
def test_a_renewal_that_follows_without_a_gap_ends_the_warning(old: Term, span: timedelta) -> None:
    at = max(old.until - 3 * DAY, old.since)
    new = Term(old.until - DAY / 2, old.until + 90 * DAY + span)
    late = replace(new, since=old.until + DAY)
    assert stage_of(covered_until([old, new], at) or at, at) is None
    assert covered_until([old, late], at) == old.until


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        ("2026-11-30T16:59:59+00:00", Stage.THIRTY),  # 23:59 in Hà Nội
        ("2026-11-30T17:00:00+00:00", Stage.SEVEN),  # midnight there
        ("2026-12-07T23:00:00+00:00", Stage.SEVEN),
        ("2026-12-07T23:00:01+00:00", Stage.ENDED),
    ],
)
def test_the_day_begins_at_midnight_in_hanoi(at: str, stage: Stage) -> None:
    until = datetime(2026, 12, 7, 23, tzinfo=UTC)  # the 8th in Hà Nội
    assert stage_of(until, datetime.fromisoformat(at)) is stage
