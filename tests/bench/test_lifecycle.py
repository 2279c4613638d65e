"""`trinhky bench lifecycle` on a real server: its contract, and that both sides do the same."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from temporalio.client import Client

from service.bench.lifecycle.bare_callers import BareCallers
from service.bench.lifecycle.bed import BARE_QUEUE, bed_at
from service.bench.lifecycle.ours import Ours
from service.bench.lifecycle.rounds import PATH, Load
from service.catalogue import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.bench.lifecycle.rounds import Round
    from service.stack.layout import Layout

pytestmark = pytest.mark.temporal
SENT = "workflow_execution_update_accepted"
AT_ONCE, BY_TASK = "core_local_activity", "activity_task_completed"
ENDED = "workflow_execution_completed"
KEYS = {"case", "unit", "ours", "reference", "reference_name", "ratio"}
ROUNDING = 0.002  # of four significant digits in each of three figures


def events(address: str, done: Round) -> list[Counter[str]]:
    """Return how many events of each kind, or markers of each name, every document has left."""

    async def ask() -> list[Counter[str]]:
        client = await Client.connect(address)
        ids = [document.workflow_id for document in done.documents]
        found = [await client.get_workflow_handle(each).fetch_history() for each in ids]
        return [
            Counter(
                event.marker_recorded_event_attributes.marker_name
                or str(event.WhichOneof("attributes")).removesuffix("_event_attributes")
                for event in history.events
            )
            for history in found
        ]

    return asyncio.run(ask())


def test_the_report_keeps_its_contract(
    temporal_program: Path, surroundings: Mapping[str, str]
) -> None:
    own = {**surroundings, "TRINHKY_TEMPORAL_BIN": str(temporal_program)}
    command = [sys.executable, "-m", "service.cli", "bench", "lifecycle", "--quick", "--json"]
    told = subprocess.run(command, env=own, capture_output=True, text=True, check=True)
    report = json.loads(told.stdout)
    assert report.keys() == {"machine", "rows"}
    named = [(row["case"], row["unit"]) for row in report["rows"]]
    units = ("acts/s", "ms/act", "cpu-ms/act")
    cases = [(f"callers={number}", unit) for number in (1, 3) for unit in units]
    assert named == [*cases, ("history", "bytes/act")]
    for row in report["rows"]:
        assert row.keys() == KEYS
        assert row["reference_name"] == "bare Temporal"
        better = row["ours"] / row["reference"]
        better = better if row["unit"] == "acts/s" else 1 / better
        assert row["ratio"] == pytest.approx(better, rel=ROUNDING)
    assert not [name for name in (socket.gethostname(), str(Path.home())) if name in told.stdout]
    assert sentence("bench", "goal.lifecycle") in told.stderr


def test_both_sides_do_the_same_number_of_acts_with_one_activity_each(
    own_home: Layout, temporal_program: Path, surroundings: Mapping[str, str]
) -> None:
    with bed_at(own_home.home, temporal_program, surroundings) as bed:
        address, load = bed.settings.temporal_address, Load(callers=2, documents_each=1, turn=1)
        bare = BareCallers(address, bed.settings.temporal_namespace, BARE_QUEUE)
        for side, work in ((Ours(bed.gateway), AT_ONCE), (bare, BY_TASK)):
            done = side.run(load)
            assert len(done.waits) == load.acts == 2 * len(PATH)
            found = [(n[SENT], n[work], n[ENDED]) for n in events(address, done)]
            assert found == [(len(PATH), len(PATH), 1)] * 2
