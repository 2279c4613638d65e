"""Sends acts to their workflows, and sorts what comes back: an answer, a refusal, nothing yet.

A timeout is never a refusal: the same act, asked again with its id, is answered, not done twice.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from workflows.contracts.codec import update_id
from workflows.contracts.names import ACT, CATCH_UP, workflow_id, workflow_of
from workflows.contracts.payloads import PlanStart, Receipt
from workflows.failures import AGAIN, INTERNAL, root_code

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from workflows.domain.orders import Order

PAUSE_SECONDS = 0.3
UNKNOWN = "doc.unknown"
_ASK_AGAIN = frozenset({
    RPCStatusCode.UNAVAILABLE, RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.CANCELLED,
    RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.FAILED_PRECONDITION,
    # what a connection says that was cut in the middle of an answer: nobody knows what was done
    RPCStatusCode.UNKNOWN, RPCStatusCode.INTERNAL,
})  # fmt: skip
_CODES_TO_ASK_AGAIN = frozenset({AGAIN, "AcceptedUpdateCompletedWorkflow"})


class NotDoneError(Exception):
    """A workflow refused an act; `code` says why."""

    def __init__(self, code: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = dict(details or {})


class AskAgainError(Exception):
    """Not an answer: the same act must be asked for again."""


async def act(client: Client, document_id: str, order: Order) -> Receipt:
    """Perform an act on a document whose workflow runs.

    Raises:
        NotDoneError: refused.
        AskAgainError: not answered; the same order must be sent again.
    """
    handle = client.get_workflow_handle(workflow_id(document_id))
    with answers():
        done: Receipt = await handle.execute_update(
            ACT, order, id=update_id(order), result_type=Receipt
        )
    return done


async def begin(client: Client, task_queue: str, start: PlanStart, order: Order) -> Receipt:
    """Perform an act on a document, starting its workflow if none runs. Raises as `act`."""
    document_id = start.doc.document_id
    operation: WithStartWorkflowOperation[Any, None] = WithStartWorkflowOperation(
        workflow_of(document_id),
        start,
        id=workflow_id(document_id),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    with answers():
        done: Receipt = await client.execute_update_with_start_workflow(
            ACT, order, start_workflow_operation=operation, id=order.act_id, result_type=Receipt
        )
    return done


async def catch_up(client: Client, document_id: str) -> None:
    """Tell a workflow to ask the ledger what it missed. Raises as `act`."""
    with answers():
        await client.get_workflow_handle(workflow_id(document_id)).signal(CATCH_UP)


async def until_answered(ask: Callable[[], Awaitable[Receipt]], seconds: float) -> Receipt | None:
    """Ask until there is an answer; None when there was none in time.

    Raises:
        NotDoneError: the answer is a refusal.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    while (left := ends - loop.time()) > 0:
        try:
            return await asyncio.wait_for(ask(), left)
        except (AskAgainError, TimeoutError):
            await asyncio.sleep(PAUSE_SECONDS)
    return None


@contextmanager
def answers() -> Iterator[None]:
    """Raise NotDoneError or AskAgainError in place of the SDK's own."""
    try:
        yield
    except WorkflowUpdateFailedError as err:
        code, details = root_code(err)
        if code in _CODES_TO_ASK_AGAIN:
            raise AskAgainError from None
        raise NotDoneError(code, details) from None
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        raise AskAgainError from None
    except RPCError as err:
        if err.status in _ASK_AGAIN:
            raise AskAgainError from None
        not_there = err.status is RPCStatusCode.NOT_FOUND
        raise NotDoneError(UNKNOWN if not_there else INTERNAL) from None
