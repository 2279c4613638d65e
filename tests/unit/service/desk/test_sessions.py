"""Sessions: their tokens, their end, and the keys that end with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from service.desk.protocol import Authority, Listed
from service.desk.sessions import MAX_SESSIONS, Session, Sessions
from signing.custody.port import KeyHolder
from signing.errors import DeskClosedError, NotOnTheListError

if TYPE_CHECKING:
    from signing.port import Prepared


@dataclass
class ForgettableKey(KeyHolder):
    """Only counts how it is forgotten; nothing here signs."""

    forgotten: int = 0
    certificate: bytes = b""
    chain: tuple[bytes, ...] = ()

    @override
    def sign(self, prepared_pdf: bytes, prepared: Prepared) -> bytes:
        raise AssertionError(prepared_pdf, prepared)

    def forget(self) -> None:
        self.forgotten += 1


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Drawer:
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.sessions = Sessions(10.0, self.clock)
        self.keys: list[ForgettableKey] = []

    def open(self) -> str:
        key = ForgettableKey()
        self.keys.append(key)
        line = Listed("vb-1", item_id="i-1")
        ends = self.sessions.ends()
        return self.sessions.open(Session(Authority("p"), frozenset({line}), {"c": key}, ends))


def test_tokens_are_long_and_never_the_same() -> None:
    drawer = Drawer()
    tokens = {drawer.open() for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43  # 256 bits in base64


def test_an_expired_session_is_forgotten_with_its_key() -> None:
    drawer = Drawer()
    token = drawer.open()
    drawer.clock.seconds = 10.0
    drawer.sessions.forget_expired()
    assert drawer.keys[0].forgotten == 1
    with pytest.raises(DeskClosedError):
        drawer.sessions.get(token)


def test_a_closed_session_is_forgotten_once() -> None:
    drawer = Drawer()
    token = drawer.open()
    drawer.sessions.close(token)
    drawer.sessions.close(token)
    assert drawer.keys[0].forgotten == 1


def test_closing_the_desk_forgets_everything() -> None:
    drawer = Drawer()
    for _ in range(3):
        drawer.open()
    drawer.sessions.forget_all()
    assert [key.forgotten for key in drawer.keys] == [1, 1, 1]


def test_too_many_sessions_are_refused_and_their_keys_forgotten() -> None:
    drawer = Drawer()
    for _ in range(MAX_SESSIONS):
        drawer.open()
    with pytest.raises(DeskClosedError):
        drawer.open()
    assert drawer.keys[-1].forgotten == 1
    drawer.clock.seconds = 10.0
    drawer.open()


@pytest.mark.parametrize("token", ["", "x", "\u0110"])
def test_a_strange_token_opens_nothing(token: str) -> None:
    with pytest.raises(DeskClosedError):
        Drawer().sessions.get(token)


def test_a_line_stands_for_one_item_only() -> None:
    session = Session(Authority("p"), frozenset(), {}, 0.0)
    line = Listed("vb-1", role="number")
    session.spend(line, "i-1")
    session.spend(line, "i-1")
    with pytest.raises(NotOnTheListError):
        session.spend(line, "i-2")


def test_a_session_shows_no_keys() -> None:
    drawer = Drawer()
    assert "ForgettableKey" not in repr(drawer.sessions.get(drawer.open()))


def test_a_long_list_has_longer_but_not_for_ever() -> None:
    clock = Clock(1000.0)
    sessions = Sessions(300.0, clock)
    assert [sessions.lifetime_of(count) for count in (1, 100, 500, 2000)] == [300, 300, 1500, 3600]
    assert (sessions.ends(), sessions.ends(500)) == (1300, 2500)
