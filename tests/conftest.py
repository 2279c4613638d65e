"""What every test may ask for: an empty home, free ports, a private Temporal server."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from service.config import temporal_search
from service.stack.child import Child, ChildPlan
from service.stack.layout import Layout
from service.stack.ports import free_ports
from service.stack.temporal_binary import find_temporal
from service.stack.temporal_server import TemporalServer
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytest_plugins = ["tests.strictness", "tests.ending", "tests.homes", "tests.side_by_side"]
SERVER_READY_S = 180.0
# A busy machine is no defect: with CI=true Hypothesis has a profile of its own that says the same.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
if settings.get_current_profile_name() == "default":
    settings.load_profile("patient")


@pytest.fixture
def free_port() -> int:
    """A loopback port that nobody listens on."""
    return free_ports(1)[0]


@pytest.fixture
def home() -> Iterator[Layout]:
    """An empty, laid-out home directory, its path short enough for a unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="tk-"))
    layout = Layout(folder)
    layout.make()
    yield layout
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def surroundings() -> Mapping[str, str]:
    """The environment of this run without settings of ours that someone may have exported."""
    own = dict(os.environ)  # noqa: TID251  # the tests' composition root
    return {name: value for name, value in own.items() if not name.startswith("TRINHKY_")}


@pytest.fixture(scope="session")
def temporal_program(surroundings: Mapping[str, str]) -> Path:
    """The Temporal program, found or built as `make setup` does."""
    return find_temporal(temporal_search(surroundings, print))


@pytest.fixture(scope="session")
def temporal_server(
    temporal_program: Path,
    surroundings: Mapping[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TemporalServer]:
    """A private development server with a file of its own; every test run has another one."""
    folder = tmp_path_factory.mktemp("temporal")
    server = TemporalServer(temporal_program, free_ports(1)[0], folder / "temporal.sqlite3")
    plan = ChildPlan(
        name="temporal",
        command=server.command(),
        environment=surroundings,
        log=folder / "temporal.log",
        probe=server.is_serving,
    )
    child = Child(plan)
    child.start(datetime.now(UTC))  # noqa: TID251  # the tests' composition root
    try:
        until(child.is_healthy, SERVER_READY_S)
        server.keep_histories()
        yield server
    finally:
        child.stop()
