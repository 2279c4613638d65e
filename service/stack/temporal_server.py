"""Temporal's development server as a child: its command line, its probe, and how long it keeps.

Facts behind the choices: without eager execution a lone act takes 100 ms instead of 50; WAL with
`synchronous=full` survives a power cut and is quicker than the file as it comes; a closed history
is deleted after the namespace's retention, 24 hours unless told otherwise, and the date is written
when a workflow closes, so retention is set before the first one can.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.errors import RetentionNotKeptError
from service.stack.ports import LOOPBACK

NAMESPACE = "default"
RETENTION_HOURS = 2160  # 90 days
ASK_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class TemporalServer:
    """One development server: the program, its port, its file."""

    program: Path
    port: int
    file: Path

    @property
    def address(self) -> str:
        """host:port, loopback only."""
        return f"{LOOPBACK}:{self.port}"

    def command(self) -> tuple[str, ...]:
        """Return the command line that runs it in the foreground."""
        where = ("--ip", LOOPBACK, "--port", str(self.port), "--headless")
        kept = ("--db-filename", str(self.file), "--namespace", NAMESPACE)
        pragmas = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=full")
        eager = ("--dynamic-config-value", "system.enableActivityEagerExecution=true")
        quiet = ("--log-level", "warn")
        start = (str(self.program), "server", "start-dev")
        return (*start, *where, *kept, *pragmas, *eager, *quiet)

    def is_serving(self, _since: datetime) -> bool:
        """Whether the server answers for our namespace."""
        return self.ask("operator", "namespace", "describe", "--namespace", NAMESPACE) is not None

    def keep_histories(self) -> None:
        """Set the retention, and read it back.

        Raises:
            RetentionNotKeptError: the server does not answer with what was set.
        """
        update = ("operator", "namespace", "update", "--namespace", NAMESPACE)
        self.ask(*update, "--retention", f"{RETENTION_HOURS}h")
        told = self.ask("operator", "namespace", "describe", "--namespace", NAMESPACE)
        kept = retention_seconds(told or "{}")
        if kept != RETENTION_HOURS * 3600:
            raise RetentionNotKeptError(f"wanted {RETENTION_HOURS} h, the server says {kept} s")

    def has_poller(self, task_queue: str, since: datetime) -> bool:
        """Whether a worker has asked for work on `task_queue` after `since`."""
        told = self.ask("task-queue", "describe", "--task-queue", task_queue)
        return any(moment >= since for moment in _last_asked(told or "{}"))

    def ask(self, *words: str) -> str | None:
        """Ask through the program's own client; None when the server did not answer well."""
        client = (str(self.program), *words, "--address", self.address, "--output", "json")
        try:
            said = subprocess.run(
                client, capture_output=True, text=True, timeout=ASK_LIMIT_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return said.stdout if said.returncode == 0 else None


def retention_seconds(described: str) -> float | None:
    """Return the retention in the JSON of `namespace describe`, seconds; None if not there."""
    config = json.loads(described).get("config", {})
    value = str(config.get("workflowExecutionRetentionTtl", ""))
    return float(value.removesuffix("s")) if value.endswith("s") else None


def _last_asked(described: str) -> list[datetime]:
    """Return when each poller in the JSON of `task-queue describe` last asked."""
    pollers = json.loads(described).get("pollers") or []
    return [datetime.fromisoformat(poller["lastAccessTime"]) for poller in pollers]
