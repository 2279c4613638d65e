"""The person whom remote services ask: one question at a time, for all keys of a session.

Services ask from threads of their own and wait here; whoever wants a signature is told at once
what is asked for. Answers name the question they are for, so that a late one answers no other.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from signing.custody.remote.port import Asked
from signing.errors import (
    Asking,
    AwaitingPhoneError,
    ConfirmationTimeoutError,
    HolderRefusedError,
    NotOnTheListError,
    awaiting,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEWS_SECONDS: Final = 3.0  # how long a caller waits for news of a service that is just being asked
MOST_MORE_SECONDS: Final = 900.0


class Person(Asked):
    """Safe to share between threads; `changed` is told of whatever ends or begins."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.changed = threading.Condition()
        self._turn = threading.Lock()
        self._turns = self._now = 0
        self._is_over = self._is_counted = False
        self._since = time.monotonic()
        self._ends, self._wait = 0.0, 0.0
        self._asking: Asking | None = None
        self._state = ""
        self._given: Mapping[str, str] | None = None

    def expects(self, turns: int, wait: float) -> None:
        """Know that he will be asked so many times more, and how long each may take; seconds."""
        with self.changed:
            self._turns += turns
            self._wait = max(self._wait, wait)

    @property
    def more_seconds(self) -> float:
        """How much longer than for one question a session is needed."""
        return min(max(self._turns - 1, 0) * self._wait, MOST_MORE_SECONDS)

    @contextmanager
    def turn(self, wait: float) -> Iterator[float]:
        """Let one service ask; gives the moment (monotonic) until which it may wait."""
        with self._turn:
            with self.changed:
                self._since = time.monotonic()
                self._ends, self._is_counted = self._since + wait, False
            try:
                yield self._ends
            finally:
                self._asks(None)

    @override
    def looks_at_the_phone(self) -> None:
        self._asks(Asking())

    @override
    def types(self, fields: tuple[tuple[str, str], ...], *, is_again: bool) -> Mapping[str, str]:
        question = secrets.token_hex(8)
        return self._answered(Asking(question=question, fields=fields, is_again=is_again))

    @override
    def confirms_at(self, url: str, state: str) -> str:
        answer = self._answered(Asking(url=url), state)
        if not answer.get("code"):
            raise HolderRefusedError("the person did not confirm")
        return answer["code"]

    def answer(self, question: str, values: Mapping[str, str]) -> None:
        """Give what was typed for a question; one that is not asked any more is let go."""
        with self.changed:
            asking = self._asking
            if asking is not None and asking.question and asking.question == question:
                self._take({name: values.get(name, "") for name, _ in asking.fields})

    def awaits(self, state: str) -> bool:
        """Return whether he was sent to a page with this state."""
        with self.changed:
            return bool(self._state) and hmac.compare_digest(self._state, state)

    def came_back(self, state: str, code: str) -> None:
        """Give what he brought back; "" where he refused. Raises NotOnTheListError: not asked."""
        with self.changed:
            if not self.awaits(state):
                raise NotOnTheListError("nobody was sent away with this state")
            self._take({"code": code})

    def leave(self) -> None:
        """Answer nothing any more."""
        with self.changed:
            self._is_over = True
            self.changed.notify_all()

    def news_in(self) -> float:
        """Return how many seconds more it is worth to wait for something to be asked."""
        if self._asking is not None:
            return 0.0
        return max(self._since + NEWS_SECONDS - time.monotonic(), 0.0)

    @property
    def is_asked(self) -> bool:
        """Whether something is asked for now."""
        return self._asking is not None

    def awaited(self, seconds: float) -> AwaitingPhoneError:
        """Return what to tell who wants a signature now."""
        asking = self._asking or Asking()
        return awaiting(
            Asking(
                seconds, self._now, self._turns, asking.question, asking.fields,
                asking.is_again, asking.url,
            )
        )  # fmt: skip

    def _asks(self, asking: Asking | None, state: str = "") -> None:
        with self.changed:
            if asking is not None and not self._is_counted:
                self._now, self._is_counted = self._now + 1, True
            self._turns = max(self._turns, self._now)
            self._asking, self._state, self._given = asking, state, None
            self.changed.notify_all()

    def _take(self, given: Mapping[str, str]) -> None:
        self._given, self._asking, self._state = given, None, ""
        self._since = time.monotonic()
        self.changed.notify_all()

    def _answered(self, asking: Asking, state: str = "") -> Mapping[str, str]:
        self._asks(asking, state)
        with self.changed:
            left = self._ends - time.monotonic()
            self.changed.wait_for(lambda: self._is_over or self._given is not None, max(left, 0))
            given, self._given = self._given, None
            if self._is_over:
                raise HolderRefusedError("taken back")
            if given is None:
                raise ConfirmationTimeoutError("nobody answered in time")
            return given
