"""The one place of the web that speaks asyncio: acts sent to Temporal from ordinary threads."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from service.gateway import RefusedError
from workflows import sending
from workflows.config import CoreSettings
from workflows.connecting import connect_once
from workflows.contracts.payloads import PlanStart, Receipt
from workflows.domain.document import Document
from workflows.sending import UNKNOWN, AskAgainError, NotDoneError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from workflows.domain.orders import Order

__all__ = ["UNKNOWN", "TemporalClient"]

ANSWER_SECONDS = 30.0
HEALTH_SECONDS = 3.0
TIMEOUT = "act.timeout"
_LOG = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(slots=True)
class TemporalClient:
    """Sends acts; safe between threads. Made after a fork, connected at the first use."""

    settings: CoreSettings
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

        async def ask() -> Receipt:
            return await sending.act(await self._connected(), document_id, order)

        return self._answered(ask)

    def create(self, document_id: str, order: Order) -> Receipt:
        """Start a document with its first act. Raises as `act`."""
        return self.revive(PlanStart(Document(document_id)), order)

    def revive(self, start: PlanStart, order: Order) -> Receipt:
        """Perform an act on a document whose workflow is gone, from what the ledger knows.

        Where a workflow runs after all, `start` is not looked at. Raises as `act`.
        """

        async def ask() -> Receipt:
            return await sending.begin(
                await self._connected(), self.settings.task_queue, start, order
            )

        return self._answered(ask)

    def catch_up(self, document_id: str) -> None:
        """Tell a workflow to ask the ledger what it missed; if it cannot be told, later will do."""
        try:
            self._run(self._tell(document_id))
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

    def _answered(self, ask: Callable[[], Awaitable[Receipt]]) -> Receipt:
        done = self._run(sending.until_answered(ask, ANSWER_SECONDS))
        if done is None:
            raise RefusedError(TIMEOUT)
        return done

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(ANSWER_SECONDS + 5)
        except TimeoutError:
            future.cancel()
            raise RefusedError(TIMEOUT) from None
        except NotDoneError as refused:
            raise RefusedError(refused.code, refused.details) from None

    async def _tell(self, document_id: str) -> None:
        await sending.catch_up(await self._connected(), document_id)

    async def _healthy(self) -> bool:
        client = await self._connected()
        return await client.service_client.check_health()

    async def _connected(self) -> Client:
        if self._client is None:
            try:
                self._client = await connect_once(self.settings, "web")
            except RuntimeError:
                raise AskAgainError from None
        return self._client
