"""What every benchmark is made of: medians, which side is better, the goal, the two outputs."""

from __future__ import annotations

import io
import json
import os
import re
import time
from typing import TYPE_CHECKING

import pytest

from service.bench.frame import BENCHMARKS, Case, Goal, Row, Unit, as_json, find
from service.bench.machine import cpu_model, machine
from service.bench.processor import used
from service.bench.table import goal_line, show
from service.catalogue import sentence, table
from service.cli import run

if TYPE_CHECKING:
    from pathlib import Path

RATE = Unit("acts/s", more_is_better=True)
WAIT = Unit("ms/act", more_is_better=False)
FAST = Row(Case("callers", 20), RATE, (90.0, 50.0, 60.0), (30.0, 50.0, 40.0), "bare Temporal")
SLOW = Row(Case("callers", 20), WAIT, (10.0,), (4.0,), "bare Temporal")
MACHINE = machine({"temporal": "1.2.3"})
ESCAPE = "\x1b"


def test_medians_are_compared_not_the_best_round() -> None:
    assert (FAST.our_median, FAST.reference_median) == (60.0, 40.0)
    assert FAST.ratio == 1.5


def test_waiting_longer_is_worse() -> None:
    assert SLOW.ratio == 0.4


@pytest.mark.parametrize(("lowest", "is_met"), [(1.5, True), (1.51, False)])
def test_a_goal_asks_only_rows_in_its_unit(lowest: float, *, is_met: bool) -> None:
    assert Goal(RATE, lowest).is_met([FAST, SLOW]) is is_met


def test_a_goal_is_missed_by_a_run_that_measured_nothing() -> None:
    assert not Goal(RATE, 0.5).is_met([SLOW])


def test_the_report_has_exactly_the_keys_that_other_programs_read() -> None:
    report = as_json(MACHINE, [FAST])
    assert json.loads(json.dumps(report)) == {
        "machine": MACHINE,
        "rows": [{
            "case": "callers=20", "unit": "acts/s", "ours": 60.0, "reference": 40.0,
            "reference_name": "bare Temporal", "ratio": 1.5,
        }],
    }  # fmt: skip


def test_figures_are_rounded_to_what_a_busy_machine_gives() -> None:
    row = Row(Case("history"), RATE, (1234.567,), (3.0,), "x")
    assert as_json(MACHINE, [row])["rows"][0] | {"ratio": 0} == {
        "case": "history", "unit": "acts/s", "ours": 1235.0, "reference": 3.0,
        "reference_name": "x", "ratio": 0,
    }  # fmt: skip


def test_the_machine_says_what_was_measured_on_which_one() -> None:
    assert {"cores", "memory_gib", "cpu", "kernel", "python", "versions"} <= MACHINE.keys()
    assert MACHINE["versions"] == {"temporal": "1.2.3"}
    assert int(str(MACHINE["cores"])) >= 1


def test_a_processor_without_a_name_is_told_by_its_architecture(tmp_path: Path) -> None:
    listed = tmp_path / "cpuinfo"
    listed.write_text("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n", encoding="utf-8")
    assert cpu_model(listed) == "Some CPU @ 2 GHz"
    assert re.fullmatch(r"\w+", cpu_model(tmp_path / "none"))


def test_a_process_that_computes_uses_the_processor() -> None:
    before = used([os.getpid()])
    begun = time.process_time()
    while time.process_time() - begun < 0.1:
        sum(range(1000))
    assert 0.05 < used([os.getpid()]) - before < 10


def test_the_table_is_plain_text_where_nobody_watches() -> None:
    page = io.StringIO()
    show(MACHINE, [FAST, SLOW], page)
    text = page.getvalue()
    assert ESCAPE not in text
    assert "20 người cùng lúc" in text
    assert "60,0 (50,0–90,0)" in text
    assert "1,50" in text
    assert "temporal 1.2.3" in text


def test_the_verdict_on_the_goal_is_said() -> None:
    said = (
        goal_line("lifecycle", Goal(RATE, 1.0), [FAST]),
        goal_line("lifecycle", Goal(RATE, 2.0), [FAST]),
    )
    assert said[0].endswith(sentence("bench", "goal.met"))
    assert said[1].endswith(sentence("bench", "goal.missed"))


@pytest.mark.parametrize("name", sorted(BENCHMARKS))
def test_every_benchmark_is_there_and_explained(name: str) -> None:
    found = find(name)
    assert f"name.{name}" in table("bench")
    assert found.goal is None or f"goal.{name}" in table("bench")


def test_the_help_lists_every_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "--help"]) == 0
    told = capsys.readouterr().out
    assert [name for name in BENCHMARKS if f"  {name} " not in told] == []


def test_an_unknown_benchmark_is_said_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "nope"]) == 2
    assert "không có phép đo “nope”" in capsys.readouterr().err
