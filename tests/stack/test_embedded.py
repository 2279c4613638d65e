"""The whole stack on one machine: started, one at a time, and ended to the last process."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.config import Settings
from service.errors import HomeInUseError
from service.stack.embedded import NOTE, Ports, Stack, answers_http, start_embedded
from service.stack.first_run import prepare
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.stack.layout import Layout

pytestmark = pytest.mark.temporal
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
NAMES = ("temporal", "desk", "worker", "web")


def settings_of(home: Layout, ports: Ports) -> Settings:
    """Return the settings of an installation in `home` without the demo organisation."""
    return replace(
        Settings.from_env({"TRINHKY_HOME": str(home.home), "TRINHKY_WEB_PORT": str(ports.web)}),
        temporal_address=f"127.0.0.1:{ports.temporal}",
    )


def pids(stack: Stack) -> dict[str, int]:
    """Return the process id of every child, all of which must run."""
    found = {name: stack.supervisor.pid(name) for name in NAMES}
    return {name: pid for name, pid in found.items() if pid is not None}


def test_preparing_twice_makes_everything_once(home: Layout) -> None:
    made: list[str] = []
    settings = settings_of(home, Ports.free())
    for _ in range(2):
        prepare(settings, NOW, lambda key, _what: made.append(key), None)
    assert made == ["first.database", "first.authority"]


def test_a_production_home_gets_no_development_authority(home: Layout) -> None:
    settings = replace(settings_of(home, Ports.free()), production=True)
    prepare(settings, NOW, lambda _key, _what: None, None)
    assert list(home.pki.iterdir()) == []


def test_the_stack_runs_survives_a_kill_and_leaves_nothing(
    home: Layout, temporal_program: Path, surroundings: Mapping[str, str]
) -> None:
    ports = Ports.free()
    settings = settings_of(home, ports)
    prepare(settings, NOW, lambda _key, _what: None, None)
    with start_embedded(settings, ports, temporal_program, surroundings, lambda _: None) as stack:
        assert answers_http(f"{stack.web_url}/healthz")
        note = json.loads((home.run / NOTE).read_text("utf-8"))
        assert note == {"web": stack.web_url, "temporal": stack.temporal_address}
        first = pids(stack)
        assert set(first) == set(NAMES)
        refuse_a_second(settings, temporal_program, surroundings)
        os.kill(first["worker"], signal.SIGKILL)
        until(lambda: pids(stack).get("worker", first["worker"]) != first["worker"])
        last = pids(stack)
    assert [name for name, pid in last.items() if Path(f"/proc/{pid}").exists()] == []
    assert not (home.run / NOTE).exists()


def refuse_a_second(settings: Settings, program: Path, surroundings: Mapping[str, str]) -> None:
    """Try to start another stack on the same home."""
    with (
        pytest.raises(HomeInUseError),
        start_embedded(settings, Ports.free(), program, surroundings, lambda _: None),
    ):
        pytest.fail("two stacks on one home")
