"""Steps that several documents of the story take; each waits until the product has come so far."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from service.gateway import AnswerGiven, Extras, RefusedError
from workflows.domain.lifecycle import Act
from workflows.domain.rounds import Answer, Vote

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.story.lines import Script
    from service.story.people import Cast

LONGEST_STEP_S = 120.0
POLL_S = 0.1


class StoryStuckError(Exception):
    """The story did not come to where it should."""

    code = "story.stuck"


def discuss(
    cast: Cast, document_id: str, drafter: str, script: Script, tell: Callable[[str], None]
) -> None:
    """Comment, answer, vote, and sign the minutes."""
    commented(cast, document_id, drafter, script)
    voted(cast, document_id, script)
    for person in (script.secretary, script.chair):
        until_awaits(cast, document_id, person)
        cast.sign(person, document_id)
    tell("agreed")


def commented(cast: Cast, document_id: str, drafter: str, script: Script) -> None:
    """Open the round, comment, close it, answer every comment."""
    cast.act(drafter, document_id, Act.OPEN_ROUND)
    for person, paragraph, text in script.comments:
        cast.comment(person, document_id, paragraph, text)
    cast.act(script.chair, document_id, Act.CLOSE_ROUND)
    comments = cast.open_comments(document_id)
    for comment_id, (answer, why) in zip(comments, script.answers, strict=True):
        cast.answer(drafter, document_id, AnswerGiven(comment_id, Answer(answer), why))


def voted(cast: Cast, document_id: str, script: Script) -> None:
    """Record roll call and vote: all who are there agree but one, who abstains."""
    members, absent = len(cast.members(document_id)), dict(script.absent)
    present = members - len(absent)
    vote = Vote(members, present, agree=present - 1, disagree=0, abstain=1)
    cast.act(script.secretary, document_id, Act.RECORD_VOTE, Extras(vote=vote, absent=absent))


def approve(cast: Cast, document_id: str, approvers: tuple[tuple[str, str], ...]) -> None:
    """Pass each approval in order."""
    for step, person in approvers:
        cast.act(person, document_id, Act.APPROVE, Extras(approval=step))


def issue(cast: Cast, document_id: str, script: Script, tell: Callable[[str], None]) -> None:
    """Sign, number and seal, until the record is stored."""
    until_awaits(cast, document_id, script.leader)
    cast.sign(script.leader, document_id)
    tell("signed")
    cast.number_and_seal(script.clerk, document_id)
    tell("issued")
    until(cast, document_id, lambda: cast.document(document_id).is_final)
    tell("archived")


def until_awaits(cast: Cast, document_id: str, person: str) -> None:
    """Wait until a prepared signature waits for this person."""

    def awaits() -> bool:
        paper = cast.document(document_id).paper
        return paper is not None and paper.item is not None and paper.item.person_id == person

    until(cast, document_id, awaits)


def until(cast: Cast, document_id: str, is_so: Callable[[], bool]) -> None:
    """Wait until something is so.

    Raises:
        StoryStuckError: the document is stuck, or it takes too long.
    """
    ends = time.monotonic() + LONGEST_STEP_S
    while not is_so():
        doc = cast.document(document_id)
        if doc.stuck or time.monotonic() > ends:
            raise StoryStuckError(f"{document_id}: {doc.state} {doc.stuck} {doc.incident}")
        time.sleep(POLL_S)


def refused(cast: Cast, person: str, document_id: str, act: Act, code: str) -> None:
    """Play a refusal: the story fails where the rule does not hold."""
    try:
        cast.act(person, document_id, act)
    except RefusedError as refusal:
        if refusal.code == code:
            return
        raise
    raise StoryStuckError(f"{act} was not refused with {code}")
