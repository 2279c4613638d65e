"""People who ask again with the same act id, as a page does whose answer did not come."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

from service.demo import DEMO_PIN
from service.gateway import NO_EXTRAS, Actor, AnswerGiven, Extras, RefusedError, Target
from service.story.people import Cast
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from doc_templates.port import Content
    from workflows.domain.document import Document
    from workflows.domain.lifecycle import Act
    from workflows.domain.orders import NewDocument

# Nothing was refused: a process was away. "On no list" is what a desk says that has just started.
AWAY = frozenset({"act.timeout", "sign.still_working", "desk.closed", "desk.failed",
                  "desk.not_on_list", "database.busy", "database.failed", "storage.failed",
                  "storage.unreachable"})  # fmt: skip
LONGEST_S, PAUSE_S = 300.0, 0.2
T = TypeVar("T")


@dataclass(slots=True)
class StubbornCast(Cast):
    """The story's people, none of whom gives up while a process is away."""

    asked_again: int = field(default=0)

    @override
    def create(self, person: str, new: NewDocument, content: Content, source: bytes = b"") -> str:
        target = Target("", self._act_id())
        return self._insist(
            lambda: self.gateway.create(_as(person), target, new, content, source)
        ).document_id

    @override
    def save(self, person: str, document_id: str, content: Content) -> None:
        target = self._target(document_id)
        self._insist(lambda: self.gateway.save(_as(person), target, content))

    @override
    def act(self, person: str, document_id: str, act: Act, extras: Extras = NO_EXTRAS) -> None:
        target = self._target(document_id)
        self._insist(lambda: self.gateway.act(_as(person), target, act, extras))

    @override
    def comment(self, person: str, document_id: str, paragraph_id: str, text: str) -> None:
        target = self._target(document_id)
        self._insist(lambda: self.gateway.comment(_as(person), target, paragraph_id, text))

    @override
    def answer(self, person: str, document_id: str, given: AnswerGiven) -> None:
        target = self._target(document_id)
        self._insist(lambda: self.gateway.answer(_as(person), target, given))

    @override
    def sign(self, person: str, document_id: str) -> None:
        target = self._target(document_id)
        self._insist(lambda: self.gateway.sign(_as(person), target, DEMO_PIN))
        self._until(document_id, lambda doc: doc.paper is None or doc.paper.cms is None)

    @override
    def number_and_seal(self, person: str, document_id: str) -> None:
        target = self._target(document_id)
        self._insist(
            lambda: self.gateway.number_and_seal(_as(person), target, DEMO_PIN),
            lambda: self.document(document_id).is_final,
        )

    @override
    def document(self, document_id: str) -> Document:
        return self._read(lambda: self.gateway.document(document_id))

    @override
    def open_comments(self, document_id: str) -> list[str]:
        return self._read(lambda: Cast.open_comments(self, document_id))

    @override
    def members(self, document_id: str) -> tuple[str, ...]:
        return self._read(lambda: Cast.members(self, document_id))

    def _read(self, ask: Callable[[], T]) -> T:
        """Read again while the database is away."""
        ends = time.monotonic() + LONGEST_S
        while True:
            try:
                return ask()
            except StorageError as away:
                if not away.retryable or time.monotonic() > ends:
                    raise
            time.sleep(PAUSE_S)

    def _insist(self, ask: Callable[[], T], is_done: Callable[[], bool] = lambda: False) -> T:
        """Ask with the same act id until there is an answer."""
        ends = time.monotonic() + LONGEST_S
        while True:
            try:
                return ask()
            except RefusedError as refused:
                if refused.code not in AWAY or is_done() or time.monotonic() > ends:
                    raise
            self.asked_again += 1
            time.sleep(PAUSE_S)

    def _until(self, document_id: str, is_so: Callable[[Document], bool]) -> None:
        ends = time.monotonic() + LONGEST_S
        while not is_so(self.document(document_id)):
            assert time.monotonic() < ends
            time.sleep(PAUSE_S)


def _as(person: str) -> Actor:
    return Actor(person, "test")
