"""`python -m tests.replay.record`: plays real documents and keeps their histories for the replays.

Run it after a deliberate change of the workflows (`make record-histories`). Histories are never
written by hand: a real one names the flags its SDK decided by, and an invented one replays by luck.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from service.config import temporal_search
from service.gateway import Extras
from service.stack.temporal_binary import find_temporal
from service.story import plot
from service.story.people import Cast
from service.story.stage import Stage, private_stage
from tests.workflow.office import CHAIR, CONTENT, DRAFTER, Office
from tests.workflow.temporal_runs import drafted_in_short_runs, histories
from workflows.contracts.plan import workflow_id
from workflows.domain.plan import Act

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).with_name("histories")


def record(environ: Mapping[str, str]) -> None:
    """Play every scenario on a private stack and write one file for each run."""
    temporal = find_temporal(temporal_search(environ, print))
    with private_stage(temporal, environ) as stage:
        cast = Cast(stage.gateway, "story")
        _keep(stage, "plan-241", plot.plan_241(cast, print))
        _keep(stage, "unit-plan-returned-once", plot.unit_plan(cast, print))
        _keep(stage, "handed-over", _in_short_runs(Office(stage.settings)))
        _keep(stage, "caught-up", _caught_up(Office(stage.settings)))


def _in_short_runs(office: Office) -> str:
    """A plan whose runs hand over after three acts, withdrawn in the end."""
    plan = drafted_in_short_runs(office, acts_per_run=3)
    for number in range(4):
        office.cast.save(DRAFTER, plan, {**CONTENT, "title": f"Bản {number}"})
    office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
    office.cast.act(CHAIR, plan, Act.CLOSE_ROUND)
    office.cast.act(DRAFTER, plan, Act.WITHDRAW, Extras(reason="Không cần nữa"))
    return plan


def _caught_up(office: Office) -> str:
    """A plan whose workflow learned of an act from the ledger."""
    plan = office.drafted()
    office.past_the_workflow(plan, office.order(DRAFTER, plan, Act.OPEN_ROUND), version=1)
    office.gateway.temporal.catch_up(plan)
    office.cast.act(DRAFTER, plan, Act.WITHDRAW, Extras(reason="Không cần nữa"))
    return plan


def _keep(stage: Stage, name: str, document_id: str) -> None:
    for number, history in enumerate(histories(stage.settings, document_id), 1):
        told = {"workflow_id": workflow_id(document_id), "history": history.to_json_dict()}
        text = json.dumps(told, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
        path = FOLDER / f"{name}-{number}.json"
        path.write_text(text + "\n", encoding="ascii")
        print(path.name, len(history.events), "events")  # noqa: T201 -- a command


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    record(dict(os.environ))  # noqa: TID251 -- composition root
