"""People at their browsers: signing in, finding a document, pressing what the page offers them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, expect

from service.demo import DEMO_PASSWORD, DEMO_PIN

if TYPE_CHECKING:
    from collections.abc import Iterator


LONG_MS = 60_000  # a signature with its evidence, on a busy machine


@dataclass(slots=True)
class Visitors:
    """Opens a fresh browser profile for each person, as on machines of their own."""

    browser: Browser
    url: str
    keep: Callable[[Page, str], None]
    look: Callable[[Page], list[str]]

    @contextmanager
    def signed_in(self, login: str, size: dict[str, int] | None = None) -> Iterator[Visitor]:
        """Let somebody sign in; every page he sees is looked at for barriers when he leaves."""
        context = self.browser.new_context(
            viewport=size or {"width": 1280, "height": 900},  # type: ignore[arg-type]
            locale="vi-VN",
        )
        page = context.new_page()
        page.set_default_timeout(LONG_MS)
        refused: list[str] = []
        page.on("console", lambda m: refused.append(m.text) if m.type == "error" else None)
        page.goto(f"{self.url}/dang-nhap")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.click("button.primary")
        expect(page.locator("h1")).to_be_visible()
        yield Visitor(self, page, refused)
        assert refused == [], "the browser's console complains"
        context.close()


@dataclass(slots=True)
class Visitor:
    """One person at one browser."""

    people: Visitors
    page: Page
    complaints: list[str]

    def open(self, document: str) -> None:
        """Open a document's page and look at it for barriers."""
        self.page.goto(f"{self.people.url}/van-ban/{document}")
        assert self.people.look(self.page) == []

    def open_from_inbox(self, title: str) -> str:
        """Open a document from the list of what awaits this person; return its id."""
        self.page.goto(self.people.url)
        self.page.get_by_role("link", name=re.compile(re.escape(title[:40]))).first.click()
        return self.document

    @property
    def document(self) -> str:
        """The id of the document whose page is open."""
        found = re.search(r"/van-ban/(vb-[0-9a-f]+)", self.page.url)
        assert found is not None, self.page.url
        return found.group(1)

    def press(self, name: str) -> None:
        """Press a button of this name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def sign(self, button: str) -> None:
        """Type the PIN and press; wait until the page says that it is done."""
        self.page.fill("input[name=pin]", DEMO_PIN)
        self.press(button)

    def sees_state(self, text: str) -> None:
        """Wait until the document's state is this one, reloading as a person would."""
        badge = self.page.locator(".doc-line .state")
        for _ in range(60):
            if badge.inner_text() == text:
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        expect(badge).to_have_text(text)

    def waits_for(self, selector: str) -> None:
        """Reload until something is offered."""
        for _ in range(60):
            if self.page.locator(selector).count():
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        expect(self.page.locator(selector).first).to_be_visible()

    def keep(self, name: str) -> None:
        """Keep a picture for the documentation, once its own pictures are there."""
        self.page.evaluate(
            "for (const i of document.images) i.loading = 'eager';"
            "Promise.all([...document.images].map(i => i.decode().catch(() => {})))"
        )
        self.people.keep(self.page, name)
