"""Server programs for tests: built once by `go install` into this user's cache, run as children."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

BUILD_LIMIT_S = 1800  # MinIO takes four to five minutes on two cores
READY_S = 180.0
STOP_S = 10.0


@dataclass(frozen=True)
class GoProgram:
    """A program of a Go module at a pinned version."""

    name: str
    module: str
    version: str

    def find(self, cache: Path) -> Path:
        """Return the program from `cache`, built there first if there is none."""
        program = cache / f"{self.name}-{self.version}" / self.name
        if not program.is_file():
            cache.mkdir(parents=True, exist_ok=True)
            with (cache / f"{self.name}.lock").open("w") as guard:
                fcntl.flock(guard, fcntl.LOCK_EX)
                if not program.is_file():  # someone else may have built it while we waited
                    self._build(cache, program)
        return program

    def _build(self, cache: Path, program: Path) -> None:
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            own = {"GOBIN": folder, "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
            built = subprocess.run(
                [_go(cache), "install", f"{self.module}@{self.version}"],
                env={**os.environ, **own},  # noqa: TID251 - Go finds its own folders there
                capture_output=True,
                text=True,
                check=False,
                timeout=BUILD_LIMIT_S,
            )
            assert built.returncode == 0, f"{self.name} was not built: {built.stderr[-500:]}"
            program.parent.mkdir(exist_ok=True)
            (Path(folder) / self.name).rename(program)  # there whole or not at all


def _go(cache: Path) -> str:
    """Return the Go that Temporal was built with: the cache's, fetched where PATH's is too old."""
    fetched = cache / "go" / "bin" / "go"
    go = str(fetched) if fetched.is_file() else shutil.which("go")
    assert go is not None, "no Go: neither on PATH nor where `trinhky temporal` leaves it"
    return go


@contextmanager
def serving(
    command: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    is_ready: Callable[[], bool],
    user: str | None = None,
) -> Iterator[int]:
    """Run a server, as `user` if told, and give its process id; it has ended when this returns."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            command, env=environment, stdout=written, stderr=written, user=user, cwd="/"
        )
    try:
        until(lambda: process.poll() is not None or is_ready(), READY_S)
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL's quick stop; for the others as TERM
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
