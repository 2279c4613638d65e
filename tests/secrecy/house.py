"""A house of this walk: an office whose state papers have the same ids whatever else it holds."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from service.accounts.secret_box import SecretBox
from service.demo.organisation import HOSPITAL_CELL, SO_CELL
from service.demo.second_factors import plant
from storage.people import accounts, persons, posts
from storage.registers import terms
from tests.web.office import BOX, BOX_KEYS, MONDAY, PASSWORD_HASH, SINCE, Office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.services import Services

STATE, PARTY = "state", "party"
CLERK_ID, CLERK_LOGIN, CLERK_POST = "ng-901", "vanthu3", "vt-syt-clerk"
TERM = date(2025, 1, 1), date(2029, 12, 31)


@dataclass(slots=True)
class House(Office):
    """An office with named streams of ids: a paper more in one moves no id of another.

    Beside the demo's people it has a clerk who is no party member.
    """

    stream: str = STATE
    _given: dict[str, int] = field(default_factory=dict)

    @override
    def __post_init__(self) -> None:
        Office.__post_init__(self)  # `super()` finds no cell in a class with slots
        with self.database.writing() as conn:
            persons.add_person(conn, persons.Person(CLERK_ID, "Quản Thị Sen"))
            accounts.add_account(conn, accounts.Account(CLERK_ID, CLERK_LOGIN, PASSWORD_HASH))
            posts.add_holding(conn, CLERK_POST, CLERK_ID, SINCE)
            for cell in (SO_CELL, HOSPITAL_CELL):
                terms.add_term(conn, terms.Term(cell, *TERM), f"term-{cell}")
        plant(self.database, BOX, MONDAY)

    @override
    def new_id(self) -> str:
        count = self._given[self.stream] = self._given.get(self.stream, 0) + 1
        return hashlib.sha256(f"{self.stream}/{count}".encode()).hexdigest()[:32]

    @override
    def services(self, **changes: Any) -> Services:
        changes.setdefault("box", SecretBox(BOX_KEYS, self._bytes))
        return Office.services(self, **changes)

    def _bytes(self, count: int) -> bytes:
        """What is unpredictable elsewhere is the same in both houses."""
        return hashlib.shake_256(self.new_id().encode()).digest(count)

    @contextmanager
    def speaking(self, stream: str) -> Iterator[None]:
        """Give ids of another stream meanwhile."""
        before, self.stream = self.stream, stream
        try:
            yield
        finally:
            self.stream = before

    def at(self, hour: int) -> None:
        """Move the clock to an hour of that Monday, in Hà Nội."""
        self.now = MONDAY.replace(hour=hour - 7)
