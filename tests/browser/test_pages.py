"""Pages in a real browser: no barrier axe can see, no sideways scrolling, keys alone suffice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.app import create_app
from tests.browser.conftest import DESK, PHONE
from tests.web.office import DRAFTER, MEMBER, PASSWORD, Office
from tests.web.papers import two_pages
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def enter(page: Page, url: str, login: str) -> None:
    """Sign in with keys alone."""
    page.goto(f"{url}/dang-nhap")
    page.focus("input[name=login]")
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_have_no_barriers_and_fit_the_screen(
    office: Office,
    browser: Browser,
    serve: Callable[[Flask], Served],
    faults: Callable[[Page], list[str]],
    size: Any,
) -> None:
    plan = office.plan_to_sign(two_pages())
    draft = office.new_plan()
    url = serve(create_app(office.services(demo_password=PASSWORD))).url
    with browser.new_context(viewport=size, locale="vi-VN") as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{url}/dang-nhap")
        assert faults(page) == []
        enter(page, url, DRAFTER)
        for path in ("/", "/van-ban", f"/van-ban/{plan}", f"/van-ban/{draft}/soan", "/du-thao/moi"):
            page.goto(url + path)
            assert faults(page) == [], path
            assert page.evaluate(OVERFLOW) <= 0, path
        assert said == [], "the browser reports what our policy or a script refused"


def test_a_comment_is_made_without_scripts(
    office: Office, browser: Browser, serve: Callable[[Flask], Served]
) -> None:
    plan = office.new_plan()
    office.do(plan, DRAFTER, Act.OPEN_ROUND)
    url = serve(office.app).url
    with browser.new_context(java_script_enabled=False, locale="vi-VN") as context:
        page = context.new_page()
        enter(page, url, MEMBER)
        page.goto(f"{url}/van-ban/{plan}")
        page.click("#s1p1 .say summary")
        page.fill("#s1p1 textarea", "Nên nêu rõ ai chủ trì.")
        page.click("#s1p1 .say button")
        assert page.inner_text("#s1p1 .said-text") == "Nên nêu rõ ai chủ trì."


def test_a_double_click_is_one_act(
    office: Office, browser: Browser, serve: Callable[[Flask], Served]
) -> None:
    plan = office.new_plan()
    url = serve(office.app).url
    with browser.new_context(locale="vi-VN") as context:
        page = context.new_page()
        enter(page, url, DRAFTER)
        page.goto(f"{url}/van-ban/{plan}")
        page.dblclick("button:has-text('Mở đợt góp ý')")
        page.wait_for_selector(".done")
        assert page.locator(".problem").count() == 0
    doc = office.document(plan)
    assert (doc.state, doc.version) == (State.COMMENTING, 2)


def test_a_page_that_waits_shows_the_next_state_by_itself(
    office: Office, browser: Browser, serve: Callable[[Flask], Served]
) -> None:
    plan = office.plan_to_sign(two_pages())
    office.system(plan, Act.PREPARED_EXPIRED)
    url = serve(office.app).url
    with browser.new_context(locale="vi-VN") as context:
        page = context.new_page()
        enter(page, url, "giamdoc")
        page.goto(f"{url}/van-ban/{plan}")
        assert page.locator("input[name=pin]").count() == 0
        office.prepare(plan, "giamdoc", two_pages())
        page.wait_for_selector("input[name=pin]", timeout=60_000)
