"""Looking into Temporal itself from a test: starting a run by hand, counting runs, histories."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from temporalio.client import Client, WorkflowExecutionStatus

from service.demo import NEW_PLANS
from service.gateway import Actor, Target
from service.temporal_gateway import document_id_for
from tests.workflow.office import CONTENT, DRAFTER
from workflows.contracts.names import PLAN, workflow_id
from workflows.contracts.payloads import PlanStart
from workflows.domain import kinds
from workflows.domain.document import Document
from workflows.failures import CONVERTER

if TYPE_CHECKING:
    from temporalio.client import WorkflowExecutionDescription, WorkflowHistory

    from service.config import Settings
    from tests.workflow.office import Office


def drafted_in_short_runs(office: Office, acts_per_run: int) -> str:
    """Create a plan whose workflow hands over to a new run after so many acts."""
    act_id = office.act_id()
    start = PlanStart(
        Document(document_id_for(act_id, kinds.PLAN.kind_id)), acts_per_run=acts_per_run
    )
    asyncio.run(_start(office.settings, start))
    target = Target("", act_id)
    new = NEW_PLANS["so"]
    return office.gateway.create(Actor(DRAFTER, "test"), target, new, CONTENT).document_id


def histories(settings: Settings, document_id: str) -> list[WorkflowHistory]:
    """Return the histories of all runs of a document, the first run first."""
    return histories_of(settings, workflow_id(document_id))


def histories_of(settings: Settings, named: str) -> list[WorkflowHistory]:
    """Return the histories of all runs of a workflow, the first run first."""
    return asyncio.run(_histories(settings, named))


def status(settings: Settings, document_id: str) -> WorkflowExecutionStatus | None:
    """Return how the document's newest run stands."""
    return describe(settings, document_id).status


def describe(settings: Settings, document_id: str) -> WorkflowExecutionDescription:
    """Return what Temporal tells of the document's newest run."""

    async def ask() -> WorkflowExecutionDescription:
        client = await _client(settings)
        return await client.get_workflow_handle(workflow_id(document_id)).describe()

    return asyncio.run(ask())


async def _client(settings: Settings) -> Client:
    return await Client.connect(settings.temporal_address, data_converter=CONVERTER)


async def _start(settings: Settings, start: PlanStart) -> None:
    client = await _client(settings)
    await client.start_workflow(
        PLAN, start, id=workflow_id(start.doc.document_id), task_queue=settings.task_queue
    )


async def _histories(settings: Settings, named: str) -> list[WorkflowHistory]:
    client = await _client(settings)
    described = await client.get_workflow_handle(named).describe()
    run_id: str | None = described.raw_description.workflow_execution_info.first_run_id
    found = []
    while run_id:
        history = await client.get_workflow_handle(named, run_id=run_id).fetch_history()
        found.append(history)
        last = history.events[-1]
        run_id = last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id
    return found
