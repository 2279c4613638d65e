"""One office for the tests that only need documents of their own; homes for the others."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from tests.homes import settings_in
from tests.workflow.office import Office
from tests.workflow.running import RunningWorker, running_desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from service.config import Settings
    from service.stack.layout import Layout
    from service.stack.temporal_server import TemporalServer


def settings_on(layout: Layout, server: TemporalServer) -> Settings:
    """Return settings of a home with a task queue of its own on the run's server."""
    return settings_in(
        layout, temporal_address=server.address, task_queue=f"q-{secrets.token_hex(4)}"
    )


@pytest.fixture(scope="session")
def shared_settings(new_home: Callable[[], Layout], temporal_server: TemporalServer) -> Settings:
    return settings_on(new_home(), temporal_server)


@pytest.fixture(scope="session")
def shared_worker(shared_settings: Settings) -> Iterator[RunningWorker]:
    with RunningWorker(shared_settings) as worker:
        yield worker


@pytest.fixture(scope="session")
def office(shared_worker: RunningWorker) -> Office:
    """The office that most tests share; no two of them share a document."""
    return Office(shared_worker.settings)


@pytest.fixture(scope="session")
def desk(shared_settings: Settings, surroundings: Mapping[str, str]) -> Iterator[None]:
    """The shared office's desk."""
    with running_desk(shared_settings, surroundings):
        yield


@pytest.fixture
def own_settings(own_home: Layout, temporal_server: TemporalServer) -> Settings:
    """Settings of a home and a task queue of one test."""
    return settings_on(own_home, temporal_server)
