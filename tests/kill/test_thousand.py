"""A thousand papers at one PIN, through the pages: signed once each, valid each, and measured.

`TEST_THOUSAND=100` makes it a smaller run. The figures are printed, one line of JSON each.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from scripts.many_commitments import leftovers, organisation
from scripts.many_commitments.run import Given, planted, prepared
from scripts.many_commitments.watching import MIB, Clockwork, Watch
from service.bench.machine import machine
from service.story.stage import clock, stage_at
from signing.port import FieldRole
from signing.trust.dated_anchors import dated_anchors
from signing.verify.codes import Verdict
from signing.verify.judge import verify
from tests.kill.lists import LOGIN, each_once, gone_on, pressed
from tests.kill.page import Page
from tests.waiting import until
from workflows.domain.lifecycle import State
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scripts.many_commitments.way import Way
    from service.stack.layout import Layout
    from service.story.stage import EmbeddedStage

pytestmark = [pytest.mark.temporal, pytest.mark.office, pytest.mark.soak]
LONGEST_S: Final = 3_600.0
LOOK_EVERY_S: Final = 3.0


def tell(about: str, figures: object) -> None:
    """Print figures: they are what this test is for beside its verdict."""
    print(f"{clock():%H:%M:%S} {json.dumps({about: figures})}", flush=True)  # noqa: T201


def say(line: str) -> None:
    print(f"{clock():%H:%M:%S} {line}", flush=True)  # noqa: T201 -- progress of a long run


@dataclass(frozen=True)
class Measured:
    """Steps with their times, the memory at its highest in each, and the load."""

    clock: Clockwork

    @contextmanager
    def step(self, name: str, count: int) -> Iterator[None]:
        self.clock.watch.peak.clear()
        with self.clock.step(name, count):
            yield
        self.told(name)

    def told(self, name: str) -> None:
        watch, took = self.clock.watch, self.clock.taken[-1]
        spent = {n: round(1_000 * s / took.count) for n, s in took.processor.items()}
        tell(
            name,
            {
                "seconds": round(took.seconds, 1),
                "ms_each": round(1_000 * took.seconds / took.count, 1),
                "processor_ms_each": spent,
                "peak_mib": {n: size // MIB for n, size in watch.peak.items()},
                "load": [round(one, 1) for one in os.getloadavg()],
            },
        )


def all_are_valid(stage: EmbeddedStage, way: Way) -> None:
    """Every paper, judged by our own verifier, has one valid signature of its head's."""
    anchors = dated_anchors(stage.settings.pki_dir / "trust.pem")
    for one in way.commitments:
        doc = stage.gateway.document(one.document_id)
        assert doc.main is not None
        pdf = stage.gateway.recorder.blobs.get(blob_ref(doc.main.current))
        report = verify(pdf, anchors, clock())
        assert report.verdict is Verdict.VALID, (one.document_id, report.code)
        assert [s.role for s in report.signatures] == [FieldRole.CONFIRM], one.document_id


@pytest.fixture
def many(surroundings: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> int:
    """How many papers; all are of one ward, and so await one head."""
    count = int(surroundings.get("TEST_THOUSAND", "1000"))
    monkeypatch.setattr(organisation, "A_WARD", count)
    return count


@pytest.mark.timeout(3 * 3_600)
def test_a_thousand_are_signed_at_one_pin(
    own_home: Layout, temporal_program: Path, surroundings: Mapping[str, str], many: int
) -> None:
    given = Given(many, own_home.home, temporal_program, surroundings, say)
    with stage_at(given.home, given.temporal, surroundings, planted(many)) as stage:
        tell("machine", machine({}))
        watch = Watch(stage.stack.supervisor)
        watch.start()
        measured = Measured(Clockwork(watch, say))
        way = prepared(given, stage, measured.clock)
        measured.told("papers_ready")
        page = Page(stage.stack.web_url).enter(LOGIN)
        with measured.step("page_opened", 1):
            page.open("/ky?chon=het")
        path = signed_to_the_end(measured, way, page)
        tell("pressed_again", gone_on(page, path))
        with measured.step("in_force", many):
            until(lambda: way.in_states(State.IN_FORCE) == many, LONGEST_S, LOOK_EVERY_S)
        each_once(stage, way.commitments)
        with measured.step("verified", many):
            all_are_valid(stage, way)
        watch.stop()
        tell("ledger", leftovers.of_ledger(stage.gateway))
        assert leftovers.incidents(stage.gateway) == []


def signed_to_the_end(measured: Measured, way: Way, page: Page) -> str:
    """Type the PIN once, and look on as a page without scripts does; return the list's page."""
    many = len(way.commitments)
    with measured.step("signed", many):
        with measured.step("pin_answered", 1):
            path = pressed(page)
        until(lambda: "Đang ký" not in page.open(path).html, LONGEST_S, LOOK_EVERY_S)
    return path
