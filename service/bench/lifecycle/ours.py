"""Our side: acts as the pages send them, through rules, rights, blobs, ledger and projections."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from threading import Barrier
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from doc_templates.canonical import content_sha256
from service.bench.lifecycle.rounds import PATH, Carried, Load, Round, Side, act_id
from service.demo import DRAFTERS, NEW_PLANS, founding
from service.gateway import Actor, Extras, Gateway, RefusedError, Target
from service.story import lines, material
from service.temporal_client import TIMEOUT
from workflows.contracts.names import workflow_id
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from workflows.contracts.payloads import Receipt

ORIGIN: Final = "bench"
WRITING: Final = frozenset({Act.CREATE, Act.SAVE})
ASKED_AT_MOST: Final = 5
WHY: Final = Extras(reason="Văn bản đo tốc độ.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A content, and the hash by which people see it."""

    content: dict[str, Any]
    sha256: str


def drafts() -> tuple[Draft, ...]:
    """Return a new version of the founding plan for each act of the path that writes one."""
    plan = founding.founding_content(founding.founding_source())
    contents = [
        material.with_paragraph(plan, 0, f"Lần sửa thứ {number}.")
        for number, act in enumerate(PATH)
        if act in WRITING
    ]
    return tuple(Draft(content, content_sha256(content)) for content in contents)


@dataclass(frozen=True, slots=True)
class Ours(Side):
    """The gateway of our web, and a thread for each caller."""

    gateway: Gateway
    drafts: tuple[Draft, ...] = field(default_factory=drafts)

    @override
    def run(self, load: Load) -> Round:
        ready = Barrier(load.callers + 1)
        with ThreadPoolExecutor(load.callers) as threads:
            callers = [threads.submit(self._caller, ready, names) for names in load.documents]
            ready.wait()
            begun = time.perf_counter()
            carried = tuple(chain.from_iterable(caller.result() for caller in callers))
            return Round(load, time.perf_counter() - begun, carried)

    def _caller(self, ready: Barrier, names: list[str]) -> list[Carried]:
        ready.wait()
        return [self._carry(name) for name in names]

    def _carry(self, name: str) -> Carried:
        """Carry one document through the path as people would who see its newest version."""
        waits, left = [], iter(self.drafts)
        document_id, version, shown = "", 0, ""
        for number, act in enumerate(PATH):
            target = Target(document_id, act_id(name, number), version, shown)
            draft = next(left) if act in WRITING else None
            begun = time.perf_counter()
            done = self._until_answered(act, target, draft)
            waits.append(time.perf_counter() - begun)
            document_id, version = done.document_id, done.version
            shown = draft.sha256 if draft else shown
        return Carried(workflow_id(document_id), tuple(waits))

    def _until_answered(self, act: Act, target: Target, draft: Draft | None) -> Receipt:
        """Ask again where no answer came in time, as people are told to; the waiting counts."""
        for _ in range(ASKED_AT_MOST - 1):
            try:
                return self._do(act, target, draft)
            except RefusedError as refused:
                if refused.code != TIMEOUT:
                    raise
        return self._do(act, target, draft)

    def _do(self, act: Act, target: Target, draft: Draft | None) -> Receipt:
        """Do one act as whoever's it is."""
        drafter = Actor(DRAFTERS["so"], ORIGIN)
        if draft is None:
            chair = Actor(lines.SO.chair, ORIGIN)
            return self.gateway.act(chair if act is Act.CLOSE_ROUND else drafter, target, act, WHY)
        if act is Act.CREATE:
            return self.gateway.create(drafter, target, NEW_PLANS["so"], draft.content)
        return self.gateway.save(drafter, target, draft.content)
