"""Spans of time that somebody asks for: from now on at the earliest, for a year at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from workflows.domain.register_errors import (
    SpanEmptyError,
    SpanOverError,
    SpanPastError,
    SpanTooLongError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = timedelta(days=366)
MINUTE = timedelta(minutes=1)  # forms speak in minutes, so the minute that runs is not past


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` until just before `until`."""

    since: datetime
    until: datetime

    def meets(self, other: Span) -> bool:
        """Say whether there is an instant in both."""
        since, until = max(self.since, other.since), min(self.until, other.until)
        return since < until


def span_from(since: datetime | None, until: datetime, at: datetime) -> Span:
    """Return the span that is asked for at that instant; without a beginning it begins then.

    Raises:
        SpanPastError: it would begin in the past.
        SpanEmptyError: it would end before it begins.
        SpanTooLongError: longer than a year.
    """
    if since is not None and since <= at - MINUTE:
        raise SpanPastError(since.isoformat())
    begin = at if since is None else max(since, at)
    if until <= begin:
        raise SpanEmptyError(until.isoformat())
    if until - begin > LONGEST:
        raise SpanTooLongError(until.isoformat())
    return Span(begin, until)


def check_running(until: datetime, at: datetime) -> None:
    """Let nobody end twice what has an end.

    Raises:
        SpanOverError: it is over.
    """
    if until <= at:
        raise SpanOverError(until.isoformat())


def meets_any(span: Span, others: Iterable[Span]) -> bool:
    """Say whether one of the others has an instant in common with this one."""
    return any(span.meets(other) for other in others)
