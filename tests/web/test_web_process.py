"""The web process as it is really run: gunicorn, threads, a clean end."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

from service.demo import DEMO_PASSWORD
from service.security import HEADERS
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.stack.layout import Layout

import pytest

READY_S = 180.0


@pytest.fixture
def told() -> dict[str, str]:
    """Settings beside the home and the port, for a test to choose."""
    return {}


@pytest.fixture
def url(
    own_home: Layout, free_port: int, surroundings: Mapping[str, str], told: dict[str, str]
) -> Iterator[str]:
    """A web process of its own, without Temporal behind it; it ends when told to."""
    own = {"TRINHKY_HOME": str(own_home.home), "TRINHKY_WEB_PORT": str(free_port), **told}
    command = [sys.executable, "-m", "service.cli", "web"]
    address = f"http://127.0.0.1:{free_port}"
    with (
        (own_home.logs / "web.log").open("wb") as log,
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


@pytest.mark.parametrize("told", [{"TRINHKY_DEMO": "1"}], ids=["demo"])
def test_a_demonstration_shows_its_password_and_code(url: str) -> None:
    told = page(url)
    assert DEMO_PASSWORD in told
    assert re.search(r"Mã xác thực chung lúc này: <code>[0-9]{6}</code>", told)


@pytest.mark.parametrize(
    "told", [{"TRINHKY_DEMO": "1", "TRINHKY_PRODUCTION": "1"}], ids=["production"]
)
def test_where_real_papers_are_made_nothing_of_it_is_shown(url: str) -> None:
    told = page(url)
    assert DEMO_PASSWORD not in told
    assert "Mã xác thực" not in told
    assert "TRÌNH DIỄN" not in told


def page(url: str) -> str:
    with urllib.request.urlopen(f"{url}/dang-nhap", timeout=10) as answer:  # noqa: S310 - ours
        return str(answer.read().decode())
