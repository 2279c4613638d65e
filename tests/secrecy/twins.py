"""Two houses that are asked the same: what a browser got in each, and with how many statements."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from typing_extensions import override

from service.pages.list_upload import XLSX
from tests.secrecy.house import House
from tests.secrecy.state_papers import Papers
from tests.secrecy.wording import a_workbook_of_members
from tests.web.office import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse


FILE = "file"  # the field by which a file is handed in
ANYBODY = ""  # who has not signed in
TOKEN = re.compile(r'(name="csrf_token"[^>]*?value=")([^"]*)(")')
COOKIE_VALUE = re.compile(r"^(\w+)=[^;]*|(Expires)=[^;]*")  # random, and of the real clock
DOOR = "/dang-nhap"
SHOWN = 100  # letters around a difference

Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a browser: an address, and a form or the end of the address."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    form: Mapping[str, str | list[str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @override
    def __str__(self) -> str:
        return f"{self.method} {self.url}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything of an answer that somebody could learn from; tokens of the session left out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: tuple[str, ...] = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def is_page(self) -> bool:
        return dict(self.headers).get("Content-Type", "").startswith("text/html")

    def differs_from(self, other: Answer) -> str:
        """Say what is not the same, "" where all is."""
        for name in ("status", "headers", "body", "statements"):
            mine, others = getattr(self, name), getattr(other, name)
            if mine != others:
                return f"{name}: {_first_difference(mine, others)}"
        return ""


@dataclass(slots=True)
class Browser:
    """Somebody's browser in one house."""

    house: House
    login: str
    client: FlaskClient = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.enter()

    def enter(self) -> None:
        """Sign in anew."""
        self.client = self.house.app.test_client()
        page = self.client.get(DOOR)
        if self.login != ANYBODY:
            fields = {"login": self.login, "password": PASSWORD, "csrf_token": _token(page)}
            assert self.client.post(DOOR, data=fields).status_code == 303
            page = self.client.get("/tai-khoan")
        self.token = _token(page)

    def send(self, asked: Asked) -> Answer:
        """Send a request, with the token of this session where it is a form."""
        data: dict[str, Any] = {**asked.form, "csrf_token": self.token} if asked.form else {}
        if FILE in data:
            data[FILE] = io.BytesIO(a_workbook_of_members()), "danh-sach.xlsx"
        with heard() as statements:
            got = self.client.open(asked.url, method=asked.method, data=data or None)
        with got:  # closes a file that was sent
            return Answer(got.status_code, _headers(got), _body(got), tuple(statements))


@dataclass(slots=True)
class Twins:
    """A house without papers of cells, one with them, and everybody's browsers in both."""

    without: House
    holding: House
    state: Papers
    party: Papers
    _browsers: dict[str, tuple[Browser, Browser]] = field(default_factory=dict)
    _count: int = 0

    def ask(self, login: str, asked: Asked) -> tuple[Answer, Answer]:
        """Ask both houses the same; ids that are made meanwhile are the same as well."""
        self._count += 1
        with (
            self.without.speaking(f"walk/{self._count}"),
            self.holding.speaking(f"walk/{self._count}"),
        ):
            return tuple(b.send(asked) for b in self.browsers(login))  # type: ignore[return-value]

    def forget(self, login: str) -> None:
        """Let somebody sign in anew at the next question."""
        self._browsers.pop(login, None)

    def browsers(self, login: str) -> tuple[Browser, Browser]:
        """Return somebody's browsers, signed in."""
        if login not in self._browsers:
            pair = Browser(self.without, login), Browser(self.holding, login)
            self._browsers[login] = pair
        return self._browsers[login]


@contextmanager
def heard() -> Iterator[list[str]]:
    """Note every statement that any database is sent meanwhile."""
    statements: list[str] = []

    def note(*sent: Any) -> None:
        statements.append(sent[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _token(page: TestResponse) -> str:
    found = TOKEN.search(page.text)
    return found[2] if found else ""


def _headers(got: TestResponse) -> tuple[tuple[str, str], ...]:
    """Return the headers as sent, without the hour; of a cookie its name and how it is kept."""
    unsure = {"Date", "Content-Length"} if got.mimetype == XLSX else {"Date"}
    return tuple(
        (name, COOKIE_VALUE.sub(r"\1\2", value) if name == "Set-Cookie" else value)
        for name, value in got.headers
        if name not in unsure
    )


def _body(got: TestResponse) -> bytes:
    if got.mimetype == "text/html":
        return TOKEN.sub(r"\1\3", got.text).encode()
    return _parts(got.data) if got.mimetype == XLSX else got.data


def _parts(workbook: bytes) -> bytes:
    """Return what is in a workbook; it names the second in which it was made."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as opened:
        names = (name for name in opened.namelist() if name != "docProps/core.xml")
        return b"".join(name.encode() + opened.read(name) for name in names)


def _first_difference(mine: Any, others: Any) -> str:
    """Show both from where they part."""
    if isinstance(mine, bytes):
        mine, others = mine.decode(errors="replace"), others.decode(errors="replace")
    if isinstance(mine, int):
        return f"{mine} and {others}"
    pairs = zip(mine, others, strict=False)
    at = next(
        (n for n, (one, other) in enumerate(pairs) if one != other), min(len(mine), len(others))
    )
    first, last = (max(0, at - SHOWN), at + SHOWN) if isinstance(mine, str) else (at, at + 2)
    return f"{mine[first:last]!r} and {others[first:last]!r}"
