"""`trinhky bench sign` and `verify`: their contract, and that every side really does the work."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from service.bench.frame import Case, Goal, Row, Unit
from service.bench.signing.crew import CrewFailedError, crew, python_side
from service.bench.signing.dss import NoDssError, command
from service.bench.signing.office import clock, open_office, sign_fully
from service.bench.signing.papers import SHAPES, paper
from service.bench.signing.sign import GOAL, memory_row
from service.catalogue import sentence
from signing.port import Level
from signing.verify.judge import verify

if TYPE_CHECKING:
    from collections.abc import Mapping

RATE = Unit("docs/s", more_is_better=True)
REFERENCES = ("pyHanko", "EU DSS")
UNITS = ("docs/s", "cpu-ms/doc")


def _row(reference: str, ratio: float) -> Row:
    return Row(Case("pages", 1), RATE, [ratio], [1.0], reference)


@pytest.mark.parametrize(
    ("pyhanko", "dss", "is_met"), [(15.0, 1.2, True), (14.9, 9.0, False), (99.0, 1.1, False)]
)
def test_each_reference_has_a_ratio_of_its_own(pyhanko: float, dss: float, *, is_met: bool) -> None:
    assert GOAL.is_met([_row("pyHanko", pyhanko), _row("EU DSS", dss)]) is is_met


def test_a_goal_is_missed_where_one_reference_could_not_be_measured() -> None:
    goal = Goal(RATE, 1.0, {"pyHanko": 2.0, "EU DSS": 2.0})
    assert not goal.is_met([_row("pyHanko", 50.0)])
    assert not goal.is_met([_row("pyHanko", 50.0), _row("EU DSS", 2.0), _row("a third", 0.9)])


@pytest.mark.parametrize("pages", sorted(SHAPES))
def test_a_paper_is_made_alike_each_time_with_its_pages_and_structure(pages: int) -> None:
    shape = SHAPES[pages]
    made = paper(shape)
    assert made == paper(shape)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert len(pdf.pages) == pages
        elements = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        texts = [one for one in elements if one.get("/S") == "/P"]
        assert len(texts) == pages * shape.rows * shape.cells


def test_the_paper_to_verify_has_two_signatures_of_the_highest_level(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    sign_fully(office, 1)
    pdf = office.signed(1).read_bytes()
    report = verify(pdf, office.pki.anchors, clock())
    assert not report.codes
    assert [one.level for one in report.signatures] == [Level.B_LTA] * 2


def _report(name: str, environ: Mapping[str, str]) -> tuple[list[Any], str]:
    asked = [sys.executable, "-m", "service.cli", "bench", name, "--quick", "--json"]
    told = subprocess.run(asked, env=dict(environ), capture_output=True, text=True, check=True)
    report = json.loads(told.stdout)
    assert report.keys() == {"machine", "rows"}
    assert not [one for one in (socket.gethostname(), str(Path.home())) if one in told.stdout]
    assert sentence("bench", f"goal.{name}") in told.stderr
    rows: list[Any] = report["rows"]
    return rows, told.stderr


@pytest.mark.judges
@pytest.mark.parametrize(("name", "pages"), [("sign", (1, 6)), ("verify", (1,))])
def test_the_report_keeps_its_contract(
    name: str, pages: tuple[int, ...], surroundings: Mapping[str, str]
) -> None:
    rows, _ = _report(name, surroundings)
    named = [(row["case"], row["reference_name"], row["unit"]) for row in rows]
    assert named == [
        (f"pages={number}", reference, unit)
        for number in pages for reference in REFERENCES for unit in UNITS
    ]  # fmt: skip
    for row in rows:
        assert row.keys() == {"case", "unit", "ours", "reference", "reference_name", "ratio"}
        better = row["ours"] / row["reference"]
        better = better if row["unit"] == "docs/s" else 1 / better
        assert row["ratio"] == pytest.approx(better, rel=0.002)


def test_without_java_its_rows_are_left_out_and_the_run_says_so(
    tmp_path: Path, surroundings: Mapping[str, str]
) -> None:
    rows, told = _report("verify", {**surroundings, "PATH": str(tmp_path)})
    assert {row["reference_name"] for row in rows} == {"pyHanko"}
    assert sentence("bench", "signing.no_dss", why="")[:20] in told
    assert sentence("bench", "goal.missed") in told


def test_no_reference_where_its_tools_are_missing(tmp_path: Path) -> None:
    nothing = {"XDG_CACHE_HOME": str(tmp_path), "PATH": str(tmp_path)}
    with pytest.raises(NoDssError, match="java"):
        command(tmp_path, nothing)


def test_memory_is_compared_within_the_same_processes() -> None:
    row = memory_row(first=2, count=6)
    assert row.case.name == "memory=6"
    assert row.our_median >= row.reference_median > 10


def test_a_side_that_refuses_a_paper_ends_the_run_with_its_reason(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    office.signed(1).write_bytes(office.blank(1).read_bytes()[:-9])
    with crew(python_side("ours", tmp_path)) as ours, pytest.raises(CrewFailedError, match="Not"):
        ours.run("verify", 1, 1)
