"""What the processes take while they work: memory and processor time, once a second from /proc."""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from service.bench.processor import used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.stack.supervisor import Supervisor

CHILDREN: Final = ("temporal", "desk", "worker", "web")
OFFICE: Final = "soffice"
CALLERS: Final = "callers"  # this very process, in which the people act
EVERY_S: Final = 1.0
TOLD_EVERY_S: Final = 10.0
MIB: Final = 2**20
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class Watch(threading.Thread):
    """Looks at each process once a second, until told to stop."""

    def __init__(self, supervisor: Supervisor) -> None:
        super().__init__(name="watch", daemon=True)
        self._supervisor = supervisor
        self._over = threading.Event()
        self._seconds: dict[tuple[str, int], float] = {}  # also of processes that have ended
        self.peak: dict[str, int] = defaultdict(int)  # bytes
        self.now: dict[str, int] = {}

    @override
    def run(self) -> None:
        while not self._over.wait(EVERY_S):
            self.look()

    def stop(self) -> None:
        """End watching."""
        self._over.set()
        self.join()

    def look(self) -> None:
        """Take one sample."""
        found: dict[str, int] = defaultdict(int)
        for name, pid in self._processes():
            with suppress(OSError, IndexError):  # it ended meanwhile
                self._seconds[name, pid] = used([pid])
                found[name] += _resident(pid)
        self.now = dict(found)
        for name, size in found.items():
            self.peak[name] = max(self.peak[name], size)

    def processor_seconds(self) -> dict[str, float]:
        """Return what each has computed so far."""
        summed: dict[str, float] = defaultdict(float)
        for (name, _), seconds in list(self._seconds.items()):
            summed[name] += seconds
        return dict(summed)

    def _processes(self) -> Iterator[tuple[str, int]]:
        yield CALLERS, os.getpid()
        for name in CHILDREN:
            pid = self._supervisor.pid(name)
            if pid is not None:
                yield name, pid
                for below in _below(pid):
                    yield OFFICE if OFFICE in _name_of(below) else name, below


@dataclass(slots=True)
class Progress:
    """How far a step is; told now and then."""

    step: str
    whole: int
    say: Callable[[str], None]
    done: int = 0
    begun: float = field(default_factory=time.monotonic)
    _told: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def one_more(self) -> None:
        """Count one."""
        with self._lock:
            self.done += 1
            self._tell()

    def so_many(self, done: int) -> None:
        """Set how many are done."""
        with self._lock:
            self.done = done
            self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told >= TOLD_EVERY_S:
            self._told = now
            rate = self.done / (now - self.begun)
            self.say(f"{self.step}: {self.done}/{self.whole}, {rate:.1f}/s")


@dataclass(frozen=True, slots=True)
class Took:
    """What a step took."""

    step: str
    count: int
    seconds: float
    processor: dict[str, float]  # seconds, by process
    memory: dict[str, int]  # bytes at its end, by process

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds if self.seconds else 0.0


@dataclass(slots=True)
class Clockwork:
    """Measures steps, one after the other."""

    watch: Watch
    say: Callable[[str], None]
    taken: list[Took] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, count: int) -> Iterator[Progress]:
        """Measure what is done in the `with` block."""
        self.watch.look()
        before, begun = self.watch.processor_seconds(), time.monotonic()
        yield Progress(name, count, self.say)
        seconds = time.monotonic() - begun
        self.watch.look()
        after = self.watch.processor_seconds()
        spent = {n: round(after[n] - before.get(n, 0.0), 2) for n in after}
        took = Took(name, count, seconds, spent, dict(self.watch.now))
        self.taken.append(took)
        self.say(f"{name}: {count} in {seconds:.1f} s, {took.rate:.1f}/s, processor {spent}")


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def _name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8")
    except OSError:
        return ""


def _below(pid: int) -> Iterator[int]:
    """Yield all descendants of a process."""
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield int(child)
                yield from _below(int(child))
