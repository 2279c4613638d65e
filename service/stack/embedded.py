"""The whole product on one machine: Temporal, the desk, a worker and the web, as one stack.

Composition only: which children there are, what they are told, when each is healthy.
"""

from __future__ import annotations

import fcntl
import json
import socket
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from service.errors import HomeInUseError
from service.stack.child import ChildPlan
from service.stack.layout import Layout
from service.stack.ports import LOOPBACK, free_ports
from service.stack.supervised import supervised
from service.stack.supervisor import Supervisor
from service.stack.temporal_server import NAMESPACE, TemporalServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from service.config import Settings
    from service.stack.supervisor import Event
    from workflows.config import RevocationAsking, S3Access

NOTE = "stack.json"  # in the home's `run` folder, while the stack runs
PROBE_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Ports:
    """The loopback ports of one stack."""

    temporal: int
    web: int

    @classmethod
    def free(cls) -> Ports:
        """Return two ports that nobody uses now."""
        return cls(*free_ports(2))


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack: how to reach it and its processes."""

    layout: Layout
    ports: Ports
    supervisor: Supervisor

    @property
    def web_url(self) -> str:
        """The address of the start page."""
        return f"http://{LOOPBACK}:{self.ports.web}"

    @property
    def temporal_address(self) -> str:
        """host:port of Temporal."""
        return f"{LOOPBACK}:{self.ports.temporal}"


def children(
    settings: Settings, ports: Ports, temporal: Path, surroundings: Mapping[str, str]
) -> list[list[ChildPlan]]:
    """Return the plans of the four processes: first Temporal, then those that work with it."""
    layout = settings.layout
    server = TemporalServer(temporal, ports.temporal, layout.temporal_file)
    others = {name: v for name, v in surroundings.items() if not name.startswith("TRINHKY_")}
    told = others | told_to_children(settings, ports)

    def worker_asks(since: datetime) -> bool:
        return server.has_poller(settings.task_queue, since)

    def desk_answers(_since: datetime) -> bool:
        return answers_on_socket(settings.desk_socket)

    def web_answers(_since: datetime) -> bool:
        return answers_http(f"http://{LOOPBACK}:{ports.web}/healthz")

    temporal_plan = ChildPlan(
        name="temporal",
        command=server.command(),
        environment=others,
        log=layout.logs / "temporal.log",
        probe=server.is_serving,
        once_ready=server.keep_histories,
    )
    desk = _own("desk", layout, told, desk_answers)
    worker = _own("worker", layout, told, worker_asks)
    web = _own("web", layout, told, web_answers)
    return [[temporal_plan], [desk, worker, web]]


def told_to_children(settings: Settings, ports: Ports) -> dict[str, str]:
    """Return every setting of this stack by name, so that no child guesses one.

    Temporal is always this stack's own, on loopback, and the desk and the web have one user.
    """
    told: dict[str, object] = {
        "HOME": settings.layout.home,
        "TEMPORAL_ADDRESS": f"{LOOPBACK}:{ports.temporal}",
        "TEMPORAL_NAMESPACE": NAMESPACE,
        "TASK_QUEUE": settings.task_queue,
        "DATABASE_URL": settings.database_url.reveal(),
        "BLOBS": settings.blobs,
        "PKI_DIR": settings.pki_dir,
        "DESK_DIR": settings.desk_dir,
        "DESK_SOCKET": settings.desk_socket,
        "TSA_URLS": " ".join(settings.tsa_urls),
        "TSA_POLICIES": " ".join(settings.tsa_policies),
        "WEB_HOST": LOOPBACK,
        "WEB_PORT": ports.web,
        "BASE_URL": settings.base_url,
        "SECRET_KEY_FILE": settings.secret_key_file,
        "SECOND_FACTOR_KEY_FILE": settings.second_factor_key_file,
        "DEMO": int(settings.demo),
        "PRODUCTION": int(settings.production),
        "SOFFICE": settings.soffice,
    } | (_told_of_bucket(settings.s3) if settings.s3 else {})
    told |= _told_of_revocation(settings.revocation) if settings.revocation else {}
    return {f"TRINHKY_{name}": str(value) for name, value in told.items()}


def _told_of_revocation(asking: RevocationAsking) -> dict[str, object]:
    return {
        "REVOCATION_HOSTS": " ".join(asking.hosts),
        "REVOCATION_PRIVATE_HOSTS": " ".join(asking.private_hosts),
        "REVOCATION_CACHE": asking.cache,
    }


def _told_of_bucket(access: S3Access) -> dict[str, object]:
    return {
        "S3_ACCESS_KEY_FILE": access.key_files[0],
        "S3_SECRET_KEY_FILE": access.key_files[1],
        "S3_REGION": access.region,
        "S3_CA_FILE": access.ca_file or "",
    }


@contextmanager
def start_embedded(
    settings: Settings,
    ports: Ports,
    temporal: Path,
    surroundings: Mapping[str, str],
    report: Callable[[Event], None],
) -> Iterator[Stack]:
    """Run the stack while the `with` block runs; its home must have been prepared.

    `surroundings` is the environment of this process; `temporal` is the program to start.

    Raises:
        HomeInUseError: another stack runs on this home.
        ChildFailedError: a process did not become healthy; all are ended.
    """
    waves = children(settings, ports, temporal, surroundings)
    with _alone(settings.layout), supervised(waves, report) as supervisor:
        stack = Stack(settings.layout, ports, supervisor)
        note_addresses(stack)
        try:
            yield stack
        finally:
            (settings.layout.run / NOTE).unlink(missing_ok=True)


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """Hold the home's lock: two stacks on the same files would destroy each other's order."""
    with (layout.run / "lock").open("w") as guard:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise HomeInUseError(str(layout.home)) from taken
        yield


def note_addresses(stack: Stack) -> None:
    """Leave the addresses for other commands of this home while the stack runs."""
    note = {"web": stack.web_url, "temporal": stack.temporal_address}
    (stack.layout.run / NOTE).write_text(json.dumps(note), encoding="utf-8")


def answers_http(url: str) -> bool:
    """Whether a GET of `url` is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=PROBE_LIMIT_S) as answer:  # noqa: S310  # ours
            return bool(answer.status == HTTPStatus.OK)
    except (OSError, urllib.error.URLError):
        return False


def answers_on_socket(path: Path) -> bool:
    """Whether someone accepts connections on the unix socket `path`."""
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(PROBE_LIMIT_S)
        try:
            caller.connect(str(path))
        except OSError:
            return False
    return True


def _own(
    name: str, layout: Layout, told: Mapping[str, str], probe: Callable[[datetime], bool]
) -> ChildPlan:
    """Return the plan of one of our own processes."""
    return ChildPlan(
        name=name,
        command=(sys.executable, "-m", "service.cli", name),
        environment=told,
        log=layout.logs / f"{name}.log",
        probe=probe,
    )
