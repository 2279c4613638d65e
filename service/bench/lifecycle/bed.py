"""What is measured, running: Temporal and our worker as `trinhky up` starts them, and the bare one.

The home is planted with the demo organisation; the ports are free ones.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from service.config import PREFIX, Settings
from service.demo import seed_home
from service.errors import ChildFailedError
from service.stack.child import Child, ChildPlan
from service.stack.embedded import Ports, children
from service.stack.first_run import prepare
from service.stack.ports import LOOPBACK
from service.stack.temporal_server import NAMESPACE, TemporalServer
from service.temporal_gateway import TemporalGateway, build

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BARE_QUEUE = "bare"
BARE_WORKER = "service.bench.lifecycle.bare_worker"
ASK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Bed:
    """One server with two workers, and the way in that our pages use."""

    settings: Settings
    gateway: TemporalGateway
    pids: tuple[int, ...]  # of the server and both workers


@contextmanager
def running_bed(temporal: Path, environ: Mapping[str, str]) -> Iterator[Bed]:
    """Run server and workers while the `with` block runs, on a home that is removed afterwards.

    Raises:
        ChildFailedError: one of them did not become healthy, or did not live to the end.
    """
    home = Path(tempfile.mkdtemp(prefix="trinhky-"))
    try:
        with bed_at(home, temporal, environ) as bed:
            yield bed
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def bed_at(home: Path, temporal: Path, environ: Mapping[str, str]) -> Iterator[Bed]:
    """Run them on a home of the caller's, planted first where it is empty. Raises as above."""
    settings, ports = _settings(home)
    prepare(settings, clock(), lambda _key, _what: None, seed_home)
    plans = _plans(settings, ports, temporal, _installed(environ, home))
    with _running(plans) as running:
        pids = tuple(child.pid or 0 for child in running)
        yield Bed(settings, build(settings, clock), pids)


def clock() -> datetime:
    """Read the clock: a composition root may."""
    return datetime.now(UTC)  # noqa: TID251 -- composition root


def _settings(home: Path) -> tuple[Settings, Ports]:
    ports = Ports.free()
    told = {
        f"{PREFIX}HOME": str(home),
        f"{PREFIX}DEMO": "1",
        f"{PREFIX}WEB_PORT": str(ports.web),
        f"{PREFIX}TEMPORAL_ADDRESS": f"{LOOPBACK}:{ports.temporal}",
    }
    return Settings.from_env(told), ports


def _installed(environ: Mapping[str, str], home: Path) -> Mapping[str, str]:
    """Return the surroundings of an installed program: what was compiled once is kept.

    The sandbox loads a workflow's module anew for each document. Where Python may not write its
    compiled form, as in many development machines and images, it compiles it anew as well.
    """
    own = {n: v for n, v in environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    return own | {"PYTHONPYCACHEPREFIX": str(home / "compiled")}


def _plans(
    settings: Settings, ports: Ports, temporal: Path, environ: Mapping[str, str]
) -> list[ChildPlan]:
    """Take server and worker out of the embedded stack as they are, and add the bare worker."""
    stack = children(settings, ports, temporal, environ)
    known = {plan.name: plan for wave in stack for plan in wave}
    return [known["temporal"], known["worker"], _bare_plan(settings, ports, temporal, environ)]


def _bare_plan(
    settings: Settings, ports: Ports, temporal: Path, environ: Mapping[str, str]
) -> ChildPlan:
    server = TemporalServer(temporal, ports.temporal, settings.layout.temporal_file)
    where = (settings.temporal_address, NAMESPACE, BARE_QUEUE)
    return ChildPlan(
        name="bare-worker",
        command=(sys.executable, "-m", BARE_WORKER, *where),
        environment={name: v for name, v in environ.items() if not name.startswith(PREFIX)},
        log=settings.layout.logs / "bare-worker.log",
        probe=lambda since: server.has_poller(BARE_QUEUE, since),
    )


@contextmanager
def _running(plans: list[ChildPlan]) -> Iterator[list[Child]]:
    """Start one after the other; unlike the supervisor, start nothing again that ended."""
    started: list[Child] = []
    with ExitStack() as ending:
        for plan in plans:
            child = Child(plan)
            ending.callback(child.stop)
            child.start(clock())
            _wait(child)
            started.append(child)
        yield started
        for child in started:
            if not child.is_running:
                raise ChildFailedError(_told(child))


def _wait(child: Child) -> None:
    ends = time.monotonic() + child.plan.ready_limit_s
    while not child.is_healthy():
        if time.monotonic() > ends or not child.is_running:
            raise ChildFailedError(_told(child))
        time.sleep(ASK_EVERY_S)
    child.plan.once_ready()


def _told(child: Child) -> str:
    return " | ".join([child.plan.name, *child.last_lines()])
