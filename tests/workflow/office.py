"""An office whose acts go through Temporal: the demo's people, a worker, a ledger to look into."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from service.config import Settings
from service.demo import DEMO_PIN, NEW_PLANS, founding
from service.gateway import NO_EXTRAS, Actor, Extras, RefusedError, Target
from service.story import material
from service.story.people import Cast
from service.temporal_gateway import TemporalGateway, build
from storage.ledger import ledger
from storage.readmodel import incidents
from tests.homes import real_clock
from workflows.contracts.payloads import RecordAsk, Recorded
from workflows.domain.lifecycle import Act, State
from workflows.domain.orders import Order
from workflows.domain.rounds import Vote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.ledger.chain import Entry
    from storage.readmodel.incidents import Incident
    from workflows.contracts.payloads import Receipt
    from workflows.domain.document import Document

DRAFTER, HEAD, FORM, CLERK, LEADER, DEPUTY = (
    "ng-005",
    "ng-003",
    "ng-007",
    "ng-008",
    "ng-001",
    "ng-002",
)
CHAIR, SECRETARY, DEPUTY_CHAIR, MEMBER, STRANGER = "ng-004", "ng-011", "ng-010", "ng-012", "ng-104"
LONGEST_S = 240.0
CONTENT = material.with_position(founding.founding_content(founding.founding_source()), "GIÁM ĐỐC")


@dataclass
class Office:
    """Acts as anybody; every id is new, so that many offices share one server."""

    settings: Settings
    clock: Callable[[], datetime] = real_clock
    gateway: TemporalGateway = field(init=False)
    cast: Cast = field(init=False)
    _name: str = field(init=False, default_factory=lambda: secrets.token_hex(4))
    _numbers: Iterator[int] = field(init=False, default_factory=count)

    def __post_init__(self) -> None:
        self.gateway = build(self.settings, self.clock)
        self.cast = Cast(self.gateway, f"act-{self._name}")

    def act_id(self) -> str:
        return f"own-{self._name}-{next(self._numbers)}"

    def drafted(self, drafter: str = DRAFTER) -> str:
        """Create a plan; return its id."""
        return self.cast.create(drafter, NEW_PLANS["so"], CONTENT)

    def target(self, document_id: str, act_id: str = "") -> Target:
        doc = self.document(document_id)
        return Target(document_id, act_id or self.act_id(), doc.version, doc.shown_sha256)

    def act(self, person: str, target: Target, act: Act, extras: Extras = NO_EXTRAS) -> Receipt:
        return self.gateway.act(Actor(person, "test"), target, act, extras)

    def code(self, person: str, target: Target, act: Act, extras: Extras = NO_EXTRAS) -> str:
        """Act and return the code of the refusal; "" where there was none."""
        try:
            self.act(person, target, act, extras)
        except RefusedError as refused:
            return refused.code
        return ""

    def document(self, document_id: str) -> Document:
        return self.gateway.document(document_id)

    def entries(self, document_id: str) -> list[Entry]:
        """Return the entries that moved the document, in order."""
        with self.gateway.recorder.database.reading() as conn:
            found = ledger.of_document(conn, document_id)
        return [entry for entry in found if entry.version is not None]

    def incidents(self, document_id: str) -> list[Incident]:
        """Return the open incidents of a document, the newest first."""
        with self.gateway.recorder.database.reading() as conn:
            found = incidents.open_incidents(conn)
        return [one for one in found if one.document_id == document_id]

    def past_the_workflow(self, document_id: str, order: Order, version: int) -> Recorded:
        """Record as a crash leaves it: the ledger has it, the workflow never heard the answer."""
        return self.gateway.recorder.record(RecordAsk(document_id, version, order))

    def order(self, person: str, document_id: str, act: Act, **parts: Any) -> Order:
        doc = self.document(document_id)
        return Order(
            act_id=self.act_id(), act=act, person_id=person, seen_version=doc.version,
            seen_sha256=doc.shown_sha256, **parts,
        )  # fmt: skip

    def until(
        self, document_id: str, is_so: Callable[[Document], bool], limit_s: float = LONGEST_S
    ) -> Document:
        """Wait until the read model shows it; a document that is stuck fails the test."""
        ends = time.monotonic() + limit_s
        while not is_so(doc := self.document(document_id)):
            assert time.monotonic() < ends, (doc, self.incidents(document_id))
            time.sleep(0.05)
        return doc

    def voted(self) -> str:
        """Bring a plan to the vote: its minutes are what is rendered next."""
        return self._voted(self.drafted())

    def _voted(self, document_id: str) -> str:
        self.cast.act(DRAFTER, document_id, Act.OPEN_ROUND)
        self.cast.act(CHAIR, document_id, Act.CLOSE_ROUND)
        self.vote(document_id)
        return document_id

    def vote(self, document_id: str) -> None:
        members = len(self.cast.members(document_id))
        vote = Vote(members, members, members, 0, 0)
        self.cast.act(SECRETARY, document_id, Act.RECORD_VOTE, Extras(vote=vote))

    def agreed(self, document_id: str = "") -> str:
        """Bring a plan, a new one where none is named, through its round; needs a desk."""
        document_id = self._voted(document_id or self.drafted())
        for person in (SECRETARY, CHAIR):
            self.sign(person, document_id)
        self.until(document_id, lambda doc: doc.state is State.AGREED)
        return document_id

    def approved(self, document_id: str = "") -> str:
        """Bring a plan to the leader's signature; needs a desk."""
        document_id = self.agreed(document_id)
        self.cast.act(DRAFTER, document_id, Act.SUBMIT)
        self.cast.act(HEAD, document_id, Act.APPROVE, Extras(approval="content"))
        self.cast.act(FORM, document_id, Act.APPROVE, Extras(approval="form"))
        return document_id

    def sign(self, person: str, document_id: str) -> Receipt:
        """Sign what is prepared for this person, once it is."""
        self.until(document_id, lambda doc: awaits(doc, person))
        return self.gateway.sign(Actor(person, "test"), self.target(document_id), DEMO_PIN)

    def issue(self, document_id: str) -> Document:
        """Number and seal; return the document once it is archived."""
        self.gateway.number_and_seal(Actor(CLERK, "test"), self.target(document_id), DEMO_PIN)
        return self.until(document_id, lambda doc: doc.state is State.ARCHIVED)


def awaits(doc: Document, person: str) -> bool:
    """Whether a prepared signature waits for this person."""
    item = doc.paper.item if doc.paper else None
    return item is not None and item.person_id == person


def at_once(calls: Sequence[Callable[[], str]]) -> list[str]:
    """Make all the calls at the same time; return what each answered."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def versions(entries: list[Entry]) -> list[int | None]:
    return [entry.version for entry in entries]
