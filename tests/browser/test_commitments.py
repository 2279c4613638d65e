"""Pages of commitments in a real browser: no barrier, no scroll sideways, on desk and telephone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from service.app import create_app
from service.demo import demo_code
from service.demo.second_factors import plant
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import OVERFLOW, enter
from tests.web.committed import (
    CELL,
    PARTY,
    STATE,
    YEAR,
    acknowledge,
    agree,
    commit,
    confirmable,
    discuss,
    registered,
)
from tests.web.office import BOX, CHAIR, DRAFTER, MEMBER, PASSWORD, SECRETARY, Office
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
BARE = "main textarea[name=follow-0-result]"


def paths_of(office: Office) -> dict[str, list[str]]:
    """Bring commitments to where each page has something to show; return who looks at what."""
    kept = registered(office, "dangvien3")
    own = commit(office, DRAFTER, PARTY)
    waiting = commit(office, DRAFTER, STATE)
    agree(office, waiting, DRAFTER, "chanhvanphong", "chanhvanphong")
    office.do(waiting, DRAFTER, Act.SUBMIT)
    confirming, voting = commit(office, MEMBER), commit(office, "dangvien2")
    agree(office, confirming, MEMBER, CHAIR, SECRETARY)
    office.do(confirming, MEMBER, Act.SUBMIT)
    acknowledge(office, confirming, MEMBER)
    confirmable(office, confirming, CHAIR)
    discuss(office, voting, "dangvien2", CHAIR)
    opened = commit(office, "dangvien4")
    office.do(opened, "dangvien4", Act.OPEN_ROUND)
    board = f"/cam-ket/tap-the?noi={CELL}&nam={YEAR}"
    return {
        DRAFTER: [
            "/cam-ket", f"/cam-ket/moi?nam={YEAR + 1}", f"/van-ban/{own}", f"/van-ban/{own}/soan",
            f"/van-ban/{waiting}", "/du-thao/moi",
        ],
        CHAIR: [
            board, board.replace("tap-the", "tap-the/hop"), "/ky?loai=xac-nhan",
            f"/van-ban/{confirming}", f"/van-ban/{opened}", f"/van-ban/{kept}",
        ],
        "dangvien3": [f"/cam-ket/{kept}/bo-sung", f"/van-ban/{kept}", "/cam-ket"],
    }  # fmt: skip


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_commitments_have_no_barriers_and_fit_the_screen(  # noqa: PLR0913, PLR0917 -- fixtures
    office: Office,
    browser: Browser,
    serve: Callable[[Flask], Served],
    faults: Callable[[Page], list[str]],
    picture: Callable[[Page, str], None],
    size: Any,
) -> None:
    plant(office.database, BOX, office.now)
    wanted = paths_of(office)
    url = serve(create_app(office.services(demo_password=PASSWORD, demo_code=demo_code))).url
    for login, paths in wanted.items():
        with browser.new_context(viewport=size, locale="vi-VN") as context:
            page = context.new_page()
            said = listened(page)
            enter(page, url, login)
            for number, path in enumerate(paths):
                page.goto(url + path)
                assert faults(page) == [], path
                assert page.evaluate(OVERFLOW) <= 0, path
                if size is DESK:
                    show((login, number), partial(picture, page))
            assert said == [], "the browser reports what our policy or a script refused"


def listened(page: Page) -> list[str]:
    """Return what the browser will have said."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    return said


def show(place: tuple[str, int], keep: Callable[[str], None]) -> None:
    """Keep the pictures that the guide shows."""
    if place == (DRAFTER, 0):
        keep("cam-ket-cua-toi")
    elif place == (DRAFTER, 4):
        keep("xac-nhan-noi-bo")
    elif place == (CHAIR, 0):
        keep("cam-ket-tap-the")


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
def test_what_is_missing_is_reached_from_its_list(
    office: Office,
    browser: Browser,
    serve: Callable[[Flask], Served],
    faults: Callable[[Page], list[str]],
    size: Any,
) -> None:
    made = commit(office, DRAFTER)
    url = serve(create_app(office.services(demo_password=PASSWORD))).url
    with browser.new_context(viewport=size, locale="vi-VN") as context:
        page = context.new_page()
        enter(page, url, DRAFTER)
        page.goto(f"{url}/van-ban/{made}/soan")
        page.fill(BARE, "")
        page.fill("main textarea[name=follow-0-work]", "Chấp hành nội quy, quy chế cơ quan.")
        page.get_by_role("button", name="Lưu bản thảo").click()
        page.goto(f"{url}/van-ban/{made}/soan")
        assert faults(page) == []
        page.get_by_role("link", name="Một nội dung “làm theo” chưa có kết quả cần đạt.").click()
        assert page.locator(f"{BARE}[aria-invalid=true]").is_visible()
