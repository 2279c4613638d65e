"""A process that is not there is found to be away; a worker is known by its queue."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from service.cli import run
from service.deployment import health
from tests.homes import real_clock, settings_in
from tests.waiting import until
from tests.workflow.running import RunningWorker
from workflows.connecting import identity

if TYPE_CHECKING:
    from service.stack.layout import Layout
    from service.stack.temporal_server import TemporalServer


@pytest.mark.parametrize("name", ["web", "desk", "worker"])
def test_nobody_there_is_not_well(
    name: str, home: Layout, free_port: int, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("TRINHKY_HOME", str(home.home))
    monkeypatch.setenv("TRINHKY_WEB_PORT", str(free_port))
    monkeypatch.setenv("TRINHKY_TEMPORAL_ADDRESS", f"127.0.0.1:{free_port}")
    assert run(["health", name]) == 1
    assert capsys.readouterr().out == f"{name}: không trả lời\n"


@pytest.mark.temporal
def test_a_worker_is_well_while_it_asks_for_work(
    own_home: Layout, temporal_server: TemporalServer
) -> None:
    settings = settings_in(
        own_home, temporal_address=temporal_server.address, task_queue="of-health"
    )
    assert not asyncio.run(health.worker(settings, real_clock()))
    with RunningWorker(settings):  # it is named "worker", as no process of ours is
        assert not asyncio.run(health.worker(settings, real_clock()))
    with RunningWorker(settings, identity=identity("worker")):
        until(lambda: asyncio.run(health.worker(settings, real_clock())))
        later = real_clock() + 2 * health.ASKS_WITHIN
        assert not asyncio.run(health.worker(settings, later))
    elsewhere = replace(settings, task_queue="of-others")
    assert not asyncio.run(health.worker(elsewhere, real_clock()))


def test_a_process_is_not_called_by_its_machine_s_name() -> None:
    import socket  # noqa: PLC0415

    assert identity("worker") == identity("worker") != identity("web")
    assert socket.gethostname() not in identity("worker")
