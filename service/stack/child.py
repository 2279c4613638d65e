"""One child of the supervisor: its plan, its process, its log; how it is started and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

GUARDIAN = Path(__file__).with_name("guardian.py")
Probe = Callable[[datetime], bool]  # is it healthy? given when it was started (UTC)


@dataclass(frozen=True, kw_only=True)
class ChildPlan:
    """What one child is: its command line, its surroundings, and when it counts as healthy."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    probe: Probe
    once_ready: Callable[[], None] = field(default=lambda: None)  # before the next child starts
    ready_limit_s: float = 60.0
    stop_limit_s: float = 12.0  # longer than the guardian's time of grace


class Child:
    """A process started from a plan, in a session of its own, behind a guardian."""

    def __init__(self, plan: ChildPlan) -> None:
        self.plan = plan
        self.starts = 0
        self.started_at: datetime | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, now: datetime) -> None:
        """Start the process; what it prints is appended to its log.

        Call it from a thread that lives as long as the child may: the kernel ends the child with
        the thread that started it.
        """
        flags = [sys.executable, "-I", "-S", str(GUARDIAN), str(os.getpid())]
        with self.plan.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*flags, *self.plan.command],
                env=dict(self.plan.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077,  # what the processes write is nobody else's
            )
        self.starts += 1
        self.started_at = now

    @property
    def exit_code(self) -> int | None:
        """The exit code of the last process, or None while it runs or before it was started."""
        return None if self._process is None else self._process.poll()

    @property
    def is_running(self) -> bool:
        """Whether there is a process now."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process id of the command itself (not of its guardian), while it runs."""
        if self._process is None or not self.is_running:
            return None
        guardian = self._process.pid
        try:
            listed = Path(f"/proc/{guardian}/task/{guardian}/children").read_text(encoding="ascii")
        except OSError:
            return None
        return int(listed.split()[0]) if listed.split() else None

    def is_healthy(self) -> bool:
        """Whether the process runs and its probe says so."""
        return self.started_at is not None and self.is_running and self.plan.probe(self.started_at)

    def stop(self) -> None:
        """End the process: the order to stop, a time limit, SIGKILL; returns when it is gone."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(self.plan.stop_limit_s)
        except subprocess.TimeoutExpired:
            self._process.kill()  # the kernel then kills the command
            self._process.wait()

    def last_lines(self, count: int = 5) -> list[str]:
        """Return the end of the log, for a message that someone must act upon."""
        try:
            text = self.plan.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        return text.splitlines()[-count:]
