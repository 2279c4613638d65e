"""When it is told that a certificate ends: sixty, thirty and seven days ahead, and afterwards.

Days are those of the calendar in Vietnam, whatever the hour. A certificate that follows without a
gap ends the warning; one that was taken out of use on purpose gives none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Collection


class Stage(StrEnum):
    """How near the end is; each stage holds until the next begins."""

    SIXTY = "60"
    THIRTY = "30"
    SEVEN = "7"
    ENDED = "ended"


FROM_DAYS: Final = ((7, Stage.SEVEN), (30, Stage.THIRTY), (60, Stage.SIXTY))


@dataclass(frozen=True, slots=True)
class Term:
    """How long one certificate of an owner is good: its own term, and when it was withdrawn."""

    since: datetime  # aware, as all here
    until: datetime  # included, as X.509 has it
    withdrawn: datetime | None = None

    def counts_at(self, at: datetime) -> bool:
        """Say whether nobody has taken it out of use by then."""
        return self.withdrawn is None or self.withdrawn > at


def days_left(until: datetime, at: datetime) -> int:
    """Return how many midnights of Vietnam lie between now and the end."""
    return (until.astimezone(VIETNAM).date() - at.astimezone(VIETNAM).date()).days


def stage_of(until: datetime, at: datetime) -> Stage | None:
    """Return the stage that holds for something that ends then; None while it is far."""
    if at > until:
        return Stage.ENDED
    left = days_left(until, at)
    return next((stage for most, stage in FROM_DAYS if left <= most), None)


def covered_until(terms: Collection[Term], at: datetime) -> datetime | None:
    """Return until when an owner can sign without a gap; in the past where he no longer can.

    None where nothing of his has begun, or all of it was withdrawn.
    """
    counted = sorted((t for t in terms if t.counts_at(at)), key=lambda term: term.since)
    end: datetime | None = None
    for term in counted:
        if term.since > at and (end is None or term.since > end):
            break
        end = term.until if end is None else max(end, term.until)
    return end
