"""The way of all commitments, step by step: each step for everybody before the next begins."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from scripts.many_commitments.hands import ORIGIN, TRIES, Commitment, Hands
from scripts.many_commitments.watching import Clockwork
from service.demo import DEMO_PIN
from service.gateway import Actor, Extras, RefusedError, Target
from service.many_signatures import MOST
from storage.readmodel import rounds, signable
from storage.readmodel.tables import DOCUMENTS, EVENTS
from workflows.contracts.codec import document_from
from workflows.domain.kinds import EMPLOYEE_COMMITMENT
from workflows.domain.lifecycle import Act, State
from workflows.domain.rounds import Vote
from workflows.recording.roll import members_of
from workflows.recording.standing import people_around

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.many_commitments.watching import Progress

HEADS_AT_ONCE: Final = 4
ASK_EVERY_S: Final = 1.0
LONGEST_REST_S: Final = 180.0  # without anything getting done: it is stuck
COMMENT: Final = ("lt-1", "Đề nghị thêm hướng dẫn cho người nhà người bệnh.")
CONFIRMING: Final = (State.AWAITING_CONFIRMATION, EMPLOYEE_COMMITMENT.kind_id)


@dataclass(frozen=True, slots=True)
class Way:
    """Carries all commitments of a campaign together."""

    hands: Hands
    clock: Clockwork
    commitments: Sequence[Commitment]
    campaign_id: str

    def discussed(self) -> None:
        """Open the rounds, comment, close them, answer, vote."""
        hands = self.hands
        self._each("open_round", lambda step, c: self._own(step, c, Act.OPEN_ROUND))
        self._each(
            "comment", lambda step, c: hands.comment(step, c.neighbour, c.document_id, COMMENT)
        )
        self._each("close_round", lambda step, c: self._heads(step, c, Act.CLOSE_ROUND))
        self._each("answer", self._answer)
        self._each("vote", self._vote)

    def given(self) -> None:
        """Submit and acknowledge; papers are made meanwhile, and waited for at the end."""
        self._each("submit", lambda step, c: self._own(step, c, Act.SUBMIT))
        self._each("acknowledge", lambda s, c: self.hands.acknowledge(s, c.person, c.document_id))
        self._all("papers_ready", lambda: self.with_act(Act.PREPARED))

    def filed(self) -> None:
        """Let each head confirm what waits for his key at one PIN; wait until all is stored."""
        with self.clock.step("confirm", len(self.commitments)) as progress:
            heads = sorted({c.head for c in self.commitments})
            with ThreadPoolExecutor(HEADS_AT_ONCE) as people:
                for done in people.map(partial(self._confirm, progress), heads):
                    progress.so_many(progress.done + done)
        self._all("filed", lambda: self.in_states(State.IN_FORCE))

    def ended(self) -> None:
        """Close what was in force, as at the end of the year; wait until that is stored too."""
        self._each("close", lambda step, c: self._heads(step, c, Act.CLOSE))
        self._all("archived", lambda: self.in_states(State.ARCHIVED))

    def in_states(self, *states: str) -> int:
        """Return how many commitments of the campaign are in one of these states."""
        return sum(self.by_state()[state] for state in states)

    def by_state(self) -> Counter[str]:
        """Return how many commitments of the campaign are in which state."""
        mine = DOCUMENTS.c.campaign_id == self.campaign_id
        of_kind = DOCUMENTS.c.kind == EMPLOYEE_COMMITMENT.kind_id
        counted = select(DOCUMENTS.c.state, func.count().label("so_many")).where(mine, of_kind)
        with self.hands.gateway.recorder.database.reading() as conn:
            found = conn.execute(counted.group_by(DOCUMENTS.c.state)).all()
        return Counter({row.state: row.so_many for row in found})

    def with_act(self, act: str) -> int:
        """Return how many of our commitments have had an act recorded."""
        ids = select(DOCUMENTS.c.id).where(DOCUMENTS.c.campaign_id == self.campaign_id)
        had = (EVENTS.c.act == act) & EVENTS.c.document_id.in_(ids)
        counted = select(func.count(EVENTS.c.document_id.distinct())).where(had)
        with self.hands.gateway.recorder.database.reading() as conn:
            return int(conn.execute(counted).scalar_one())

    def _each(self, step: str, do: Callable[[str, Commitment], None]) -> None:
        going = [c for c in self.commitments if c.document_id not in self.hands.refusals.given_up]
        with self.clock.step(step, len(going)) as progress:
            self.hands.each(step, going, do, progress)

    def _all(self, step: str, count: Callable[[], int]) -> None:
        """Wait until as many as are still going have come so far, or nothing moves any more."""
        going = len(self.commitments) - len(self.hands.refusals.given_up)
        with self.clock.step(step, going) as progress:
            moved = time.monotonic()
            while (done := count()) < going and time.monotonic() - moved < LONGEST_REST_S:
                moved = time.monotonic() if done > progress.done else moved
                progress.so_many(done)
                time.sleep(ASK_EVERY_S)

    def _own(self, step: str, one: Commitment, act: Act) -> None:
        self.hands.act(step, one.person, one.document_id, act)

    def _heads(self, step: str, one: Commitment, act: Act) -> None:
        self.hands.act(step, one.head, one.document_id, act)

    def _answer(self, step: str, one: Commitment) -> None:
        with self.hands.gateway.recorder.database.reading() as conn:
            found = rounds.comments_of(conn, one.document_id)
        for comment in found:
            if not comment.answer:
                self.hands.answer(step, one.person, one.document_id, comment.comment_id)

    def _vote(self, step: str, one: Commitment) -> None:
        """All of the ward were there and agreed, but its head, who abstained."""
        recorder = self.hands.gateway.recorder
        doc, at = self.hands.gateway.document(one.document_id), recorder.clock()
        with recorder.database.reading() as conn:
            members = len(members_of(doc, at, people_around(conn, doc, at)))
        vote = Vote(members, members, agree=members - 1, disagree=0, abstain=1)
        extras = Extras(vote=vote)
        self.hands.act(step, one.head, one.document_id, Act.RECORD_VOTE, extras)

    def _confirm(self, progress: Progress, head: str) -> int:
        """Sign what waits, in lists of what one PIN may sign; return how many were given."""
        given = 0
        for number in range(TRIES):
            while targets := self._waiting_for(head, number):
                try:
                    signed = self.hands.gateway.sign_many(Actor(head, ORIGIN), targets, DEMO_PIN)
                except RefusedError as refused:
                    self.hands.refusals.note("confirm", refused.code)
                    break
                for one in signed:
                    if one.code:
                        self.hands.refusals.note("confirm", one.code)
                given += sum(not one.code for one in signed)
                if any(one.code for one in signed):
                    break
            else:
                break
            time.sleep(ASK_EVERY_S)
        progress.say(f"{progress.step}: {head} gave {given}")
        return given

    def _waiting_for(self, head: str, number: int) -> list[Target]:
        """Return what a head's own page lists and can be ticked."""
        with self.hands.gateway.recorder.database.reading() as conn:
            rows = signable.waiting_for_key(conn, head, [CONFIRMING], MOST)
        found = []
        for doc in (document_from(row.after) for row in rows):
            if doc.paper is not None and doc.paper.item is not None and doc.paper.cms is None:
                act_id = f"{doc.document_id}:confirm:{number}"
                sha256 = doc.paper.current.sha256
                found.append(Target(doc.document_id, act_id, doc.version, sha256))
        return found
