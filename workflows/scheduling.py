"""The schedule in Temporal that starts the round of renewals every day; workers keep it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from temporalio.client import (
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
)
from temporalio.service import RPCError

from workflows.contracts.names import RENEWAL
from workflows.contracts.renewing import Round

if TYPE_CHECKING:
    from collections.abc import Callable

    from temporalio.client import Client, ScheduleUpdateInput

HOUR_UTC = 19  # two in the morning in Việt Nam, where the clock is never changed
MISSED = timedelta(days=1)  # a machine that was off at night makes up for one round


class RoundNotBegunError(Exception):
    """Temporal does not answer, or no worker has made the schedule yet."""

    code: ClassVar[str] = "renewal.not_begun"
    retryable: ClassVar[bool] = True


async def keep_schedule(client: Client, task_queue: str) -> None:
    """Make the schedule, or bring it to what this version wants; one that is paused stays so.

    Raises:
        RPCError: Temporal did not take it now.
    """
    try:
        await client.create_schedule(RENEWAL, _schedule(task_queue))
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(RENEWAL).update(_brought_up_to_date(task_queue))


async def begin_round(client: Client) -> None:
    """Begin a round now, unless one is under way.

    Raises:
        RoundNotBegunError: no worker made the schedule yet, or Temporal does not answer.
    """
    try:
        await client.get_schedule_handle(RENEWAL).trigger(overlap=ScheduleOverlapPolicy.SKIP)
    except RPCError as err:
        raise RoundNotBegunError(err.status.name) from err


def _brought_up_to_date(task_queue: str) -> Callable[[ScheduleUpdateInput], ScheduleUpdate]:
    def update(known: ScheduleUpdateInput) -> ScheduleUpdate:
        wanted = _schedule(task_queue)
        wanted.state = known.description.schedule.state
        return ScheduleUpdate(wanted)

    return update


def _schedule(task_queue: str) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(RENEWAL, Round(), id=RENEWAL, task_queue=task_queue),
        spec=ScheduleSpec(calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(HOUR_UTC)])]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=MISSED),
    )
