"""kill -9 of any process at any moment: nothing lost, nothing doubled, no number missing.

The seed is printed; `TEST_SEED=n` repeats a run's plan of kills.
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from service.demo.organisation import HOSPITAL, SO
from service.stack.embedded import answers_http
from service.story import plot
from service.story.stage import Stage, stage_at
from signing.trust.anchors import load_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from storage.ledger import ledger
from storage.registers import numbers
from tests.homes import real_clock
from tests.kill.killer import PROCESSES, Killer, blows
from tests.kill.stubborn import StubbornCast
from tests.waiting import until
from workflows.domain.lifecycle import Act, State
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from service.stack.layout import Layout
    from workflows.domain.document import Document, Paper

pytestmark = [pytest.mark.temporal, pytest.mark.office]
FIRST, LAST = 3, 56  # ledger entries between which processes are killed
MISSED = 2  # kills may come too late: the last ones wait for a process to be back
ONCE = (Act.CREATE, Act.OPEN_ROUND, Act.CLOSE_ROUND, Act.RECORD_VOTE, Act.ALLOT_NUMBER, Act.ARCHIVE)


def seed() -> int:
    """The seed that was asked for, else a new one."""
    asked = os.environ.get("TEST_SEED")  # noqa: TID251 -- read here only
    return int(asked) if asked else secrets.randbelow(10_000)


def test_a_dozen_kills_leave_two_whole_documents(
    own_home: Layout, temporal_program: Path, surroundings: Mapping[str, str]
) -> None:
    play_and_kill(own_home, temporal_program, surroundings, kills=14)


@pytest.mark.soak
@pytest.mark.parametrize("time", range(8))
def test_many_kills_leave_two_whole_documents(
    own_home: Layout, temporal_program: Path, surroundings: Mapping[str, str], time: int
) -> None:
    assert time >= 0
    play_and_kill(own_home, temporal_program, surroundings, kills=30)


def play_and_kill(
    home: Layout, temporal: Path, surroundings: Mapping[str, str], kills: int
) -> None:
    """Play both documents at once while processes are killed, and look at what is left."""
    number = seed()
    plan = blows(number, kills, FIRST, LAST)
    print(f"TEST_SEED={number}", plan)  # noqa: T201 -- shown when the test fails
    with stage_at(home.home, temporal, surroundings) as stage:
        with Killer(stage.stack, stage.gateway.recorder.database, plan) as killer:
            ids = play_both(stage)
        print(killer.struck)  # noqa: T201 -- shown when the test fails
        assert {name for name, _ in killer.struck} == set(PROCESSES)
        assert len(killer.struck) >= kills - MISSED
        for document_id in ids:
            is_whole(stage, document_id)
        numbers_follow_each_other(stage)
        until(lambda: answers_http(f"{stage.stack.web_url}/healthz"), 240)


def play_both(stage: Stage) -> list[str]:
    """Play both plots at the same time; return the documents."""
    casts = [StubbornCast(stage.gateway, name) for name in ("so", "unit")]
    plots: list[Callable[..., str]] = [plot.plan_241, plot.unit_plan]
    with ThreadPoolExecutor(2) as pool:
        played = [pool.submit(play, cast, print) for play, cast in zip(plots, casts, strict=True)]
        return [one.result() for one in played]


def is_whole(stage: Stage, document_id: str) -> None:
    """Everything once: acts, versions, signatures; and each paper valid."""
    doc = stage.gateway.document(document_id)
    assert (doc.state, doc.stuck) == (State.ARCHIVED, "")
    with stage.gateway.recorder.database.reading() as conn:
        entries = ledger.of_document(conn, document_id)
        ledger.verify(conn)
    versions = [entry.version for entry in entries if entry.version is not None]
    assert versions == list(range(1, doc.version + 1))
    done = Counter(entry.act for entry in entries)
    assert {act: done[act] for act in ONCE} == dict.fromkeys(ONCE, 1)
    assert (done[Act.SIGN], done[Act.EMBEDDED]) == (5, 5)
    assert len({entry.act_id for entry in entries}) == len(entries)
    papers_are_valid(stage, doc)


def papers_are_valid(stage: Stage, doc: Document) -> None:
    anchors = load_anchors((stage.settings.pki_dir / "trust.pem").read_bytes())
    papers: list[tuple[Paper | None, int]] = [(doc.main, 3), (doc.minutes, 2)]
    for paper, count in papers:
        assert paper is not None
        pdf = stage.gateway.recorder.blobs.get(blob_ref(paper.current))
        report = verify(pdf, anchors, real_clock())
        assert report.verdict is Verdict.VALID, report.code
        assert len(report.signatures) == count


def numbers_follow_each_other(stage: Stage) -> None:
    """One number each, the next of its series; none is missing and none is void."""
    with stage.gateway.recorder.database.reading() as conn:
        series = [*numbers.series_of(conn, SO), *numbers.series_of(conn, HOSPITAL)]
        rows = [row for one in series for row in numbers.register_rows(conn, one.series_id)]
    assert sorted(row.value for row in rows) == [1, 241]
