"""The comment round: how comments are answered and when a vote agrees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflows.domain.errors import BadVoteError


class Answer(StrEnum):
    """How a comment ends; the last two need an explanation."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    DECLINED = "declined"


NEEDS_EXPLANATION = frozenset({Answer.PARTLY, Answer.DECLINED})


@dataclass(frozen=True, slots=True)
class VoteRule:
    """More than `quorum` of the members present, more than `majority` of these agree (ratios)."""

    quorum_over: float = 0.5
    majority_over: float = 0.5


@dataclass(frozen=True, slots=True)
class Vote:
    """A roll call and a vote, as counted by the secretary."""

    members: int
    present: int
    agree: int
    disagree: int
    abstain: int


def check_vote(vote: Vote) -> None:
    """Refuse counts that do not add up.

    Raises:
        BadVoteError: a negative count, more present than members, or votes that are not
            as many as the members present.
    """
    counts = (vote.members, vote.present, vote.agree, vote.disagree, vote.abstain)
    if min(counts) < 0 or not 0 < vote.present <= vote.members:
        raise BadVoteError
    if vote.agree + vote.disagree + vote.abstain != vote.present:
        raise BadVoteError


def passes(vote: Vote, rule: VoteRule) -> bool:
    """Say whether the vote agrees to the content."""
    has_quorum = vote.present > rule.quorum_over * vote.members
    return has_quorum and vote.agree > rule.majority_over * vote.present
