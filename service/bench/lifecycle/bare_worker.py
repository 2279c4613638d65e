"""The reference's worker as a process: `python -m ... ADDRESS NAMESPACE TASK_QUEUE`, until SIGTERM.

As the SDK comes, apart from the cache, which is as large as our worker's.
"""

from __future__ import annotations

import asyncio
import signal
import sys

from temporalio.client import Client
from temporalio.worker import Worker

from service.bench.lifecycle.bare import Bare, note
from workflows.worker import CACHED_WORKFLOWS


async def serve(address: str, namespace: str, task_queue: str) -> None:
    """Run the worker until this process is told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    client = await Client.connect(address, namespace=namespace, identity="bare-worker")
    async with Worker(
        client,
        task_queue=task_queue,
        workflows=[Bare],
        activities=[note],
        max_cached_workflows=CACHED_WORKFLOWS,
    ):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
