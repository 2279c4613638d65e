"""A cell's resolution: discussed, signed and numbered by its secretary, who has no seal to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.demo.organisation import SO_CELL, SO_COMMITTEE
from service.story import lines, material
from service.story.steps import discuss, until, until_awaits
from workflows.domain.kinds import CELL_PAPER, RESOLUTION
from workflows.domain.lifecycle import Act
from workflows.domain.orders import NewDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.story.people import Cast

DRAFTER = "ng-012"
NEW = NewDocument(
    RESOLUTION.kind_id, CELL_PAPER.route_id, unit_id=SO_CELL, issuer_id=SO_CELL, circle_id=SO_CELL,
    superior_id=SO_COMMITTEE,
)  # fmt: skip


def resolution(cast: Cast, tell: Callable[[str], None]) -> str:
    """Draft, discuss, sign, number in the same act, archive."""
    script = lines.RESOLUTION
    document_id = cast.create(DRAFTER, NEW, material.resolution_content())
    tell("drafted")
    discuss(cast, document_id, DRAFTER, script, tell)
    cast.act(DRAFTER, document_id, Act.SUBMIT)
    until_awaits(cast, document_id, script.leader)
    cast.sign_and_number(script.leader, document_id)
    tell("issued")
    until(cast, document_id, lambda: cast.document(document_id).is_final)
    tell("archived")
    return document_id
