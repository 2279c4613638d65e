"""Many people at once, each acting as through a page: what is refused is looked at and tried again.

An act that was not answered is asked for again by its id, as a page that is sent twice; when the
document has moved or the service is busy, the person waits a moment and looks anew. A refusal of
any other sort is final. Every refusal is counted, none is swallowed.
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final

from service.accounts.proof import Door, Given
from service.accounts.step_up import step_up
from service.accounts.totp import STEP_SECONDS
from service.demo import DEMO_PASSWORD, demo_code
from service.errors import ServiceError
from service.gateway import NO_EXTRAS, Actor, AnswerGiven, Extras, RefusedError, Target
from service.problems import status_of
from service.temporal_client import TIMEOUT
from service.temporal_gateway import TemporalGateway
from storage.people.step_ups import Seen
from workflows.domain.lifecycle import Act
from workflows.domain.rounds import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scripts.many_commitments.watching import Progress

ORIGIN: Final = "scale"
TRIES: Final = 20
PAUSE_S: Final = 2.0
PASSING: Final = frozenset({
    HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Commitment:
    """One commitment and the people around it, by id."""

    document_id: str
    person: str
    neighbour: str
    head: str


@dataclass(slots=True)
class Refusals:
    """What was refused on the way, and what stayed so; safe between threads."""

    tried_again: Counter[str] = field(default_factory=Counter)  # by step and code
    given_up: dict[str, str] = field(default_factory=dict)  # by document: step and code
    _lock: Lock = field(default_factory=Lock)

    def note(self, step: str, code: str) -> None:
        """Count a refusal after which somebody tries again."""
        with self._lock:
            self.tried_again[f"{step}: {code}"] += 1

    def give_up(self, document_id: str, step: str, code: str) -> None:
        """Note that an act was not done."""
        with self._lock:
            self.given_up[document_id] = f"{step}: {code}"


@dataclass(frozen=True, slots=True)
class Hands:
    """Acts for anybody; used by many threads."""

    gateway: TemporalGateway
    door: Door
    refusals: Refusals
    threads: int = 20
    _used: dict[str, int] = field(default_factory=dict)  # time step of the last code, by person

    def each(
        self,
        step: str,
        commitments: Iterable[Commitment],
        do: Callable[[str, Commitment], None],
        progress: Progress,
    ) -> None:
        """Do a step for each commitment, so many at a time; who fails in it is left behind."""

        def one(commitment: Commitment) -> None:
            try:
                do(step, commitment)
            except RefusedError as refused:
                self.refusals.give_up(commitment.document_id, step, refused.code)
            progress.one_more()

        with ThreadPoolExecutor(self.threads, thread_name_prefix=step) as people:
            for done in [people.submit(one, commitment) for commitment in commitments]:
                done.result()

    def act(
        self, step: str, who: str, document_id: str, act: Act, extras: Extras = NO_EXTRAS
    ) -> None:
        """Perform an act of the table."""
        self.tried(
            step, document_id, lambda target: self.gateway.act(_as(who), target, act, extras)
        )

    def comment(self, step: str, who: str, document_id: str, where: tuple[str, str]) -> None:
        """Comment on a paragraph: its id and the text."""
        self.tried(step, document_id, lambda target: self.gateway.comment(_as(who), target, *where))

    def answer(self, step: str, who: str, document_id: str, comment_id: str) -> None:
        """Accept a comment."""
        given = AnswerGiven(comment_id, Answer.ACCEPTED)
        self.tried(step, document_id, lambda target: self.gateway.answer(_as(who), target, given))

    def acknowledge(self, step: str, who: str, document_id: str) -> None:
        """Confirm by password and code, both really checked, as on the document's page."""

        def once(target: Target) -> None:
            extras = Extras(step_up_id=self._proven(who, target))
            self.gateway.act(_as(who), target, Act.ACKNOWLEDGE, extras)

        self.tried(step, document_id, once)

    def tried(self, step: str, document_id: str, once: Callable[[Target], object]) -> None:
        """Do it, trying again after a refusal as somebody at a page would.

        Raises:
            RefusedError: it was refused for good, or again and again.
        """
        target = self._target(step, document_id, 0)
        for number in range(1, TRIES):
            try:
                once(target)
            except RefusedError as refused:
                if status_of(refused.code) not in PASSING:
                    raise
                self.refusals.note(step, refused.code)
                time.sleep(PAUSE_S)
                if self.gateway.recorded(target) is not None:
                    return
                if refused.code != TIMEOUT:
                    target = self._target(step, document_id, number)
            else:
                return
        once(target)

    def _target(self, step: str, document_id: str, number: int) -> Target:
        doc = self.gateway.document(document_id)
        act_id = f"{document_id}:{step}:{number}"
        return Target(document_id, act_id, doc.version, doc.shown_sha256)

    def _proven(self, who: str, target: Target) -> str:
        """Prove himself by a code that he has not used before (RFC 6238); return the proof's id."""
        step = self._unused_step(who)
        shown = datetime.fromtimestamp(step * STEP_SECONDS, UTC)
        now = self.gateway.recorder.clock()
        seen = Seen(who, target.document_id, target.seen_sha256)
        given = Given(DEMO_PASSWORD, demo_code(shown))
        proof = f"{target.act_id}:{now.timestamp():.6f}"
        try:
            step_up(self.door, proof, seen, given, now)
        except ServiceError as refusal:
            raise RefusedError(refusal.code) from refusal
        self._used[who] = step
        return proof

    def _unused_step(self, who: str) -> int:
        """Return the time step of the code that is shown now, waiting for the next if need be."""
        unused = self._used.get(who, 0) + 1
        while (step := self._step_now()) < unused:
            time.sleep(PAUSE_S)
        return step

    def _step_now(self) -> int:
        return int(self.gateway.recorder.clock().timestamp()) // STEP_SECONDS


def _as(person: str) -> Actor:
    return Actor(person, ORIGIN)
