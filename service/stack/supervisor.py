"""Keeping the processes of one machine alive: started in order, watched, restarted, stopped.

Knows nothing of Temporal, the web or the desk: a child is a plan. Reads no settings. Everything
that happens is told to `report`, one event each; the terminal turns it into lines.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from service.errors import ChildFailedError, ServiceError
from service.stack.child import Child, ChildPlan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

WATCH_EVERY_S = 0.5
PROBE_EVERY_S = 5.0
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
CALM_AFTER_S = 60.0  # a child that ran this long starts again without waiting


class Happening(StrEnum):
    """What can happen to a child."""

    STARTING = "starting"
    READY = "ready"
    ENDED = "ended"  # by itself, or killed by someone: it will be started again
    UNWELL = "unwell"  # runs, but its probe says no
    WELL = "well"  # again
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one child."""

    child: str
    happening: Happening
    seconds: float = 0.0  # of STARTING: until the attempt; of READY: since it was started
    exit_code: int | None = None


class _Watched:
    """A child and what the supervisor remembers about it."""

    def __init__(self, plan: ChildPlan) -> None:
        self.child = Child(plan)
        self.begun = 0.0  # monotonic
        self.wait_s = FIRST_WAIT_S
        self.start_after: float | None = None  # monotonic; None: nothing to start
        self.is_ready = False
        self.is_well = True
        self.probe_after = 0.0
        self.refusal = ""  # why it could not be made ready


class Supervisor:
    """Runs the plans wave after wave, in the thread that calls `run`.

    The children of one wave start together; the next wave waits until all of them are healthy.
    """

    def __init__(
        self,
        waves: Sequence[Sequence[ChildPlan]],
        clock: Callable[[], datetime],
        report: Callable[[Event], None],
    ) -> None:
        self._waves = [[_Watched(plan) for plan in wave] for wave in waves]
        self._watched = [watched for wave in self._waves for watched in wave]
        self._clock = clock
        self._report = report
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._ended = threading.Event()

    def run(self) -> None:
        """Start every child, watch them until `request_stop`, then end them in reverse order.

        Raises:
            ChildFailedError: a child did not become healthy in time at the start; whatever had
                been started is ended before this is raised.
        """
        try:
            for wave in self._waves:
                self._bring_up(wave)
            if not self._stop.is_set():
                self._ready.set()
            while not self._stop.wait(WATCH_EVERY_S):
                for watched in self._watched:
                    self._look_after(watched)
        finally:
            self._end_all()
            self._ended.set()

    def request_stop(self) -> None:
        """Ask `run` to end; safe in signal handlers and from other threads."""
        self._stop.set()

    def wait_ready(self, limit_s: float) -> bool:
        """Wait until every child has been healthy once; False when the time is over."""
        return self._ready.wait(limit_s)

    def wait_ended(self, limit_s: float | None = None) -> bool:
        """Wait until `run` has ended every child; False when the time is over."""
        return self._ended.wait(limit_s)

    def pid(self, name: str) -> int | None:
        """Return the process id of the child `name` while it runs.

        Raises:
            KeyError: there is no such child.
        """
        return {watched.child.plan.name: watched.child for watched in self._watched}[name].pid

    def _bring_up(self, wave: Sequence[_Watched]) -> None:
        """Start the children of a wave for the first time and wait until all are healthy."""
        if self._stop.is_set():
            return
        for watched in wave:
            self._start(watched)
        waiting = list(wave)
        while waiting and not self._stop.wait(0.1):
            waiting = [watched for watched in waiting if not self._has_become_ready(watched)]
            for watched in waiting:
                self._refuse_failed(watched)

    def _refuse_failed(self, watched: _Watched) -> None:
        """Give up when a child ended, or is not healthy in time, at its first start."""
        late = time.monotonic() > watched.begun + watched.child.plan.ready_limit_s
        if late or not watched.child.is_running:
            raise ChildFailedError(self._told(watched))

    def _look_after(self, watched: _Watched) -> None:
        """Look at one child once: start it again if it ended, ask its probe now and then."""
        now = time.monotonic()
        if watched.start_after is not None:
            if now >= watched.start_after:
                self._start_again(watched)
        elif not watched.child.is_running:
            self._plan_restart(watched, now)
        elif now >= watched.probe_after:
            self._ask(watched, now)

    def _start(self, watched: _Watched) -> None:
        """Start a child's process."""
        watched.start_after, watched.is_ready, watched.is_well = None, False, True
        watched.begun = watched.probe_after = time.monotonic()
        self._tell(watched, Happening.STARTING)
        watched.child.start(self._clock())

    def _start_again(self, watched: _Watched) -> None:
        """Start a child that had ended; a machine that cannot do so now is asked again later."""
        try:
            self._start(watched)
        except OSError:  # no process or file handle left: told as one more ending
            self._plan_restart(watched, time.monotonic())

    def _plan_restart(self, watched: _Watched, now: float) -> None:
        """Note that a child ended and when it is tried again: later each time it keeps ending."""
        if now - watched.begun >= CALM_AFTER_S:
            watched.wait_s = FIRST_WAIT_S
        watched.start_after = now + watched.wait_s
        self._tell(watched, Happening.ENDED, watched.wait_s)
        watched.wait_s = min(watched.wait_s * 2, LONGEST_WAIT_S)

    def _ask(self, watched: _Watched, now: float) -> None:
        """Ask a running child's probe, and report only what has changed."""
        if not watched.is_ready:
            self._has_become_ready(watched)
            return
        healthy = watched.child.is_healthy()
        if healthy != watched.is_well:
            watched.is_well = healthy
            self._tell(watched, Happening.WELL if healthy else Happening.UNWELL)
        watched.probe_after = now + PROBE_EVERY_S

    def _has_become_ready(self, watched: _Watched) -> bool:
        """Ask whether a started child is healthy now; if so, do what waits for that."""
        if not watched.child.is_healthy():
            return False
        try:
            watched.child.plan.once_ready()
        except ServiceError as refusal:  # asked again; at the first start it is told in the end
            watched.refusal = f"{refusal.code}: {refusal}"
            return False
        watched.is_ready = True
        watched.probe_after = time.monotonic() + PROBE_EVERY_S
        self._tell(watched, Happening.READY, time.monotonic() - watched.begun)
        return True

    def _end_all(self) -> None:
        """End the children, the last started first."""
        self._ready.clear()
        for watched in reversed(self._watched):
            if watched.child.starts:
                watched.child.stop()
                self._tell(watched, Happening.STOPPED)

    def _tell(self, watched: _Watched, happening: Happening, seconds: float = 0.0) -> None:
        """Report one event."""
        child = watched.child
        self._report(Event(child.plan.name, happening, seconds, child.exit_code))

    @staticmethod
    def _told(watched: _Watched) -> str:
        """Say why a child is not healthy: its name, its log, its last words."""
        plan = watched.child.plan
        words = " | ".join([watched.refusal, *watched.child.last_lines()])
        return f"{plan.name}: {plan.log}: {words}"[:2000]
