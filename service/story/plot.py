"""The plot: plan 241 goes the whole way; a unit's plan is returned once and corrected."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from service.demo import DRAFTERS, NEW_PLANS, founding
from service.gateway import AnswerGiven, Extras, RefusedError
from service.story import lines, material
from workflows.domain.plan import FINAL, Act, State
from workflows.domain.rounds import Answer, Vote

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.story.people import Cast

LONGEST_STEP_S = 120.0
POLL_S = 0.1


class StoryStuckError(Exception):
    """The story did not come to where it should."""

    code = "story.stuck"


def plan_241(cast: Cast, tell: Callable[[str], None]) -> str:
    """Import, draft, comment, agree, approve, sign, number, seal, issue, archive."""
    drafter = DRAFTERS["so"]
    source = founding.founding_source()
    content = founding.founding_content(source)
    document_id = cast.create(drafter, NEW_PLANS["so"], content, source)
    _refused(cast, drafter, document_id, Act.SUBMIT, "content.incomplete")
    content = material.with_position(content, "GIÁM ĐỐC")
    cast.save(drafter, document_id, content)
    tell("imported")
    _round(cast, document_id, drafter, lines.SO, tell)
    cast.act(drafter, document_id, Act.SUBMIT)
    _approve(cast, document_id, lines.SO.approvers)
    tell("approved")
    _issue(cast, document_id, lines.SO, tell)
    return document_id


def unit_plan(cast: Cast, tell: Callable[[str], None]) -> str:
    """The same for a hospital's plan; its superior's office returns it once with a reason."""
    drafter, script = DRAFTERS["don-vi"], lines.UNIT
    content = material.unit_content()
    document_id = cast.create(drafter, NEW_PLANS["don-vi"], content)
    tell("drafted")
    _round(cast, document_id, drafter, script, tell)
    cast.act(drafter, document_id, Act.SUBMIT)
    _approve(cast, document_id, script.approvers[:-1])
    checker = script.approvers[-1][1]
    cast.act(checker, document_id, Act.RETURN, Extras(reason=lines.RETURN_REASON))
    tell("returned")
    cast.save(drafter, document_id, material.with_paragraph(content, 1, lines.CORRECTION))
    cast.act(drafter, document_id, Act.SUBMIT)
    _approve(cast, document_id, script.approvers)
    tell("approved")
    _issue(cast, document_id, script, tell)
    return document_id


def _round(
    cast: Cast, document_id: str, drafter: str, script: lines.Script, tell: Callable[[str], None]
) -> None:
    cast.act(drafter, document_id, Act.OPEN_ROUND)
    for person, paragraph, text in script.comments:
        cast.comment(person, document_id, paragraph, text)
    cast.act(script.chair, document_id, Act.CLOSE_ROUND)
    for comment_id, (answer, why) in zip(
        cast.open_comments(document_id), script.answers, strict=True
    ):
        cast.answer(drafter, document_id, AnswerGiven(comment_id, Answer(answer), why))
    _vote(cast, document_id, script)
    _until(cast, document_id, lambda: _awaits(cast, document_id, script.secretary))
    cast.sign(script.secretary, document_id)
    _until(cast, document_id, lambda: _awaits(cast, document_id, script.chair))
    cast.sign(script.chair, document_id)
    tell("agreed")


def _vote(cast: Cast, document_id: str, script: lines.Script) -> None:
    members, absent = len(cast.members(document_id)), dict(script.absent)
    present = members - len(absent)
    vote = Vote(members, present, agree=present - 1, disagree=0, abstain=1)
    extras = Extras(vote=vote, absent=absent)
    cast.act(script.secretary, document_id, Act.RECORD_VOTE, extras)


def _approve(cast: Cast, document_id: str, approvers: tuple[tuple[str, str], ...]) -> None:
    for step, person in approvers:
        cast.act(person, document_id, Act.APPROVE, Extras(approval=step))


def _issue(cast: Cast, document_id: str, script: lines.Script, tell: Callable[[str], None]) -> None:
    _until(cast, document_id, lambda: _awaits(cast, document_id, script.leader))
    cast.sign(script.leader, document_id)
    tell("signed")
    cast.number_and_seal(script.clerk, document_id)
    tell("issued")
    _until(cast, document_id, lambda: cast.document(document_id).state in FINAL)
    tell("archived")


def _awaits(cast: Cast, document_id: str, person: str) -> bool:
    """Whether a prepared signature waits for this person."""
    paper = cast.document(document_id).paper
    return paper is not None and paper.item is not None and paper.item.person_id == person


def _until(cast: Cast, document_id: str, is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + LONGEST_STEP_S
    while not is_so():
        doc = cast.document(document_id)
        if doc.stuck or time.monotonic() > ends:
            raise StoryStuckError(f"{document_id}: {doc.state} {doc.stuck} {doc.incident}")
        time.sleep(POLL_S)


def _refused(cast: Cast, person: str, document_id: str, act: Act, code: str) -> None:
    """Play a refusal: the story fails where the rule does not hold."""
    try:
        cast.act(person, document_id, act)
    except RefusedError as refused:
        if refused.code == code:
            return
        raise
    raise StoryStuckError(f"{act} was not refused in {State.DRAFTING}")
