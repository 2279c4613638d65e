"""`python -m tests.replay.record`: plays real documents and keeps their histories for the replays.

Run it after a deliberate change of the workflows (`make record-histories`), with a new `EDITION`: a
history that was kept stays, because documents of its time may still be under way. Histories are
never written by hand: a real one names the flags its SDK decided by, an invented one replays by
luck.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from service.config import temporal_search
from service.demo.organisation import HOSPITAL
from service.gateway import Actor, Extras
from service.stack.temporal_binary import find_temporal
from service.story import campaigns, party, plot
from service.story.commitments import MEMBERS, Committing
from service.story.people import Cast
from service.story.stage import Stage, private_stage
from tests.signed.page import blank_paper
from tests.workflow.campaigns import Movement
from tests.workflow.office import CHAIR, CONTENT, DRAFTER, LEADER, Office
from tests.workflow.records import Records, begin, ended
from tests.workflow.running import RunningWorker
from tests.workflow.temporal_runs import drafted_in_short_runs, histories, histories_of
from workflows.contracts.names import workflow_id
from workflows.contracts.renewing import Round
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from temporalio.client import WorkflowHistory

FOLDER = Path(__file__).with_name("histories")
EDITION = "4"  # of the folder's newest histories


def record(environ: Mapping[str, str]) -> None:
    """Play every scenario on a private stack and write one file for each run."""
    temporal = find_temporal(temporal_search(environ, print))
    with private_stage(temporal, environ) as stage:
        cast = Cast(stage.gateway, "story", stage.door)
        plan = plot.plan_241(cast, print)
        campaign = campaigns.campaign(cast, plan, campaigns.OFFICE, print)
        _keep(stage, "plan-241", plan)
        _keep(stage, "unit-plan-returned-once", plot.unit_plan(cast, print, campaign))
        _keep(stage, "resolution", party.resolution(cast, print))
        _keep_commitments(stage, Committing(cast, cast.today().year, plan, campaign))
        campaigns.adjusted(cast, campaign, HOSPITAL, print)
        _listed(Office(stage.settings), plan, campaign)
        _keep(stage, "campaign-with-a-list", campaign)
        _keep(stage, "handed-over", _in_short_runs(Office(stage.settings)))
        _keep(stage, "plan-with-appendices", _with_appendices(Office(stage.settings)))
        _keep(stage, "caught-up", _caught_up(Office(stage.settings)))
        keep_round(stage)


def _keep_commitments(stage: Stage, committing: Committing) -> None:
    """One that was acknowledged and supplemented, one that was signed."""
    acknowledged, signed = MEMBERS[:2]
    first = committing.one(acknowledged)
    _keep(stage, "commitment-acknowledged", first)
    _keep(stage, "addendum", committing.addendum(acknowledged, first, print))
    _keep(stage, "commitment-signed", committing.one(signed))


def _listed(office: Office, plan: str, campaign: str) -> None:
    """Create commitments from a list, then end the campaign."""
    movement = Movement(office, plan)
    movement.hands_in(campaign, movement.checked(campaign, ["bv-dieuduong1", "bv-dieuduong2"]))
    office.until(campaign, lambda doc: doc.campaign is not None and bool(doc.campaign.listed))
    office.cast.act(campaigns.OFFICE, campaign, Act.CLOSE)


def _in_short_runs(office: Office) -> str:
    """A plan whose runs hand over after three acts, withdrawn in the end."""
    plan = drafted_in_short_runs(office, acts_per_run=3)
    for number in range(4):
        office.cast.save(DRAFTER, plan, {**CONTENT, "title": f"Bản {number}"})
    office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
    office.cast.act(CHAIR, plan, Act.CLOSE_ROUND)
    office.cast.act(DRAFTER, plan, Act.WITHDRAW, Extras(reason="Không cần nữa"))
    return plan


def _with_appendices(office: Office) -> str:
    """A plan whose two appendix files are signed by the act that numbers it."""
    plan = office.drafted()
    for pages in (1, 2):
        office.gateway.attach(Actor(DRAFTER, "test"), office.target(plan), blank_paper(pages))
    office.approved(plan)
    office.sign(LEADER, plan)
    office.until(plan, lambda doc: doc.state is State.AWAITING_NUMBER)
    office.issue(plan)
    return plan


def _caught_up(office: Office) -> str:
    """A plan whose workflow learned of an act from the ledger."""
    plan = office.drafted()
    office.past_the_workflow(plan, office.order(DRAFTER, plan, Act.OPEN_ROUND), version=1)
    office.gateway.temporal.catch_up(plan)
    office.cast.act(DRAFTER, plan, Act.WITHDRAW, Extras(reason="Không cần nữa"))
    return plan


def keep_round(stage: Stage) -> None:
    """A round of renewals in two runs, years later: one record renewed, one lost."""
    settings = replace(stage.settings, task_queue="renewals")
    records = Records(settings)
    records.lost("vb-1", records.archived("vb-2"))
    records.next_authority()
    with RunningWorker(settings, clock=lambda: records.later):
        named = begin(settings, Round(steps_per_run=1, page=1))
        ended(settings, named)
    _keep_runs("renewal", named, histories_of(settings, named))


def _keep(stage: Stage, name: str, document_id: str) -> None:
    _keep_runs(name, workflow_id(document_id), histories(stage.settings, document_id))


def _keep_runs(name: str, named: str, runs: list[WorkflowHistory]) -> None:
    for number, history in enumerate(runs, 1):
        told = {"workflow_id": named, "history": history.to_json_dict()}
        text = json.dumps(told, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
        path = FOLDER / EDITION / f"{name}-{number}.json"
        path.write_text(text + "\n", encoding="ascii")
        print(path.name, len(history.events), "events")  # noqa: T201 -- a command


if __name__ == "__main__":
    (FOLDER / EDITION).mkdir(exist_ok=True)
    record(dict(os.environ))  # noqa: TID251 -- composition root
