"""The reference: the same sequence of updates as someone who knows the SDK would write it.

One no-op activity each; no rules, no rights, no ledger. What an update needs to be safe is there:
a lock, the act ids in the state, the state made before any handler can run, a continue-as-new.
Loaded by the workflow sandbox: nothing but this and the SDK is imported.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from workflows.contracts import queues

WORKFLOW = "bare"
ACT = "act"


@dataclass(frozen=True, slots=True)
class BareAct:
    """One act: ids and a hash, as small as ours can be."""

    act_id: str
    act: str
    person_id: str
    seen_version: int
    seen_sha256: str
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class BareState:
    """What a run begins with."""

    document_id: str
    version: int = 0
    done: dict[str, int] = field(default_factory=dict)  # act id -> version


@dataclass(frozen=True, slots=True)
class BareReceipt:
    """Answer to an act."""

    document_id: str
    version: int


@activity.defn(name="note")
async def note(act: BareAct) -> None:
    """Do nothing with the act."""


@workflow.defn(name=WORKFLOW)
class Bare:
    """Takes acts one at a time until the last."""

    @workflow.init
    def __init__(self, start: BareState) -> None:
        """Build the state before any handler can run."""
        self._document_id = start.document_id
        self._version = start.version
        self._done = dict(start.done)
        self._lock = asyncio.Lock()
        self._has_ended = False

    @workflow.run
    async def run(self, _: BareState) -> None:
        """Wait for the last act, or hand over to a new run."""
        await workflow.wait_condition(lambda: self._has_ended or self._is_full())
        await workflow.wait_condition(workflow.all_handlers_finished)
        if not self._has_ended:
            workflow.continue_as_new(BareState(self._document_id, self._version, self._done))

    @workflow.update(name=ACT)
    async def act(self, act: BareAct) -> BareReceipt:
        """Perform one act."""
        async with self._lock:
            if act.act_id not in self._done:
                await workflow.execute_activity(
                    note,
                    act,
                    start_to_close_timeout=queues.RECORD_LIMIT,
                    retry_policy=queues.UNTIL_DONE,
                )
                self._version += 1
                self._done[act.act_id] = self._version
                self._has_ended = self._has_ended or act.is_last
        return BareReceipt(self._document_id, self._done[act.act_id])

    @staticmethod
    def _is_full() -> bool:
        return workflow.info().is_continue_as_new_suggested()
