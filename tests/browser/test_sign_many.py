"""Chờ ký in a real browser: no barriers, fits a telephone, ticked and sent without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import OVERFLOW, enter
from tests.web.office import DIRECTOR
from tests.web.papers import two_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served
    from tests.web.office import Office

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_list_has_no_barriers_and_fits_the_screen(
    office: Office,
    browser: Browser,
    serve: Callable[[Flask], Served],
    faults: Callable[[Page], list[str]],
    size: Any,
) -> None:
    for _ in range(2):
        office.plan_to_sign(two_pages())
    url = serve(office.app).url
    with browser.new_context(viewport=size, locale="vi-VN", java_script_enabled=True) as context:
        page = context.new_page()
        enter(page, url, DIRECTOR)
        for path in ("/ky", "/ky?loai=van-ban", "/ky?loai=bien-ban"):
            page.goto(url + path)
            assert faults(page) == [], path
            assert page.evaluate(OVERFLOW) <= 0, path


def test_it_is_ticked_and_sent_without_scripts(
    office: Office, browser: Browser, serve: Callable[[Flask], Served]
) -> None:
    office.plan_to_sign(two_pages())
    url, size = serve(office.app).url, cast("Any", PHONE)
    with browser.new_context(viewport=size, locale="vi-VN", java_script_enabled=False) as context:
        page = context.new_page()
        enter(page, url, DIRECTOR)
        page.click("text=Chờ ký")
        page.check("input[name=ban]")
        page.fill("input[name=pin]", "246810")
        page.click("button:has-text('Ký các văn bản')")
        assert "sign.unopened" in page.content()
        page.check("input[name=chua-mo]")
        page.fill("input[name=pin]", "246810")
        page.click("button:has-text('Ký các văn bản')")
        assert "desk.closed" in page.content()
