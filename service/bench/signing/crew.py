"""A side of the comparison: two processes of one thread each, asked and answering line by line.

Asked `sign PAGES COUNT` or `verify PAGES COUNT`, each process does it COUNT times from and into
memory and answers `SECONDS PROCESSOR_SECONDS PEAK_KIB`. Both begin at once; the slower one's time
counts.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PROCESSES: Final = 2  # a core each
READY: Final = "ready"
END_SECONDS: Final = 30


class CrewFailedError(RuntimeError):
    """A process of a side ended before it had answered; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a side did in one round."""

    documents: int
    seconds: float
    processor_seconds: float  # of both processes together
    peak_kib: int  # resident memory of the larger process, since it began

    @property
    def documents_a_second(self) -> float:
        """How many were ready in a second, both processes together."""
        return self.documents / self.seconds

    @property
    def processor_a_document(self) -> float:
        """How many seconds of one core a document took."""
        return self.processor_seconds / self.documents


@dataclass(frozen=True, slots=True)
class Crew:
    """The running processes of one side."""

    processes: tuple[subprocess.Popen[str], ...]

    def run(self, work: str, pages: int, each: int) -> Done:
        """Have each process do `each` documents of so many pages. Raises CrewFailedError."""
        for process in self.processes:
            _pipe(process.stdin).write(f"{work} {pages} {each}\n")
            _pipe(process.stdin).flush()
        told = [_answer(process).split() for process in self.processes]
        seconds, used, peaks = zip(*told, strict=True)
        return Done(
            documents=each * len(self.processes),
            seconds=max(map(float, seconds)),
            processor_seconds=sum(map(float, used)),
            peak_kib=max(map(int, peaks)),
        )


@contextmanager
def crew(command: Sequence[str]) -> Iterator[Crew]:
    """Start a side and end it. Raises CrewFailedError: it does not start."""
    with ExitStack() as stack:
        processes = tuple(stack.enter_context(_started(command)) for _ in range(PROCESSES))
        for process in processes:
            if _answer(process) != READY:
                raise CrewFailedError("a process speaks another language")
        yield Crew(processes)


def python_side(name: str, folder: Path) -> list[str]:
    """Return the command of a side that is a module of this package."""
    return [sys.executable, "-m", f"service.bench.signing.{name}", str(folder)]


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, text=True, **pipes)  # type: ignore[call-overload] # noqa: S603 -- our own programs
    try:
        yield process
    finally:
        _pipe(process.stdin).close()  # the end of its work
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pipe(process.stdout).close()
        _pipe(process.stderr).close()


def _answer(process: subprocess.Popen[str]) -> str:
    line = _pipe(process.stdout).readline().strip()
    if not line:
        process.kill()
        raise CrewFailedError(_pipe(process.stderr).read()[-4000:])
    return line


def _pipe(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise CrewFailedError("a process without its pipes")
    return stream
