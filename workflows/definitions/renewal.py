"""The round over all records that renews archive timestamps before they stop proving anything.

One record after the other, so that signing is never slowed by it. Where the round has come to is a
document id: what was killed goes on from there.
"""

from __future__ import annotations

from dataclasses import replace

from temporalio import workflow
from temporalio.exceptions import FailureError

from workflows.contracts import queues
from workflows.contracts.names import CATCH_UP, RENEWAL, workflow_id
from workflows.contracts.renewing import DueAsk, DueRecord, Renewals, Renewed, Round
from workflows.failures import root_code

NOBODY_STAMPS = "signing.timestamp_unavailable"  # every other record would wait for the same


@workflow.defn(name=RENEWAL)
class Renewal:
    """Goes through all records once; a schedule starts it every day."""

    @workflow.init
    def __init__(self, start: Round) -> None:
        self._round = start
        self._steps = 0

    @workflow.run
    async def run(self, start: Round) -> Round:
        """Renew what is due, page by page; a long round is handed over to a new run."""
        while True:
            page = await workflow.execute_activity_method(
                Renewals.due_records,
                DueAsk(self._round.after, start.page),
                start_to_close_timeout=queues.DUE_LIMIT,
                heartbeat_timeout=queues.HEARTBEAT_LIMIT,
                retry_policy=queues.UNTIL_DONE,
            )
            for record in page.records:
                await self._renew(record)
            self._round = replace(self._round, after=page.last, held=self._round.held + page.held)
            self._steps += 1 + len(page.records)
            if not page.last:
                return await self._end()
            if self._steps >= start.steps_per_run or (
                workflow.info().is_continue_as_new_suggested()
            ):
                workflow.continue_as_new(self._round)

    async def _renew(self, record: DueRecord) -> None:
        """Renew one record; what cannot be renewed is an incident by now, and the others go on."""
        pause = queues.AFTER_REFUSAL
        while True:
            try:
                renewed = await workflow.execute_activity_method(
                    Renewals.renew_record,
                    record,
                    start_to_close_timeout=queues.RENEW_LIMIT,
                    heartbeat_timeout=queues.HEARTBEAT_LIMIT,
                    retry_policy=queues.SOME_TIMES,
                )
            except FailureError as err:
                if root_code(err)[0] != NOBODY_STAMPS:
                    self._round = replace(self._round, failed=self._round.failed + 1)
                    return
                await workflow.sleep(pause)
                pause = min(2 * pause, queues.LONGEST_PAUSE)
            else:
                self._round = replace(self._round, renewed=self._round.renewed + 1)
                await _tell(renewed)
                return

    async def _end(self) -> Round:
        """Say what was held back; that is an incident, and the round is over all the same."""
        try:
            return await workflow.execute_activity_method(
                Renewals.end_round,
                self._round,
                start_to_close_timeout=queues.RECORD_LIMIT,
                retry_policy=queues.SOME_TIMES,
            )
        except FailureError:
            return self._round


async def _tell(renewed: Renewed) -> None:
    """Tell the workflow of a document that goes on; one that cannot be told learns it later."""
    if not renewed.is_open:
        return
    try:
        await workflow.get_external_workflow_handle(workflow_id(renewed.document_id)).signal(
            CATCH_UP
        )
    except FailureError:
        workflow.logger.warning("a workflow could not be told of a renewed record")
