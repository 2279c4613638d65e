"""The workflow of a plan, and any paper that gets a number."""

from __future__ import annotations

from temporalio import workflow

from workflows.contracts.names import PLAN
from workflows.contracts.payloads import PlanStart
from workflows.definitions.process import Process


@workflow.defn(name=PLAN)
class Plan(Process):
    """Carries a plan, and any paper that gets a number."""

    @workflow.init
    def __init__(self, start: PlanStart) -> None:
        """Build the state before any handler can run."""
        super().__init__(start)

    @workflow.run
    async def run(self, start: PlanStart) -> None:
        """Go on until the document is final, or hand over to a new run."""
        await self.carry(start)
