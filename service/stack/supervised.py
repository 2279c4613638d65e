"""A supervisor in a thread of its own, as long as a `with` block runs."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service.errors import ChildFailedError
from service.stack.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from service.stack.child import ChildPlan
    from service.stack.supervisor import Event

READY_LIMIT_S = 180.0


@contextmanager
def supervised(
    waves: Sequence[Sequence[ChildPlan]], report: Callable[[Event], None]
) -> Iterator[Supervisor]:
    """Run the children of `waves`; all are healthy when the block begins, and ended after it.

    Raises:
        ChildFailedError: a process did not become healthy; all are ended.
    """
    supervisor = Supervisor(waves, lambda: datetime.now(UTC), report)  # noqa: TID251  # root
    failed: list[BaseException] = []

    def run() -> None:
        try:
            supervisor.run()
        except BaseException as failure:  # noqa: BLE001  # carried to the thread that waits
            failed.append(failure)

    thread = threading.Thread(target=run, name="supervisor")
    thread.start()
    try:
        _wait(supervisor, thread, failed)
        yield supervisor
    finally:
        supervisor.request_stop()
        thread.join()
    if failed:
        raise failed[0]


def _wait(supervisor: Supervisor, thread: threading.Thread, failed: list[BaseException]) -> None:
    """Wait until the children are healthy, or the supervisor has given up."""
    deadline = READY_LIMIT_S
    while thread.is_alive() and deadline > 0:
        if supervisor.wait_ready(0.2):
            return
        deadline -= 0.2
    if failed:
        raise failed[0]
    raise ChildFailedError(f"not healthy within {READY_LIMIT_S:g} s")
