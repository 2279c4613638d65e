"""Kills processes of a running stack while documents are on their way, by a plan from a seed."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self

from storage.database import Database
from storage.errors import StorageError
from storage.ledger import ledger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.stack.supervisor import Supervisor

PROCESSES = ("worker", "temporal", "desk", "web")
LATEST_S = 0.4  # after an entry: in the middle of whatever comes next
RETURN_S = 60.0


@dataclass(frozen=True, slots=True)
class Blow:
    """Kill this process so long after the ledger has so many entries."""

    entries: int
    delay_s: float
    process: str


class Supervised(Protocol):
    """Whatever is watched by a supervisor: a stack, an installation on servers."""

    @property
    def supervisor(self) -> Supervisor:
        """Who starts again what was killed."""
        ...


def blows(
    seed: int, count: int, first: int, last: int, processes: Sequence[str] = PROCESSES
) -> list[Blow]:
    """Spread so many kills over the life of the documents; every process gets its share."""
    chance = random.Random(seed)  # noqa: S311 -- a plan that can be repeated, no secret
    names = [processes[n % len(processes)] for n in range(count)]
    chance.shuffle(names)
    moments = sorted(chance.choices(range(first, last), k=count))
    return [
        Blow(moment, chance.uniform(0, LATEST_S), name)
        for moment, name in zip(moments, names, strict=True)
    ]


@dataclass
class Killer:
    """Strikes in a thread of its own; `struck` tells what was killed, and when."""

    stack: Supervised
    database: Database
    plan: list[Blow]
    struck: list[tuple[str, int]] = field(default_factory=list)
    _over: threading.Event = field(init=False, default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)
    _seen: int = field(init=False, default=0)  # entries, when the database last said so

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
        with suppress(StorageError), self.database.reading() as conn:  # it may be the victim
            self._seen = ledger.head(conn)[0]
        return self._seen
