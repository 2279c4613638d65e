"""What a run leaves: sizes on disk, histories, whether anything is stuck, if the ledger holds."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from temporalio.client import Client, WorkflowExecutionStatus

from service.audit import Noted, judge_database
from storage.readmodel.incidents import open_incidents
from workflows.contracts.names import COMMITMENT, document_of
from workflows.domain.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scripts.many_commitments.hands import Commitment
    from service.stack.layout import Layout
    from service.temporal_gateway import TemporalGateway

AT_ONCE: Final = 20
_RUNNING: Final = WorkflowExecutionStatus.RUNNING
_WELL: Final = frozenset({
    _RUNNING, WorkflowExecutionStatus.COMPLETED, WorkflowExecutionStatus.CONTINUED_AS_NEW,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class History:
    """One run of a workflow as the server describes it."""

    workflow_id: str
    status: WorkflowExecutionStatus
    events: int
    size: int  # bytes
    pending_activities: int
    pending_task: bool

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is under way in it, and it has not failed."""
        return self.status in _WELL and not (self.pending_activities or self.pending_task)


def histories(address: str, namespace: str) -> list[History]:
    """Return every run that the server knows."""
    return asyncio.run(_histories(address, namespace))


def of_histories(found: Sequence[History], gateway: TemporalGateway) -> dict[str, Any]:
    """Return their sizes, what runs by state, and what is not at rest."""
    running = [h for h in found if h.status is _RUNNING]
    states = Counter(str(gateway.document(document_of(h.workflow_id)).state) for h in running)
    mine = [h for h in found if h.workflow_id.startswith(f"{COMMITMENT}-")]
    others = [h for h in found if h not in mine]
    return {
        "commitments": _spread(mine),
        "others": {h.workflow_id: {"events": h.events, "bytes": h.size} for h in others},
        "by_status": dict(Counter(h.status.name if h.status else "" for h in found)),
        "running_by_state": dict(states),
        "pending_activities": sum(h.pending_activities for h in found),
        "not_at_rest": [h.workflow_id for h in found if not h.is_at_rest],
    }


def left_behind(gateway: TemporalGateway, commitments: Sequence[Commitment]) -> list[str]:
    """Return the commitments that are not finished, each with where it stands."""
    found = []
    for one in commitments:
        doc = gateway.document(one.document_id)
        is_kept = doc.record is not None and bool(doc.custodian_id)
        if doc.state is not State.ARCHIVED or doc.stuck or not is_kept:
            found.append(f"{one.document_id}: {doc.state} {doc.stuck} {doc.incident}".strip())
    return found


def of_ledger(gateway: TemporalGateway) -> dict[str, Any]:
    """Return what the product's own verification says of the whole chain."""
    return dict(judge_database(gateway.recorder.database, Noted()).row())


def incidents(gateway: TemporalGateway) -> list[dict[str, str]]:
    """Return the incidents that nobody has resolved."""
    with gateway.recorder.database.reading() as conn:
        found = open_incidents(conn)
    return [{"code": i.code, "where": i.where, "document_id": i.document_id} for i in found]


def sizes(layout: Layout) -> dict[str, Any]:
    """Return the bytes on disk."""
    kept = [path.stat().st_size for path in layout.blobs.rglob("*") if path.is_file()]
    return {
        "database_bytes": _with_log(layout.database),
        "tables_bytes": _tables(layout.database),
        "temporal_bytes": _with_log(layout.temporal_file),
        "blobs_bytes": sum(kept),
        "blobs_files": len(kept),
    }


def _with_log(file: Path) -> int:
    """Return the size of a SQLite file with what is still in its log."""
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _tables(file: Path) -> dict[str, int]:
    """Return the bytes of each table with its indexes, the largest first."""
    asked = (
        "SELECT tbl_name, SUM(pgsize) FROM dbstat JOIN sqlite_master USING (name) "
        "GROUP BY tbl_name ORDER BY 2 DESC LIMIT 12"
    )
    conn = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return dict(conn.execute(asked).fetchall())
    finally:
        conn.close()


def _spread(found: Sequence[History]) -> dict[str, Any]:
    if not found:
        return {"count": 0}
    events, size = [h.events for h in found], [h.size for h in found]
    return {
        "count": len(found),
        "events_median": median(events),
        "events_max": max(events),
        "bytes_median": median(size),
        "bytes_max": max(size),
        "bytes": sum(size),
    }


async def _histories(address: str, namespace: str) -> list[History]:
    client = await Client.connect(address, namespace=namespace)
    some = asyncio.Semaphore(AT_ONCE)

    async def look(workflow_id: str, run_id: str) -> History:
        async with some:
            told = await client.get_workflow_handle(workflow_id, run_id=run_id).describe()
        raw = told.raw_description
        return History(
            workflow_id,
            told.status or WorkflowExecutionStatus.FAILED,
            raw.workflow_execution_info.history_length,
            raw.workflow_execution_info.history_size_bytes,
            len(raw.pending_activities),
            raw.HasField("pending_workflow_task"),
        )

    runs = [(one.id, one.run_id) async for one in client.list_workflows()]
    return list(await asyncio.gather(*(look(*run) for run in runs)))
