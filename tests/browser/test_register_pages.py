"""Calendar, absences and delegations in a real browser: no barriers, no scripts needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from storage.registers import calendar
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import OVERFLOW, enter
from tests.web.office import ADMIN, DIRECTOR, FORM
from tests.web.registers import DAY, lend, note_absence

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served
    from tests.web.office import Office

pytestmark = pytest.mark.browser
PAGES = {
    DIRECTOR: ("/", "/uy-quyen", "/lich-lam-viec"),
    FORM: ("/uy-quyen",),
    ADMIN: ("/quan-tri/lich", "/quan-tri/lich?nam=2026&ngay=2026-11-24"),
}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_of_registers_have_no_barriers_and_fit_the_screen(
    office: Office,
    browser: Browser,
    serve: Callable[[Flask], Served],
    faults: Callable[[Page], list[str]],
    size: Any,
) -> None:
    with office.database.writing() as conn:
        calendar.seed_holidays(conn, [2026])
    lend(office, "phogiamdoc", office.now + 30 * DAY)
    note_absence(office, DIRECTOR, office.now + DAY)
    url = serve(office.app).url
    said: list[str] = []
    for login, paths in PAGES.items():
        with browser.new_context(viewport=size, locale="vi-VN") as context:
            page = context.new_page()
            page.on("console", lambda message: said.append(message.text))
            enter(page, url, login)
            for path in paths:
                page.goto(url + path)
                assert faults(page) == [], path
                assert page.evaluate(OVERFLOW) <= 0, path
    assert said == [], "the browser reports what our policy or a script refused"


def test_an_authority_is_lent_and_an_absence_noted_without_scripts(
    office: Office, browser: Browser, serve: Callable[[Flask], Served]
) -> None:
    url = serve(office.app).url
    with browser.new_context(java_script_enabled=False, locale="vi-VN") as context:
        page = context.new_page()
        enter(page, url, DIRECTOR)
        page.goto(f"{url}/uy-quyen")
        lending = page.locator("form", has_text="Giao cho")
        lending.locator("select").select_option("KT.|ng-002")
        lending.locator("input[name=until]").fill("2026-12-31T17:00")
        lending.locator("button").click()
        assert page.inner_text(".done") == "Đã giao quyền ký."
        own = page.locator("form", has=page.locator("button:text-is('Ghi nhận vắng mặt')"))
        own.locator("input[name=until]").fill("2026-11-03T17:00")
        own.locator("button").click()
        assert page.inner_text(".done") == "Đã ghi nhận vắng mặt."
        page.goto(url)
        assert "vắng mặt đến 17:00 ngày 03/11/2026" in page.inner_text(".away")
