"""The measured campaign on a real stack: it files everybody's commitment, and says who is left."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from scripts.many_commitments.organisation import employee_id
from scripts.many_commitments.run import Given, is_whole, measured, planted
from scripts.many_commitments.watching import CALLERS, CHILDREN, OFFICE
from service.story.stage import stage_at
from storage.people import second_factors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from service.stack.layout import Layout

PEOPLE, LEFT = 6, 3
STEPS = [
    "list_read", "created", "open_round", "comment", "close_round", "answer", "vote", "submit",
    "acknowledge", "papers_ready", "confirm", "filed", "close", "archived",
]  # fmt: skip
WHOLE: Mapping[str, Any] = {
    "people": 6, "archived": 6, "left_behind": [], "given_up": {}, "incidents": [],
    "histories": {"commitments": {"count": 6}, "not_at_rest": []}, "ledger": {"verdict": "holds"},
}  # fmt: skip


@pytest.mark.temporal
@pytest.mark.office
def test_everybody_is_filed_and_every_step_is_measured(
    own_home: Layout, temporal_program: Path, surroundings: Mapping[str, str]
) -> None:
    told = own_home.home / "report.json"
    command = [sys.executable, "-m", "scripts.many_commitments", "--people", str(PEOPLE)]
    where = ["--home", str(own_home.home), "--report", str(told)]
    own = {**surroundings, "TRINHKY_TEMPORAL_BIN": str(temporal_program)}
    done = subprocess.run([*command, *where], env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(told.read_text(encoding="utf-8"))
    assert is_whole(report)
    assert [step["step"] for step in report["steps"]] == STEPS
    assert {step["count"] for step in report["steps"]} == {PEOPLE}
    assert report["memory_peak_bytes"].keys() == {*CHILDREN, OFFICE, CALLERS}
    assert min(report["memory_peak_bytes"].values()) > 10 * 2**20
    assert report["in_force"]["by_state"] == {"in_force": PEOPLE}
    assert report["histories"]["running_by_state"] == {"in_force": 1}  # the campaign itself
    assert report["histories"]["commitments"]["bytes_median"] > 10_000
    assert min(report["sizes"][key] for key in ("database_bytes", "temporal_bytes")) > 10**6
    assert report["sizes"]["blobs_files"] > 10 * PEOPLE
    assert report["tried_again"] == {}
    assert "| acknowledge | 6 |" in done.stdout


@pytest.mark.temporal
@pytest.mark.office
def test_who_is_left_behind_is_named_with_the_reason(
    own_home: Layout, temporal_program: Path, surroundings: Mapping[str, str]
) -> None:
    said: list[str] = []
    given = Given(PEOPLE, own_home.home, temporal_program, surroundings, said.append)
    with stage_at(given.home, given.temporal, surroundings, planted(PEOPLE)) as stage:
        with stage.gateway.recorder.database.writing() as conn:
            second_factors.remove(conn, employee_id(LEFT))
        report = measured(given, stage)
    assert report["archived"] == PEOPLE - 1
    assert list(report["given_up"].values()) == ["acknowledge: account.second_factor_needed"]
    (left,) = report["left_behind"]
    assert left.startswith(next(iter(report["given_up"])))
    assert "awaiting_signature" in left
    assert report["tried_again"] == {}  # looking again would not help
    assert report["histories"]["running_by_state"] == {"in_force": 1, "awaiting_signature": 1}
    assert not is_whole(report)


@pytest.mark.parametrize(
    "fault",
    [
        {"archived": 5},
        {"left_behind": ["ck-1: drafting"]},
        {"given_up": {"ck-1": "vote: act.timeout"}},
        {"incidents": [{"code": "x"}]},
        {"ledger": {"verdict": "broken"}},
        {"histories": {"commitments": {"count": 6}, "not_at_rest": ["commitment-ck-1"]}},
        {"histories": {"commitments": {"count": 5}, "not_at_rest": []}},
    ],
)
def test_a_run_with_anything_left_is_not_whole(fault: Mapping[str, Any]) -> None:
    assert is_whole(WHOLE)
    assert not is_whole({**WHOLE, **fault})
