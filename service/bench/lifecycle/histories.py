"""How many bytes of history an act leaves in Temporal, as the server itself counts them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from temporalio.client import Client

from service.bench.lifecycle.rounds import PATH

if TYPE_CHECKING:
    from collections.abc import Sequence


def bytes_an_act(address: str, namespace: str, workflow_ids: Sequence[str]) -> list[float]:
    """Return the bytes of history for each act of these workflows, one figure a workflow.

    Every workflow must have gone the whole path in one run.
    """
    return asyncio.run(_bytes_an_act(address, namespace, workflow_ids))


async def _bytes_an_act(address: str, namespace: str, workflow_ids: Sequence[str]) -> list[float]:
    client = await Client.connect(address, namespace=namespace)
    found = []
    for workflow_id in workflow_ids:
        described = await client.get_workflow_handle(workflow_id).describe()
        info = described.raw_description.workflow_execution_info
        found.append(info.history_size_bytes / len(PATH))
    return found
