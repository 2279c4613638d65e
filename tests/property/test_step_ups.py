"""Proofs against the plainest way to say the same, whatever is tried in whatever order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from sqlalchemy import create_engine, select
from typing_extensions import override

from storage.errors import (
    StepUpExpiredError,
    StepUpMissingError,
    StepUpOtherError,
    StepUpUsedError,
)
from storage.people import persons, step_ups
from storage.people.step_ups import Seen
from storage.people.tables import PEOPLE, STEP_UPS
from storage.tables import METADATA

START = datetime(2026, 7, 1, tzinfo=UTC)
PERSONS = ("p-an", "p-binh")
ALL_SEEN = [Seen(*each) for each in product(PERSONS, ("vb-1", "vb-2"), ("a" * 64, "b" * 64))]
REFUSALS = (StepUpExpiredError, StepUpMissingError, StepUpOtherError, StepUpUsedError)
seen = st.sampled_from(ALL_SEEN)
acts = st.sampled_from(["act-1", "act-2", "act-3"])


@dataclass
class Proof:
    """What is remembered of a proof."""

    seen: Seen
    at: datetime
    act: str = ""


class Proofs(RuleBasedStateMachine):
    """Grants proofs and lets acts stand on them; remembers what must come of it."""

    granted = Bundle("granted")

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.known: dict[str, Proof] = {}
        self.engine = create_engine("sqlite://")
        self.conn = self.engine.connect()
        METADATA.create_all(self.conn, tables=[PEOPLE, STEP_UPS])
        for person_id in PERSONS:
            persons.add_person(self.conn, persons.Person(person_id, "Nguyễn Văn"))

    @rule(target=granted, seen=seen)
    def grant(self, seen: Seen) -> str:
        step_up_id = f"su-{len(self.known)}"
        step_ups.grant(self.conn, step_up_id, seen, self.now)
        self.known[step_up_id] = Proof(seen, self.now)
        return step_up_id

    @rule(seconds=st.sampled_from([1, 120, 299, 300]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(step_up_id=granted, act_id=acts)
    def consume_own(self, step_up_id: str, act_id: str) -> None:
        self.consume(step_up_id, self.known[step_up_id].seen, act_id)

    @rule(step_up_id=granted, seen=seen, act_id=acts)
    def consume_any(self, step_up_id: str, seen: Seen, act_id: str) -> None:
        self.consume(step_up_id, seen, act_id)

    def consume(self, step_up_id: str, seen: Seen, act_id: str) -> None:
        proof = self.known[step_up_id]
        is_fresh = self.now - proof.at < timedelta(minutes=5)
        may = seen == proof.seen and (proof.act == act_id or (not proof.act and is_fresh))
        assert self.tried(step_up_id, seen, act_id) is may
        if may:
            proof.act = act_id

    def tried(self, step_up_id: str, seen: Seen, act_id: str) -> bool:
        try:
            step_ups.consume(self.conn, step_up_id, seen, act_id, self.now)
        except REFUSALS:
            return False
        return True

    @invariant()
    def evidence_is_what_was_used(self) -> None:
        rows = self.conn.execute(select(STEP_UPS)).all()
        used = {row.id: row.used_by_act for row in rows if row.used_by_act}
        assert used == {key: proof.act for key, proof in self.known.items() if proof.act}

    @override
    def teardown(self) -> None:
        self.conn.close()
        self.engine.dispose()


TestProofs = Proofs.TestCase
TestProofs.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
