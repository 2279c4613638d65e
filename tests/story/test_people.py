"""The players press again where a workflow has not heard yet what the page showed, nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from service.gateway import RefusedError, Target
from service.story.people import Cast
from workflows.contracts.payloads import Receipt
from workflows.domain.document import Document
from workflows.domain.plan import Act, State

if TYPE_CHECKING:
    from service.gateway import Actor, Extras
    from service.temporal_gateway import TemporalGateway

SHOWN = 4  # the version that the ledger, and so the page, is at


@dataclass
class Office:
    """Refuses as a workflow does that is at each of these versions in turn, then takes the act."""

    workflow_is_at: list[int]
    pressed: list[str] = field(default_factory=list)

    def document(self, document_id: str) -> Document:
        return Document(document_id, version=SHOWN)

    def act(self, actor: Actor, target: Target, act: Act, extras: Extras) -> Receipt:
        del actor, act, extras
        self.pressed.append(target.act_id)
        if self.workflow_is_at:
            raise RefusedError("doc.wrong_state", {"version": self.workflow_is_at.pop(0)})
        return Receipt(target.document_id, SHOWN + 1, State.COMMENTING)


def playing(office: Office) -> Cast:
    return Cast(cast("TemporalGateway", office), "test")


def test_an_act_that_a_lagging_workflow_refused_is_pressed_again() -> None:
    office = Office([SHOWN - 1, SHOWN - 1])
    playing(office).act("ng-005", "vb-1", Act.OPEN_ROUND)
    assert office.pressed == ["test-000"] * 3  # one act, not three


@pytest.mark.parametrize("version", [SHOWN, SHOWN + 1])
def test_a_refusal_of_what_was_shown_is_final(version: int) -> None:
    office = Office([version])
    with pytest.raises(RefusedError, match=r"doc\.wrong_state"):
        playing(office).act("ng-005", "vb-1", Act.OPEN_ROUND)
    assert office.pressed == ["test-000"]
