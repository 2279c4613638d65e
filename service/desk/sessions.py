"""Unlocked keys, each for one list of items and a few minutes, in this process's memory alone."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from service.desk.keys import SigningKey
from service.desk.protocol import Authority, Listed, Purpose
from signing.custody.remote.person import Person
from signing.errors import DeskClosedError, NotOnTheListError

if TYPE_CHECKING:
    from collections.abc import Callable


TOKEN_BYTES: Final = 32
MAX_SESSIONS: Final = 500
SECONDS_EACH: Final = 3.0  # for one document of a list: ten times what a busy machine takes
LONGEST: Final = 12  # times the lifetime of a short list; a list that has ended locks it at once


@dataclass(frozen=True, slots=True)
class Session:
    """What one PIN opened. The list is closed when the session begins."""

    authority: Authority
    items: frozenset[Listed]
    keys: Mapping[str, SigningKey] = field(repr=False)  # by certificate sha256
    ends: float  # on the sessions' own clock, seconds
    person: Person = field(default_factory=Person, repr=False)  # whom remote holders ask
    _spent: dict[Listed, str] = field(default_factory=dict, repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def listed(self, document_id: str, item_id: str, role: str) -> Listed:
        """Return the line of the list that covers this item.

        Raises:
            NotOnTheListError: none does.
        """
        by_item, by_role = Listed(document_id, item_id=item_id), Listed(document_id, role=role)
        is_agency = self.authority.purpose is Purpose.AGENCY
        for line in (by_role,) if is_agency else (by_item, by_role):
            if line in self.items:
                return line
        raise NotOnTheListError("the item is not on the list shown with the PIN")

    def spend(self, line: Listed, item_id: str) -> None:
        """Let a line stand for this item from now on.

        Raises:
            NotOnTheListError: it already stood for another one.
        """
        with self._guard:
            if self._spent.setdefault(line, item_id) != item_id:
                raise NotOnTheListError("this field was already signed in this session")

    def is_over(self, now: float) -> bool:
        """Whether it has ended; it lasts longer where remote holders ask several times."""
        return self.ends + self.person.more_seconds <= now

    def forget(self) -> None:
        """Drop the keys. Wiping memory is best effort: Python and OpenSSL keep copies."""
        self.person.leave()
        for key in self.keys.values():
            key.forget()


class Sessions:
    """All open sessions. Tokens are kept hashed: a look into memory shows none to steal."""

    def __init__(self, lifetime: float, clock: Callable[[], float]) -> None:
        """Begin with none.

        Args:
            lifetime: of a session in seconds, counted from the PIN; use does not prolong it, a long
                list does.
            clock: seconds that never jump, such as `time.monotonic`.
        """
        self._lifetime = lifetime
        self._clock = clock
        self._open: dict[bytes, Session] = {}
        self._guard = threading.Lock()

    @property
    def lifetime(self) -> float:
        """How long a session for a short list lasts, in seconds."""
        return self._lifetime

    def lifetime_of(self, items: int) -> float:
        """Return how long a session for so many items lasts, in seconds, within bounds."""
        return min(max(self._lifetime, items * SECONDS_EACH), LONGEST * self._lifetime)

    def ends(self, items: int = 1) -> float:
        """Return when a session for so many items that begins now ends."""
        return self._clock() + self.lifetime_of(items)

    def open(self, session: Session) -> str:
        """Keep a session and return its token, 256 random bits.

        Raises:
            DeskClosedError: too many are open.
        """
        self.forget_expired()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._guard:
            if len(self._open) < MAX_SESSIONS:
                self._open[_hashed(token)] = session
                return token
        session.forget()
        raise DeskClosedError("too many sessions are open")

    def get(self, token: str) -> Session:
        """Return the session of a token.

        Raises:
            DeskClosedError: it has ended, or never was.
        """
        self.forget_expired()
        with self._guard:
            session = self._open.get(_hashed(token))
        if session is None:
            raise DeskClosedError("no such session")
        return session

    def asked_with(self, state: str, person_id: str) -> Session:
        """Return this person's session that sent him to a page with this state.

        Raises:
            NotOnTheListError: none did.
        """
        self.forget_expired()
        with self._guard:
            sessions = tuple(self._open.values())
        for session in sessions:
            if session.authority.person_id == person_id and session.person.awaits(state):
                return session
        raise NotOnTheListError("nobody was sent away with this state")

    def close(self, token: str) -> None:
        """Forget a session; an unknown one is forgotten already."""
        with self._guard:
            session = self._open.pop(_hashed(token), None)
        if session is not None:
            session.forget()

    def forget_expired(self) -> None:
        """Forget whatever has ended; called by every use, and once a second by the server."""
        now = self._clock()
        self._forget(lambda session: session.is_over(now))

    def forget_all(self) -> None:
        """Forget everything: the desk closes."""
        self._forget(lambda _: True)

    def _forget(self, is_over: Callable[[Session], bool]) -> None:
        with self._guard:
            over = [token for token, session in self._open.items() if is_over(session)]
            sessions = [self._open.pop(token) for token in over]
        for session in sessions:
            session.forget()


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
