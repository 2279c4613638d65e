"""Whether one of our processes does its work, asked from beside it, as container runtimes do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from service.desk.client import DeskClient
from service.stack.embedded import answers_http
from service.stack.ports import LOOPBACK
from signing.errors import DeskClosedError

if TYPE_CHECKING:
    from service.config import Settings

ANYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared with, never bound to
ASKS_WITHIN: Final = timedelta(seconds=90)  # a worker asks for work at least once a minute


def web(settings: Settings) -> bool:
    """Say whether the web answers at all; what stands behind it is `/readyz`."""
    host = LOOPBACK if settings.web_host in ANYWHERE else settings.web_host
    return answers_http(f"http://{host}:{settings.web_port}/healthz")


def desk(settings: Settings) -> bool:
    """Say whether the desk answers on its socket."""
    try:
        DeskClient(settings.desk_socket).ping()
    except DeskClosedError:
        return False
    return True


async def worker(settings: Settings, now: datetime) -> bool:
    """Say whether the worker of this machine has asked Temporal for work lately."""
    from temporalio.api.enums.v1 import TaskQueueType  # noqa: PLC0415  # only this one needs it
    from temporalio.api.taskqueue.v1 import TaskQueue  # noqa: PLC0415
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest  # noqa: PLC0415
    from temporalio.service import RPCError  # noqa: PLC0415

    from workflows.connecting import connect_once, identity  # noqa: PLC0415

    asked = DescribeTaskQueueRequest(
        namespace=settings.temporal_namespace,
        task_queue=TaskQueue(name=settings.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    try:
        client = await connect_once(settings, identity("health"))
        found = await client.workflow_service.describe_task_queue(asked)
    except (RuntimeError, RPCError):
        return False
    ours = [poller for poller in found.pollers if poller.identity == identity("worker")]
    return any(
        now - poller.last_access_time.ToDatetime(now.tzinfo) < ASKS_WITHIN for poller in ours
    )
