"""A real worker and a real desk around a home, as long as a test wants them."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from doc_templates.to_pdf import LibreOffice
from service.config import Settings
from service.stack.child import Child, ChildPlan
from service.stack.embedded import answers_on_socket
from tests.homes import real_clock
from tests.waiting import until
from workflows import worker
from workflows.connecting import connect_waiting
from workflows.worker import CACHED_WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from service.stack.temporal_server import TemporalServer

READY_S = 120.0


@dataclass
class RunningWorker:
    """`workflows.worker.build` on a thread of its own; may be stopped and started again."""

    settings: Settings
    clock: Callable[[], datetime] = real_clock
    soffice: str | None = None  # None: the one on the path
    cached_workflows: int = CACHED_WORKFLOWS
    identity: str = "worker"
    _loop: asyncio.AbstractEventLoop | None = field(init=False, default=None)
    _stop: asyncio.Event | None = field(init=False, default=None)
    _thread: threading.Thread | None = field(init=False, default=None)
    _failure: list[BaseException] = field(init=False, default_factory=list)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Run until `stop`; returns when the worker asks for work."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="worker")
        self._thread.start()
        assert ready.wait(READY_S), self._failure

    def stop(self) -> None:
        """Let go as a worker that is told to end does."""
        if self._thread is None:
            return
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread = None
        if self._failure:
            raise self._failure.pop()

    def _run(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(ready))
        except BaseException as failure:  # noqa: BLE001 -- carried to the thread that stops it
            self._failure.append(failure)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        client = await connect_waiting(self.settings, self.identity)
        with LibreOffice(self.soffice) as converter:
            async with worker.build(
                self.settings, client, self.clock, converter, self.cached_workflows
            ):
                ready.set()
                await self._stop.wait()


@contextmanager
def running_desk(settings: Settings, surroundings: Mapping[str, str]) -> Iterator[None]:
    """Run `trinhky desk` on a home."""
    told: dict[str, Any] = {"TRINHKY_HOME": str(settings.layout.home)}
    with (settings.layout.logs / "desk.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "desk"],
            env={**surroundings, **told}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        until(lambda: answers_on_socket(settings.desk_socket), READY_S)
        yield
    finally:
        process.terminate()
        process.wait(READY_S)


@contextmanager
def worker_process(
    settings: Settings, soffice: Path, surroundings: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `trinhky worker`, its words going to the home's log."""
    told = {
        "TRINHKY_HOME": str(settings.layout.home),
        "TRINHKY_TEMPORAL_ADDRESS": settings.temporal_address,
        "TRINHKY_TASK_QUEUE": settings.task_queue,
        "TRINHKY_SOFFICE": str(soffice),
    }
    with (settings.layout.logs / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "worker"],
            env={**surroundings, **told}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


class RunningTemporal:
    """A development server of one test, whose file can be put back to an older copy."""

    def __init__(self, server: TemporalServer, surroundings: Mapping[str, str]) -> None:
        self._server, self._surroundings = server, surroundings
        self._child = self._started()

    def restore(self, older: Path) -> None:
        """Stop, put an older copy in place of the file, start again."""
        self.stop()
        for left in self._server.file.parent.glob(f"{self._server.file.name}*"):
            left.unlink()
        shutil.copyfile(older, self._server.file)
        self._child = self._started()

    def stop(self) -> None:
        self._child.stop()

    def _started(self) -> Child:
        plan = ChildPlan(
            name="temporal", command=self._server.command(), environment=self._surroundings,
            log=self._server.file.with_suffix(".log"), probe=self._server.is_serving,
        )  # fmt: skip
        child = Child(plan)
        child.start(real_clock())
        until(child.is_healthy, READY_S)
        return child
