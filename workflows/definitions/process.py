"""What every workflow of ours does: takes acts one at a time, does slow work, keeps deadlines.

Which acts there are is the table's word, never asked here: a new kind is data.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import FailureError

from workflows.contracts import queues
from workflows.contracts.activities import Recording
from workflows.contracts.codec import order_digest
from workflows.contracts.names import ACT, CATCH_UP
from workflows.contracts.payloads import PlanStart, Receipt, RecordAsk, Recorded
from workflows.definitions.slow_work import SlowWork
from workflows.domain import rules
from workflows.domain.errors import ActReusedError, DomainError, NoRightError, StaleError
from workflows.domain.lifecycle import SYSTEM_ACTS, Act
from workflows.domain.orders import Order
from workflows.domain.people import SYSTEM
from workflows.domain.wakes import Wake, next_wake
from workflows.failures import AGAIN, as_failure, may_pass

AT_ONCE = "record-at-once"  # the patch that records without a task of its own
ESCALATION = "escalation"  # the patch that made late documents tell somebody


class FullError(DomainError):
    """This run has taken all the acts it may; the next one goes on."""

    code = AGAIN
    retryable = True


class Process:
    """Carries one document to its end. Subclasses are the workflows; they add their name alone."""

    def __init__(self, start: PlanStart) -> None:
        """Build the state before any handler can run (subclasses mark it as `workflow.init`)."""
        self._doc = start.doc
        self._done = dict(start.done)
        self._taken = 0
        self._acts_per_run = start.acts_per_run
        self._lock = asyncio.Lock()
        self._must_catch_up = False
        self._work = SlowWork()

    async def carry(self, start: PlanStart) -> None:
        """Go on until the document is final, or hand over to a new run."""
        if start.doc.version == 0 and not await self._begins():
            return
        while not self._doc.is_final:
            if self._is_full() and not self._work.is_busy:
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(PlanStart(self._doc, self._done, self._acts_per_run))
            await self._step()
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update(name=ACT)
    async def act(self, order: Order) -> Receipt:
        """Perform one act of a person."""
        async with self._lock:
            if order.act_id not in self._done:
                await self._record(order)
        version, digest = self._done[order.act_id].split(":")
        if digest != order_digest(order):
            raise as_failure(ActReusedError(order.act_id))
        return Receipt(self._doc.document_id, int(version), self._doc.state)

    @act.validator
    def refuse_early(self, order: Order) -> None:
        """Refuse before a single event is written to history."""
        if order.act_id in self._done:
            return
        try:
            self._check(order)
        except DomainError as err:
            raise as_failure(err, version=self._doc.version, state=self._doc.state) from None

    @workflow.signal(name=CATCH_UP)
    def catch_up(self) -> None:
        """Ask the ledger what was recorded without this run knowing (a restored backup)."""
        self._must_catch_up = True

    async def _begins(self) -> bool:
        """Wait for the first act; a start whose first act was refused ends quietly.

        An act that is still being recorded then (a database that was away) is waited for: ending
        under it would leave an entry in the ledger that no workflow goes on from.
        """
        try:
            await workflow.wait_condition(
                lambda: self._doc.version > 0 or self._must_catch_up, timeout=queues.ABANDONED
            )
        except TimeoutError:
            await workflow.wait_condition(workflow.all_handlers_finished)
        return self._doc.version > 0 or self._must_catch_up

    def _check(self, order: Order) -> None:
        if self._is_full():
            raise FullError
        if order.act in SYSTEM_ACTS or order.person_id == SYSTEM:
            raise NoRightError(order.act)
        rules.check(self._doc, order)

    def _is_full(self) -> bool:
        return self._taken >= self._acts_per_run or workflow.info().is_continue_as_new_suggested()

    async def _record(self, order: Order) -> None:
        """Take one act: the ledger first, then the state. The caller holds the lock."""
        try:
            rules.check(self._doc, order)
        except DomainError as err:
            raise as_failure(err, version=self._doc.version, state=self._doc.state) from None
        self._adopt(await self._ask(order))
        if order.act_id not in self._done:
            raise as_failure(StaleError(self._doc.document_id), version=self._doc.version)

    async def _ask(self, order: Order | None) -> Recorded:
        """Ask the ledger: at once, inside this very task; where that failed, until it is done.

        What is tried again in a task writes to the history each time, and an outage of a weekend
        would fill it: only the patient way waits.
        """
        ask = RecordAsk(self._doc.document_id, self._doc.version, order)
        if workflow.patched(AT_ONCE):
            try:
                return await workflow.execute_local_activity_method(
                    Recording.record,
                    ask,
                    start_to_close_timeout=queues.RECORD_LIMIT,
                    retry_policy=queues.ONCE,
                )
            except FailureError as err:
                if not may_pass(err):
                    raise
        return await workflow.execute_activity_method(
            Recording.record,
            ask,
            start_to_close_timeout=queues.RECORD_LIMIT,
            retry_policy=queues.UNTIL_DONE,
        )

    def _adopt(self, recorded: Recorded) -> None:
        """Take the ledger's word, also for acts that this run had not heard of."""
        self._taken += len(recorded.taken)
        self._doc = recorded.doc
        self._done.update(recorded.taken)

    async def _step(self) -> None:
        """Wait for whatever comes first: an act, finished work, a deadline.

        A full run begins no work, and goes on until the work under way is done or overtaken.
        """
        self._work.drop_if_overtaken(self._doc)
        if not self._is_full():
            self._work.start_if_due(self._doc)
        version = self._doc.version
        wake = self._wake()
        try:
            await workflow.wait_condition(
                lambda: self._doc.version != version or self._work.is_done(self._doc)
                or self._must_catch_up or (self._is_full() and not self._work.is_busy),
                timeout=self._until(wake),
            )  # fmt: skip
        except TimeoutError:
            await self._take_own(self._waking(wake))
            return
        if self._must_catch_up:
            await self._catch_up()
        outcome = self._work.outcome(self._doc)
        if outcome is not None:
            await self._take_own(outcome)

    async def _catch_up(self) -> None:
        """Adopt what was missed; a ledger that is older than this run is an incident by now."""
        self._must_catch_up = False
        try:
            async with self._lock:
                self._adopt(await self._ask(None))
        except FailureError:
            workflow.logger.warning("the ledger could not be asked")

    async def _take_own(self, order: Order) -> None:
        """Record an act of the workflow itself, unless the document has moved on meanwhile.

        A refusal here is a fault of ours; it is an incident already, and it is tried again.
        """
        try:
            async with self._lock:
                if order.seen_version == self._doc.version:
                    self._adopt(await self._ask(order))
        except FailureError:
            await workflow.sleep(queues.AFTER_REFUSAL)

    def _wake(self) -> Wake | None:
        """Return the next wake; runs that began before deadlines were escalated go on without."""
        wake = next_wake(self._doc)
        if wake is not None and wake.act is Act.ESCALATE and not workflow.patched(ESCALATION):
            return next_wake(self._doc, escalates=False)
        return wake

    def _until(self, wake: Wake | None) -> timedelta | None:
        if wake is None:
            return None
        left = datetime.fromisoformat(wake.at) - workflow.now()
        return max(left, timedelta(seconds=1))

    def _waking(self, wake: Wake | None) -> Order:
        act = wake.act if wake else Act.REMIND
        doc = self._doc
        return Order(
            act_id=f"{doc.document_id}:{act}:{doc.version}",
            act=act,
            person_id=SYSTEM,
            seen_version=doc.version,
        )
