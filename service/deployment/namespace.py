"""The namespace of a Temporal server that others run: made once, with the retention we need.

The development server has its own way (`service.stack.temporal_server`), which needs no SDK.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.service import RPCError, RPCStatusCode

from service.errors import RetentionNotKeptError
from service.stack.temporal_server import RETENTION_HOURS

if TYPE_CHECKING:
    from temporalio.client import Client

RETENTION = timedelta(hours=RETENTION_HOURS)


async def keep_namespace(client: Client, name: str) -> bool:
    """Make a namespace, or set the retention of the one that is there; say whether it was made.

    Raises:
        RetentionNotKeptError: the server does not answer with what was set.
        RPCError: the server refused.
    """
    before = await retention_of(client, name)
    kept = Duration()
    kept.FromTimedelta(RETENTION)
    if before is None:
        await client.workflow_service.register_namespace(
            RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=kept)
        )
    elif before != RETENTION:
        config = NamespaceConfig(workflow_execution_retention_ttl=kept)
        await client.workflow_service.update_namespace(
            UpdateNamespaceRequest(namespace=name, config=config)
        )
    found = await retention_of(client, name)
    if found != RETENTION:
        raise RetentionNotKeptError(f"wanted {RETENTION}, the server says {found}")
    return before is None


async def retention_of(client: Client, name: str) -> timedelta | None:
    """Return how long a namespace keeps closed histories; None where there is no such namespace.

    Raises:
        RPCError: the server did not say.
    """
    try:
        found = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=name)
        )
    except RPCError as refused:
        if refused.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return found.config.workflow_execution_retention_ttl.ToTimedelta()
