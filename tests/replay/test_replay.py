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
from workflows.definitions import plan, slow_work
from workflows.definitions.plan import Plan
from workflows.domain.plan import Act
from workflows.failures import CONVERTER
from workflows.sandbox import runner

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = sorted(FOLDER.glob("*.json"))
CHANGES = {
    "an activity by another name": (
        plan, "execute_activity_method(\n            Recording.record,",
        'execute_activity(\n            "noted",',
    ),
    "a step taken away": (plan, "self._work.start_if_due(self._doc)", "pass"),
    "a step added": (
        plan, "        while self._doc.state not in FINAL:",
        "        await workflow.sleep(1)\n        while self._doc.state not in FINAL:",
    ),
    "another step": (slow_work, "PREPARE: Papers.prepare", "PREPARE: Papers.embed"),
}  # fmt: skip


def load(path: Path) -> WorkflowHistory:
    """Read one recorded run."""
    told = json.loads(path.read_text("ascii"))
    return WorkflowHistory.from_json(told["workflow_id"], told["history"])


async def replay(workflow: type, path: Path) -> None:
    """Replay one recorded run; raises where the code would have gone another way."""
    replayer = Replayer(workflows=[workflow], workflow_runner=runner(), data_converter=CONVERTER)
    await replayer.replay_workflow(load(path))


def the(name: str) -> Path:
    return next(path for path in FILES if path.stem.startswith(name))


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Copies of the definitions under other names, each with its change."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def load_changed(module: Any, old: str, new: str) -> type:
        names = {"plan": "plan_with_a_change", "slow_work": "slow_work_with_a_change"}
        for source in (plan, slow_work):
            text = Path(str(source.__file__)).read_text("utf-8")
            if source is module:
                assert text.count(old) == 1, "the change no longer fits the code"
                text = text.replace(old, new)
            text = text.replace("workflows.definitions.slow_work", names["slow_work"])
            name = names[source.__name__.rpartition(".")[2]]
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        loaded: type = importlib.import_module(names["plan"]).Plan
        return loaded

    yield load_changed
    for name in ("plan_with_a_change", "slow_work_with_a_change"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_a_recorded_run_replays(path: Path) -> None:
    await replay(Plan, path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_recorded_run_was_made_by_a_real_worker(path: Path) -> None:
    events = load(path).events
    done = [e.workflow_task_completed_event_attributes for e in events]
    flags = {flag for task in done for flag in task.sdk_metadata.core_used_flags}
    assert flags
    assert {task.sdk_metadata.sdk_name for task in done} >= {"temporal-python"}


def test_the_recorded_runs_went_through_what_they_are_for() -> None:
    assert {path.stem.rpartition("-")[0] for path in FILES} >= {
        "plan-241", "unit-plan-returned-once", "handed-over", "caught-up",
    }  # fmt: skip
    returned = the("unit-plan-returned-once").read_text("ascii")
    assert len([path for path in FILES if path.stem.startswith("handed-over")]) >= 3
    names = {
        event.activity_task_scheduled_event_attributes.activity_type.name
        for path in FILES
        for event in load(path).events
    }
    assert names >= {"record", "render", "prepare", "embed", "archive"}
    assert Act.RETURN in _acts(json.loads(returned)["history"])


async def test_a_copy_without_a_change_replays_too(changed: Any) -> None:
    await replay(changed(plan, "Carries one document", "Carries a document"), the("plan-241"))


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_without_a_patch_is_caught(changed: Any, change: str) -> None:
    with pytest.raises(NondeterminismError):
        await replay(changed(*CHANGES[change]), the("plan-241"))


def _acts(history: dict[str, Any]) -> set[str]:
    """Return every act that was recorded in a history."""
    found = set()
    for event in history["events"]:
        asked = event.get("activityTaskScheduledEventAttributes", {})
        for payload in asked.get("input", {}).get("payloads", []):
            data = json.loads(base64.b64decode(payload["data"]))
            found.add((data.get("order") or {}).get("act", ""))
    return found
