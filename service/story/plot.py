"""The plans of the story: 241 goes the whole way, a unit's is returned once, Kon Tum's follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from service.demo import DRAFTERS, NEW_PLANS, founding
from service.gateway import Extras
from service.story import lines, material
from service.story.steps import StoryStuckError, approve, discuss, issue, refused
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.story.people import Cast


def plan_241(cast: Cast, tell: Callable[[str], None]) -> str:
    """Import, draft, comment, agree, approve, sign, number, seal, issue, archive."""
    drafter = DRAFTERS["so"]
    source = founding.founding_source()
    content = founding.founding_content(source)
    document_id = cast.create(drafter, NEW_PLANS["so"], content, source)
    refused(cast, drafter, document_id, Act.SUBMIT, "content.incomplete")
    content = material.with_position(content, "GIÁM ĐỐC")
    cast.save(drafter, document_id, content)
    tell("imported")
    discuss(cast, document_id, drafter, lines.SO, tell)
    cast.act(drafter, document_id, Act.SUBMIT)
    approve(cast, document_id, lines.SO.approvers)
    tell("approved")
    issue(cast, document_id, lines.SO, tell)
    return document_id


def unit_plan(cast: Cast, tell: Callable[[str], None], campaign_id: str = "") -> str:
    """The same for a hospital's plan; its superior's office returns it once with a reason."""
    drafter, script = DRAFTERS["don-vi"], lines.UNIT
    content = material.unit_content()
    new = replace(NEW_PLANS["don-vi"], campaign_id=campaign_id)
    document_id = cast.create(drafter, new, content)
    tell("drafted")
    discuss(cast, document_id, drafter, script, tell)
    cast.act(drafter, document_id, Act.SUBMIT)
    approve(cast, document_id, script.approvers[:-1])
    _submitted(cast, document_id)
    checker = script.approvers[-1][1]
    cast.act(checker, document_id, Act.RETURN, Extras(reason=lines.RETURN_REASON))
    tell("returned")
    cast.save(drafter, document_id, material.with_paragraph(content, 1, lines.CORRECTION))
    cast.act(drafter, document_id, Act.SUBMIT)
    approve(cast, document_id, script.approvers)
    tell("approved")
    issue(cast, document_id, script, tell)
    return document_id


def kon_tum_plan(cast: Cast, tell: Callable[[str], None]) -> str:
    """A draft with number and date blank stays one until it is issued, then gets both."""
    drafter, script = DRAFTERS["kon-tum"], lines.KON_TUM
    source = founding.kon_tum_source()
    content = material.with_position(founding.kon_tum_content(source), "GIÁM ĐỐC")
    document_id = cast.create(drafter, NEW_PLANS["kon-tum"], content, source)
    draft = cast.document(document_id)
    if draft.number is not None or draft.state is not State.DRAFTING:
        raise StoryStuckError(f"{document_id}: a draft has a number")
    tell("imported")
    discuss(cast, document_id, drafter, script, tell)
    cast.act(drafter, document_id, Act.SUBMIT)
    approve(cast, document_id, script.approvers)
    tell("approved")
    issue(cast, document_id, script, tell)
    return document_id


def _submitted(cast: Cast, document_id: str) -> None:
    """A unit has handed in its plan when it first comes to the superior's office (R-072)."""
    if not cast.document(document_id).submitted_at:
        raise StoryStuckError(f"{document_id}: the plan's arrival was not noted")
