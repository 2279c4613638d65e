"""The page that judges a PDF: no barriers on a desk or a telephone, and no need of scripts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from service.app import create_app
from service.verifying.verifier import BOUNDS, LARGEST, Verifier
from signing.verify.child import Bounds
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import OVERFLOW
from tests.signed.samples import NOW, issued
from tests.signed.samples import office as signed_office

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served
    from tests.web.office import Office

pytestmark = pytest.mark.browser
ROOMY = Bounds(seconds=300, patience=300, memory_bytes=BOUNDS.memory_bytes, file_bytes=LARGEST)
LONG_MS = 60_000  # a judgement, on a busy machine


@pytest.fixture
def url(office: Office, serve: Callable[[Flask], Served], tmp_path: Path) -> str:
    """An office that judges for everybody."""
    pem = tmp_path / "trust.pem"
    pem.write_bytes(signed_office().pki.trust_pem)
    office.now, verifier = NOW, Verifier(pem, ROOMY)
    return serve(create_app(office.services(verifier=verifier, public_verify=True))).url


@pytest.mark.parametrize(
    "options",
    [{"viewport": DESK}, {"viewport": PHONE, "java_script_enabled": False}],
    ids=["desk", "phone without scripts"],
)
def test_a_citizen_has_a_paper_judged(
    url: str,
    browser: Browser,
    faults: Callable[[Page], list[str]],
    picture: Callable[[Page, str], None],
    options: dict[str, Any],
) -> None:
    scripts = options.get("java_script_enabled", True)
    context = browser.new_context(locale="vi-VN", **options)
    with context:
        page = context.new_page()
        page.set_default_timeout(LONG_MS)
        keep = partial(picture, page)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{url}/kiem-tra")
        assert _barriers(page, faults, scripts=scripts) == []
        for pdf, verdict in ((issued() + b"x", "KHÔNG HỢP LỆ"), (issued(), "HỢP LỆ")):
            page.goto(f"{url}/kiem-tra")
            file: Any = {"name": "ke-hoach.pdf", "mimeType": "application/pdf", "buffer": pdf}
            page.set_input_files("input[name=file]", file)
            page.get_by_role("button", name="Kiểm tra", exact=True).click()
            page.wait_for_selector(".verdict")
            assert page.inner_text(".verdict h2") == verdict
            assert _barriers(page, faults, scripts=scripts) == []
        if scripts:
            keep("ket-qua-kiem-tra")
        assert said == [], "the browser reports what our policy or a script refused"


def _barriers(page: Page, faults: Callable[[Page], list[str]], *, scripts: bool) -> list[str]:
    """Say what is in somebody's way; axe itself is a script."""
    assert page.evaluate(OVERFLOW) <= 0
    return faults(page) if scripts else []
