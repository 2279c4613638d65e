"""Histories of real documents replay by today's code; and changed code is caught at it."""

from __future__ import annotations

import base64
import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.replay.record import FOLDER
from workflows.contracts.names import CAMPAIGN, COMMITMENT, PLAN, RENEWAL
from workflows.definitions import plan, process, slow_work
from workflows.definitions.campaign import Campaign
from workflows.definitions.commitment import Commitment
from workflows.definitions.plan import Plan
from workflows.definitions.renewal import Renewal
from workflows.domain.lifecycle import Act
from workflows.failures import CONVERTER
from workflows.sandbox import runner

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = sorted(FOLDER.glob("*/*.json"))
WORKFLOWS = {PLAN: Plan, COMMITMENT: Commitment, CAMPAIGN: Campaign, RENEWAL: Renewal}
COPIES = {name: f"{name}_with_a_change" for name in ("plan", "process", "slow_work")}
CHANGES = {
    "an act recorded another way": (process, "if workflow.patched(AT_ONCE):", "if False:"),
    "a step taken away": (process, "self._work.start_if_due(self._doc)", "pass"),
    "a step added": (
        process, "        while not self._doc.is_final:",
        "        await workflow.sleep(1)\n        while not self._doc.is_final:",
    ),
    "another step": (slow_work, "PREPARE: Papers.prepare", "PREPARE: Papers.embed"),
}  # fmt: skip
PATIENT_WAY = (
    process, "execute_activity_method(\n            Recording.record,",
    'execute_activity(\n            "noted",',
)  # fmt: skip


def load(path: Path) -> WorkflowHistory:
    """Read one recorded run."""
    told = json.loads(path.read_text("ascii"))
    return WorkflowHistory.from_json(told["workflow_id"], told["history"])


async def replay(workflow: type, path: Path) -> None:
    """Replay one recorded run; raises where the code would have gone another way."""
    replayer = Replayer(workflows=[workflow], workflow_runner=runner(), data_converter=CONVERTER)
    await replayer.replay_workflow(load(path))


def the(name: str) -> Path:
    """The newest of that name."""
    return [path for path in FILES if path.stem.startswith(name)][-1]


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Copies of the definitions under other names, each with its change."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def load_changed(module: Any, old: str, new: str) -> type:
        for source in (plan, process, slow_work):
            text = Path(str(source.__file__)).read_text("utf-8")
            if source is module:
                assert text.count(old) == 1, "the change no longer fits the code"
                text = text.replace(old, new)
            for name, copy in COPIES.items():
                text = text.replace(f"workflows.definitions.{name}", copy)
            copy = COPIES[source.__name__.rpartition(".")[2]]
            (tmp_path / f"{copy}.py").write_text(text, encoding="utf-8")
        loaded: type = importlib.import_module(COPIES["plan"]).Plan
        return loaded

    yield load_changed
    for name in COPIES.values():
        sys.modules.pop(name, None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
async def test_a_recorded_run_replays(path: Path) -> None:
    started = load(path).events[0].workflow_execution_started_event_attributes
    await replay(WORKFLOWS[started.workflow_type.name], path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recorded_run_was_made_by_a_real_worker(path: Path) -> None:
    events = load(path).events
    done = [e.workflow_task_completed_event_attributes for e in events]
    flags = {flag for task in done for flag in task.sdk_metadata.core_used_flags}
    assert flags
    assert {task.sdk_metadata.sdk_name for task in done} >= {"temporal-python"}


def test_the_recorded_runs_went_through_what_they_are_for() -> None:
    assert {path.stem.rpartition("-")[0] for path in FILES} >= {
        "plan-241", "unit-plan-returned-once", "handed-over", "caught-up", "resolution",
        "commitment-acknowledged", "commitment-signed", "addendum", "campaign-with-a-list",
        "renewal",
    }  # fmt: skip
    returned = the("unit-plan-returned-once").read_text("ascii")
    assert len([path for path in FILES if path.stem.startswith("handed-over")]) >= 3
    names = {
        event.activity_task_scheduled_event_attributes.activity_type.name
        for path in FILES
        for event in load(path).events
    }
    assert names >= {"record", "render", "prepare", "embed", "archive", "create_listed"}
    assert names >= {"due_records", "renew_record", "end_round"}
    assert Act.RETURN in _acts(json.loads(returned)["history"])


async def test_a_copy_without_a_change_replays_too(changed: Any) -> None:
    await replay(changed(process, "Carries one document", "Carries a document"), the("plan-241"))


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_without_a_patch_is_caught(changed: Any, change: str) -> None:
    with pytest.raises(NondeterminismError):
        await replay(changed(*CHANGES[change]), the("plan-241"))


async def test_a_run_from_before_acts_were_recorded_at_once_holds_the_patient_way(
    changed: Any,
) -> None:
    before = next(path for path in FILES if path.stem.startswith("plan-241"))
    with pytest.raises(NondeterminismError):
        await replay(changed(*PATIENT_WAY), before)


def _acts(history: dict[str, Any]) -> set[str]:
    """Return every act that was asked for in a history."""
    found = set()
    for event in history["events"]:
        asked = event.get("workflowExecutionUpdateAcceptedEventAttributes", {})
        for payload in (
            asked.get("acceptedRequest", {}).get("input", {}).get("args", {}).get("payloads", [])
        ):
            found.add(json.loads(base64.b64decode(payload["data"]))["act"])
    return found
