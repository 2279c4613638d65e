"""The one place of the web that speaks asyncio: updates sent to Temporal from ordinary threads.

A timeout is never a refusal: the same act, asked again with its id, is answered, not done twice.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from service.gateway import RefusedError
from workflows.contracts.codec import update_id
from workflows.contracts.payloads import PlanStart, Receipt
from workflows.contracts.plan import ACT, CATCH_UP, WORKFLOW, workflow_id
from workflows.domain.document import Document
from workflows.failures import AGAIN, CONVERTER, root_code

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from workflows.domain.orders import Order

ANSWER_SECONDS = 30.0
PAUSE_SECONDS = 0.3
HEALTH_SECONDS = 3.0
TIMEOUT = "act.timeout"
UNKNOWN = "doc.unknown"
_ASK_AGAIN = frozenset({
    RPCStatusCode.UNAVAILABLE, RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.CANCELLED,
    RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.FAILED_PRECONDITION,
})  # fmt: skip
_CODES_TO_ASK_AGAIN = frozenset({AGAIN, "AcceptedUpdateCompletedWorkflow"})
_LOG = logging.getLogger(__name__)
T = TypeVar("T")


class AskAgainError(Exception):
    """Not an answer: the same act must be asked for again."""


@dataclass(slots=True)
class TemporalClient:
    """Sends acts; safe between threads. Made after a fork, connected at the first use."""

    address: str
    namespace: str
    task_queue: str
    _loop: asyncio.AbstractEventLoop = field(init=False, default_factory=asyncio.new_event_loop)
    _client: Client | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Start the thread that the loop runs in; it ends with the process."""
        threading.Thread(target=self._loop.run_forever, name="temporal", daemon=True).start()

    def act(self, document_id: str, order: Order) -> Receipt:
        """Perform an act on a document that exists.

        Raises:
            RefusedError: refused, or not answered in time (`act.timeout`).
        """
        return self._run(self._until_answered(lambda: self._update(document_id, order)))

    def create(self, document_id: str, order: Order) -> Receipt:
        """Start a document with its first act. Raises as `act`."""
        return self.revive(PlanStart(Document(document_id)), order)

    def revive(self, start: PlanStart, order: Order) -> Receipt:
        """Perform an act on a document whose workflow is gone, from what the ledger knows.

        Where a workflow runs after all, `start` is not looked at. Raises as `act`.
        """
        return self._run(self._until_answered(lambda: self._start(start, order)))

    def catch_up(self, document_id: str) -> None:
        """Tell a workflow to ask the ledger what it missed; if it cannot be told, later will do."""
        try:
            self._run(self._signal(document_id))
        except AskAgainError:
            _LOG.warning("a workflow could not be told to catch up")

    def check(self) -> None:
        """Return when Temporal is healthy now. Raises RefusedError when it is not."""
        try:
            healthy = self._run(asyncio.wait_for(self._healthy(), HEALTH_SECONDS))
        except (AskAgainError, TimeoutError, RPCError):
            healthy = False
        if not healthy:
            raise RefusedError(TIMEOUT)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(ANSWER_SECONDS + 5)
        except TimeoutError:
            future.cancel()
            raise RefusedError(TIMEOUT) from None

    async def _until_answered(self, ask: Callable[[], Awaitable[Receipt]]) -> Receipt:
        ends = self._loop.time() + ANSWER_SECONDS
        while (left := ends - self._loop.time()) > 0:
            try:
                return await asyncio.wait_for(ask(), left)
            except (AskAgainError, TimeoutError):
                await asyncio.sleep(PAUSE_SECONDS)
        raise RefusedError(TIMEOUT)

    async def _update(self, document_id: str, order: Order) -> Receipt:
        client = await self._connected()
        handle = client.get_workflow_handle(workflow_id(document_id))
        with _Answers():
            done: Receipt = await handle.execute_update(
                ACT, order, id=update_id(order), result_type=Receipt
            )
        return done

    async def _start(self, start: PlanStart, order: Order) -> Receipt:
        client = await self._connected()
        operation: WithStartWorkflowOperation[Any, None] = WithStartWorkflowOperation(
            WORKFLOW,
            start,
            id=workflow_id(start.doc.document_id),
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        with _Answers():
            done: Receipt = await client.execute_update_with_start_workflow(
                ACT, order, start_workflow_operation=operation, id=order.act_id, result_type=Receipt
            )
        return done

    async def _signal(self, document_id: str) -> None:
        client = await self._connected()
        with _Answers():
            await client.get_workflow_handle(workflow_id(document_id)).signal(CATCH_UP)

    async def _healthy(self) -> bool:
        client = await self._connected()
        return await client.service_client.check_health()

    async def _connected(self) -> Client:
        if self._client is None:
            try:
                self._client = await Client.connect(
                    self.address, namespace=self.namespace, data_converter=CONVERTER,
                    identity="web",
                )  # fmt: skip
            except RuntimeError:
                raise AskAgainError from None
        return self._client


class _Answers:
    """Sorts what comes back: an answer, a refusal, or nothing yet."""

    def __enter__(self) -> None:
        """Nothing to set up."""

    def __exit__(self, _: object, err: BaseException | None, __: object) -> None:
        """Raise RefusedError or AskAgainError in place of the SDK's own."""
        if isinstance(err, WorkflowUpdateFailedError):
            code, details = root_code(err)
            if code in _CODES_TO_ASK_AGAIN:
                raise AskAgainError from None
            raise RefusedError(code, details) from None
        if isinstance(err, WorkflowUpdateRPCTimeoutOrCancelledError):
            raise AskAgainError from None
        if isinstance(err, RPCError):
            if err.status in _ASK_AGAIN:
                raise AskAgainError from None
            raise RefusedError(UNKNOWN if err.status is RPCStatusCode.NOT_FOUND else "internal")
