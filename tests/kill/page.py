"""A browser without scripts, over HTTP: it keeps its cookies, and knocks until somebody is in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import lxml.html  # type: ignore[import-untyped]

from service.demo import DEMO_PASSWORD

LONGEST_S, PAUSE_S, ANSWER_S = 300.0, 0.2, 90.0


def _opener() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


@dataclass
class Page:
    """Where it is now, and what stands there."""

    url: str
    path: str = ""
    html: str = ""
    _opener: OpenerDirector = field(default_factory=_opener)

    def enter(self, login: str) -> Page:
        self.open("/dang-nhap")
        return self.press("/dang-nhap", login=login, password=DEMO_PASSWORD)

    def open(self, path: str) -> Page:
        """Open a page; while the web is away or has trouble, look again."""
        return self._asked(path, None)

    def press(self, action: str, **typed: str) -> Page:
        """Send a form of this page; a lost answer is asked for again with the same form."""
        form = next(f for f in self.tree.forms if f.get("action") == action)
        fields = [(k, v) for k, v in form.form_values() if k not in typed]
        return self._asked(action, urlencode([*fields, *typed.items()]).encode())

    @property
    def tree(self) -> Any:
        return lxml.html.fromstring(self.html)

    def _asked(self, path: str, form: bytes | None) -> Page:
        ends = time.monotonic() + LONGEST_S
        while True:
            try:
                return self._answered(path, form)
            except (OSError, HTTPException):
                if time.monotonic() > ends:
                    raise
            time.sleep(PAUSE_S)

    def _answered(self, path: str, form: bytes | None) -> Page:
        try:
            answer = self._opener.open(self.url + path, form, ANSWER_S)
        except HTTPError as refused:
            answer = refused
        with answer:
            self.html, self.path = answer.read().decode(), urlsplit(answer.url).path
        return self
