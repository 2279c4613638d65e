"""`trinhky up` as people run it: says where it is, stops when told, leaves nothing behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.stack.layout import Layout

pytestmark = pytest.mark.temporal
READY = "Trình Ký đã sẵn sàng"


def start(home: Layout, port: int, surroundings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start `trinhky up` on an own home, its words going to a file, and wait until it is ready."""
    settings = {
        "TRINHKY_HOME": str(home.home),
        "TRINHKY_WEB_PORT": str(port),
        "TRINHKY_DEMO": "0",
    }
    words = home.logs / "up.log"
    with words.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "up"],
            env={**surroundings, **settings},
            stdout=out,
            stderr=out,
        )
    until(lambda: READY in words.read_text("utf-8") or process.poll() is not None, 180)
    assert process.poll() is None, words.read_text("utf-8")
    return process


def descendants(pid: int) -> list[int]:
    """Return the process ids of everything that a process started, and what that started."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(child) for file in listed for child in file.read_text("ascii").split()]
    return own + [below for child in own for below in descendants(child)]


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}/cmdline").exists() and running(pid) for pid in pids)


def running(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_when_told(
    home: Layout, free_port: int, surroundings: Mapping[str, str], number: signal.Signals
) -> None:
    process = start(home, free_port, surroundings)
    below = descendants(process.pid)
    assert len(below) >= 8  # four children, each with its guardian
    process.send_signal(number)
    assert process.wait(60) == 0
    assert gone(below)


def test_nothing_is_left_when_it_is_killed(
    home: Layout, free_port: int, surroundings: Mapping[str, str]
) -> None:
    process = start(home, free_port, surroundings)
    below = descendants(process.pid)
    process.kill()
    process.wait()
    until(lambda: gone(below), 30)
