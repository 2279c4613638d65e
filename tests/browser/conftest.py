"""A real Chromium, and pages served on a loopback port. Pictures are kept when asked for.

Set TEST_PICTURES to a folder (docs/images) to have `picture` write there; else nothing is written.
"""

from __future__ import annotations

import io
import os
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from PIL import Image
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from tests.browser.stages import stage
from tests.web.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from playwright.sync_api import Browser, Page

__all__ = ["stage"]  # fixtures of a file of its own

PICTURES = "TEST_PICTURES"
TALLEST = 1300  # pixels: what documentation shows of a long page
COLOURS = 128
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@dataclass(frozen=True, slots=True)
class Served:
    """An application on a loopback port."""

    app: Flask
    url: str


def answered_whole(app: Flask) -> WSGIApplication:
    """Close each answer before it is sent: werkzeug forgets to when a browser hangs up."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            if close := getattr(parts, "close", None):  # PEP 3333: where it has one
                close()

    return answer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window.

    For a module, not for the run: while it is open, an event loop of its own runs in this thread,
    and whoever calls `asyncio.run` meanwhile is refused.
    """
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The demo's people in an empty installation."""
    built = Office(tmp_path)
    yield built
    built.database.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], Served]]:
    """Serve applications until the test ends."""
    running: list[tuple[Any, threading.Thread]] = []

    def start(app: Flask) -> Served:
        server = make_server("127.0.0.1", 0, answered_whole(app), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return Served(app, f"http://127.0.0.1:{server.server_port}")

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep a picture of a page, when a folder for them is named."""
    folder = os.environ.get(PICTURES)  # noqa: TID251 - read here only

    def keep(page: Page, name: str) -> None:
        if folder:
            shot = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
            upper = shot.crop((0, 0, shot.width, min(shot.height, TALLEST)))
            upper.quantize(COLOURS).save(Path(folder) / f"{name}.png", optimize=True)

    return keep


@pytest.fixture
def faults() -> Callable[[Page], list[str]]:
    """Say what axe finds wrong with a page, WCAG 2.2 A and AA."""
    axe = Axe()

    def look(page: Page) -> list[str]:
        found = axe.run(page, options=RULES).response["violations"]
        return [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]]

    return look
