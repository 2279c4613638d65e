"""The web process as it is really run: gunicorn, threads, a clean end."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

from service.security import HEADERS
from storage.database import Database
from storage.migrate import migrate
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.stack.layout import Layout

import pytest

READY_S = 60.0


@pytest.fixture
def url(home: Layout, free_port: int, surroundings: Mapping[str, str]) -> Iterator[str]:
    """A web process of its own, without Temporal behind it; it ends when told to."""
    database = Database(home.database_url)
    migrate(database)
    database.close()
    own = {"TRINHKY_HOME": str(home.home), "TRINHKY_WEB_PORT": str(free_port)}
    command = [sys.executable, "-m", "service.cli", "web"]
    address = f"http://127.0.0.1:{free_port}"
    with (
        (home.logs / "web.log").open("wb") as log,
        subprocess.Popen(command, env={**surroundings, **own}, stdout=log, stderr=log) as process,
    ):
        try:
            until(lambda: answers(f"{address}/healthz"), READY_S)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(READY_S) == 0


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def test_it_serves_pages_with_their_headers_and_ends_cleanly(url: str) -> None:
    with urllib.request.urlopen(f"{url}/dang-nhap", timeout=10) as answer:  # noqa: S310
        assert "Đăng nhập" in answer.read().decode()
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
