"""Spans that are asked for: not in the past, not empty, not longer than a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from workflows.domain.register_errors import (
    SpanEmptyError,
    SpanOverError,
    SpanPastError,
    SpanTooLongError,
)
from workflows.domain.spans import LONGEST, MINUTE, Span, check_running, meets_any, span_from

if TYPE_CHECKING:
    from workflows.domain.errors import DomainError

NOW = datetime(2026, 11, 2, 5, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_without_a_beginning_it_begins_now() -> None:
    assert span_from(None, NOW + HOUR, NOW) == Span(NOW, NOW + HOUR)


def test_the_minute_that_runs_is_now() -> None:
    typed = NOW.replace(second=0)
    assert span_from(typed, NOW + HOUR, NOW) == Span(NOW, NOW + HOUR)


def test_a_later_beginning_is_kept() -> None:
    assert span_from(NOW + HOUR, NOW + 2 * HOUR, NOW) == Span(NOW + HOUR, NOW + 2 * HOUR)


def test_a_year_is_the_longest() -> None:
    assert span_from(None, NOW + LONGEST, NOW).until == NOW + LONGEST


@pytest.mark.parametrize(
    ("since", "until", "refusal"),
    [
        (NOW - MINUTE, NOW + HOUR, SpanPastError),
        (NOW - HOUR, NOW + HOUR, SpanPastError),
        (None, NOW, SpanEmptyError),
        (NOW + HOUR, NOW + HOUR, SpanEmptyError),
        (NOW + HOUR, NOW - HOUR, SpanEmptyError),
        (None, NOW + LONGEST + timedelta(microseconds=1), SpanTooLongError),
    ],
)
def test_what_cannot_be_asked_for(
    since: datetime | None, until: datetime, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        span_from(since, until, NOW)


def test_spans_that_only_touch_do_not_meet() -> None:
    first, second = Span(NOW, NOW + HOUR), Span(NOW + HOUR, NOW + 2 * HOUR)
    assert not first.meets(second)
    assert not meets_any(first, [second])
    assert meets_any(first, [second, Span(NOW, NOW + MINUTE)])


def test_a_span_that_was_called_off_meets_nothing() -> None:
    assert not Span(NOW + MINUTE, NOW + MINUTE).meets(Span(NOW, NOW + HOUR))


def test_what_is_over_is_not_ended_again() -> None:
    check_running(NOW + MINUTE, NOW)
    with pytest.raises(SpanOverError):
        check_running(NOW, NOW)
