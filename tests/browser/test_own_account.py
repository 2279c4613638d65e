"""One's own account in a real browser: no barrier, no scroll sideways, and no script needed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page

from service.accounts.totp import code_at
from service.app import create_app
from service.demo import demo_code
from service.demo.second_factors import plant
from storage.people import second_factors
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import OVERFLOW, enter
from tests.web.office import BOX, DRAFTER, PASSWORD, Office, person_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from playwright.sync_api import Browser

    from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
SMALLEST_QR = 180  # pixels: a telephone's camera reads it from the screen of another device


def begin(page: Page, url: str) -> bytes:
    """Let the page make a secret; return it as it is typed into a telephone."""
    page.goto(f"{url}/tai-khoan")
    page.get_by_role("link", name="Thiết lập xác thực hai lớp").click()
    page.fill("main input[name=password]", PASSWORD)
    page.get_by_role("button", name="Bắt đầu thiết lập").click()
    return base64.b32decode(page.inner_text("code.secret").replace(" ", ""))


@dataclass
class Looking:
    """A page that is looked at wherever it is."""

    page: Page
    faults: Callable[[Page], list[str]]
    keep: Callable[[str], None]
    said: list[str]

    def look(self, name: str) -> None:
        assert self.faults(self.page) == [], name
        assert self.page.evaluate(OVERFLOW) <= 0, name
        assert self.said == [], "the browser reports what our policy or a script refused"


@pytest.fixture
def looking(
    browser: Browser,
    faults: Callable[[Page], list[str]],
    picture: Callable[[Page, str], None],
    size: Any,
) -> Iterator[Looking]:
    with browser.new_context(viewport=size, locale="vi-VN") as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))

        def keep(name: str) -> None:
            if size is DESK:
                picture(page, name)

        yield Looking(page, faults, keep, said)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_one_s_own_pages_have_no_barriers_and_fit_the_screen(
    office: Office, serve: Callable[[Flask], Served], looking: Looking
) -> None:
    url = serve(create_app(office.services(demo_password=PASSWORD, demo_code=demo_code))).url
    page = looking.page
    enter(page, url, DRAFTER)
    for path in ("/tai-khoan", "/tai-khoan/mat-khau", "/tai-khoan/hai-lop"):
        page.goto(url + path)
        looking.look(path)
    secret = begin(page, url)
    looking.look("QR")
    box = page.locator("svg.qr").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= SMALLEST_QR
    looking.keep("xac-thuc-hai-lop")
    page.fill("input[name=code]", code_at(secret, office.now))
    page.get_by_role("button", name="Bật xác thực hai lớp").click()
    looking.look("recovery codes")
    page.goto(f"{url}/tai-khoan/hai-lop")
    for summary in page.locator("details.say summary").all():
        summary.click()
    looking.look("on")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_that_asks_for_a_code_has_no_barriers(
    office: Office, serve: Callable[[Flask], Served], looking: Looking
) -> None:
    url = serve(create_app(office.services(demo_password=PASSWORD, demo_code=demo_code))).url
    page = looking.page
    plant(office.database, BOX, office.now)
    with office.database.writing() as conn:
        second_factors.ask_at_sign_in(conn, person_of(DRAFTER), is_asked=True)
    page.goto(f"{url}/dang-nhap")
    page.fill("input[name=login]", DRAFTER)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    looking.look("the code")
    page.fill("input[name=code]", page.inner_text(".demo-code code"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")


def test_it_is_set_up_and_asked_for_without_scripts(
    office: Office, browser: Browser, serve: Callable[[Flask], Served]
) -> None:
    url = serve(office.app).url
    with browser.new_context(java_script_enabled=False, locale="vi-VN") as context:
        page = context.new_page()
        enter(page, url, DRAFTER)
        secret = begin(page, url)
        page.fill("input[name=code]", code_at(secret, office.now))
        page.get_by_role("button", name="Bật xác thực hai lớp").click()
        assert page.locator(".codes code").count() == 10
        page.locator(".who summary").click()
        page.get_by_role("button", name="Đăng xuất", exact=True).click()
        office.later(seconds=30)
        page.fill("input[name=login]", DRAFTER)
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        assert page.inner_text("h1") == "Mã xác thực"
        page.fill("input[name=code]", code_at(secret, office.now))
        page.get_by_role("button", name="Xác nhận").click()
        page.wait_for_url(f"{url}/")
