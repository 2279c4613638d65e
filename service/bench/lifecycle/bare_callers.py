"""The reference's side: as many callers, as many updates, straight to Temporal."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy
from typing_extensions import override

from service.bench.lifecycle.bare import ACT, WORKFLOW, BareAct, BareReceipt, BareState
from service.bench.lifecycle.rounds import PATH, Carried, Load, Round, Side, act_id

if TYPE_CHECKING:
    from temporalio.client import WorkflowHandle

PERSON: Final = "ng-005"
SHA256: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class BareCallers(Side):
    """One client of the SDK, and a task for each caller."""

    address: str
    namespace: str
    task_queue: str

    @override
    def run(self, load: Load) -> Round:
        return asyncio.run(self._run(load))

    async def _run(self, load: Load) -> Round:
        client = await Client.connect(self.address, namespace=self.namespace, identity="bare")
        begun = time.perf_counter()
        carried = await asyncio.gather(*(self._caller(client, names) for names in load.documents))
        seconds = time.perf_counter() - begun
        return Round(load, seconds, tuple(chain.from_iterable(carried)))

    async def _caller(self, client: Client, names: list[str]) -> list[Carried]:
        return [await self._carry(client, name) for name in names]

    async def _carry(self, client: Client, name: str) -> Carried:
        """Carry one document through a path of the same length."""
        handle = client.get_workflow_handle(name)
        waits = []
        for number, act in enumerate(PATH):
            is_last = number == len(PATH) - 1
            ask = BareAct(act_id(name, number), act, PERSON, number, SHA256, is_last)
            begun = time.perf_counter()
            await (self._update(handle, ask) if number else self._begin(client, name, ask))
            waits.append(time.perf_counter() - begun)
        return Carried(name, tuple(waits))

    async def _begin(self, client: Client, name: str, act: BareAct) -> None:
        """Start the workflow with its first update, in one call."""
        start: WithStartWorkflowOperation[Any, None] = WithStartWorkflowOperation(
            WORKFLOW,
            BareState(name),
            id=name,
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        await client.execute_update_with_start_workflow(
            ACT, act, start_workflow_operation=start, id=act.act_id, result_type=BareReceipt
        )

    @staticmethod
    async def _update(handle: WorkflowHandle[Any, Any], act: BareAct) -> None:
        await handle.execute_update(ACT, act, id=act.act_id, result_type=BareReceipt)
