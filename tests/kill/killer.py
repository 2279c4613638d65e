"""Kills processes of a running stack while documents are on their way, by a plan from a seed."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from typing import Self

from service.stack.embedded import Stack
from storage.database import Database
from storage.ledger import ledger

PROCESSES = ("worker", "temporal", "desk", "web")
LATEST_S = 0.4  # after an entry: in the middle of whatever comes next
RETURN_S = 60.0


@dataclass(frozen=True, slots=True)
class Blow:
    """Kill this process so long after the ledger has so many entries."""

    entries: int
    delay_s: float
    process: str


def blows(seed: int, count: int, first: int, last: int) -> list[Blow]:
    """Spread so many kills over the life of the documents; every process gets its share."""
    chance = random.Random(seed)  # noqa: S311 -- a plan that can be repeated, no secret
    names = [PROCESSES[n % len(PROCESSES)] for n in range(count)]
    chance.shuffle(names)
    moments = sorted(chance.choices(range(first, last), k=count))
    return [
        Blow(moment, chance.uniform(0, LATEST_S), name)
        for moment, name in zip(moments, names, strict=True)
    ]


@dataclass
class Killer:
    """Strikes in a thread of its own; `struck` tells what was killed, and when."""

    stack: Stack
    database: Database
    plan: list[Blow]
    struck: list[tuple[str, int]] = field(default_factory=list)
    _over: threading.Event = field(init=False, default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._run, name="killer")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        for blow in self.plan:
            while self._entries() < blow.entries:
                if self._over.wait(0.02):
                    return
            time.sleep(blow.delay_s)
            self._strike(blow)

    def _strike(self, blow: Blow) -> None:
        """Kill the process, waiting for it to be back from the last time."""
        ends = time.monotonic() + RETURN_S
        while (pid := self.stack.supervisor.pid(blow.process)) is None:
            if time.monotonic() > ends or self._over.wait(0.05):
                return
        os.kill(pid, signal.SIGKILL)
        self.struck.append((blow.process, self._entries()))

    def _entries(self) -> int:
        with self.database.reading() as conn:
            return ledger.head(conn)[0]
