"""Tells Temporal that a worker still lives while it does slow work.

Without it a worker that was killed is noticed only when the whole time of the work has passed: two
minutes for a rendering that takes two seconds.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor
from typing_extensions import override

if TYPE_CHECKING:
    from datetime import timedelta

BEATS_IN_A_LIMIT = 3  # the limit passes only when three in a row are missing


class Heartbeats(Interceptor):
    """Beats for every activity that has a limit for it; the activity itself need not know."""

    @override
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Return the heart in front of `next`."""
        return _Heart(next)


class _Heart(ActivityInboundInterceptor):
    @override
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        limit = activity.info().heartbeat_timeout
        if not limit:
            return await super().execute_activity(input)
        beating = asyncio.create_task(_beat(limit / BEATS_IN_A_LIMIT))
        try:
            return await super().execute_activity(input)
        finally:
            beating.cancel()


async def _beat(pause: timedelta) -> None:
    """Beat until cancelled; from a thread, where a beat of a threaded activity may wait."""
    while True:
        await asyncio.sleep(pause.total_seconds())
        await asyncio.to_thread(activity.heartbeat)
