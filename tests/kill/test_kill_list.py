"""kill -9 in the middle of a list: each paper is signed once or still waits, and it is taken up."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from scripts.many_commitments import organisation
from scripts.many_commitments.run import Given, planted, prepared
from scripts.many_commitments.watching import MIB, Clockwork, Watch
from service.demo import DEMO_PIN
from service.story.stage import stage_at
from storage.ledger import ledger
from storage.readmodel import signable
from tests.kill.page import Page
from tests.waiting import until
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scripts.many_commitments.way import Way
    from service.stack.layout import Layout
    from service.story.stage import EmbeddedStage

pytestmark = [pytest.mark.temporal, pytest.mark.office]
FEW, MANY = 30, 1_000
KILLED: Final = (("desk", 4), ("worker", 12), ("web", 20))  # once so many of FEW are signed
LOGIN: Final = "bv-truongkhoa000"
LONGEST_S: Final = 240.0


def signed(stage: EmbeddedStage, way: Way) -> Counter[str]:
    """Return how often the head has signed each paper, by document."""
    head = way.commitments[0].head
    with stage.gateway.recorder.database.reading() as conn:
        every = [e for c in way.commitments for e in ledger.of_document(conn, c.document_id)]
    his = (e for e in every if (e.act, e.person_id) == (Act.SIGN, head))
    return Counter(entry.document_id for entry in his)


def has_signed(stage: EmbeddedStage, way: Way, count: int) -> bool:
    return len(signed(stage, way)) >= count


def runs(stage: EmbeddedStage, name: str) -> bool:
    return stage.stack.supervisor.pid(name) is not None


def kill(stage: EmbeddedStage, way: Way, struck: list[str]) -> None:
    """Kill one process after the other, each once so many are signed and it runs."""
    for name, count in KILLED:
        until(partial(has_signed, stage, way, count), LONGEST_S)
        until(partial(runs, stage, name), LONGEST_S)
        pid = stage.stack.supervisor.pid(name)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        struck.append(name)


def begun(page: Page) -> str:
    """Tick all that is ready, say that none was opened, type the PIN; return the list's page."""
    page.open("/ky?chon=het")
    count = page.tree.xpath("//input[@name='chua-mo']/@value")[0]
    page.press("/ky", pin=DEMO_PIN, **{"chua-mo": count})
    assert page.path.startswith("/ky/danh-sach/"), page.html
    return page.path


def gone_on(page: Page, path: str) -> int:
    """Look at a list's page until nothing is left, pressing on; return how often that was due."""
    pressed, ends = 0, time.monotonic() + LONGEST_S
    while time.monotonic() < ends:
        page.open(path)
        if "Ký tiếp" in page.html:
            page.press(path, pin=DEMO_PIN)
            pressed += 1
        elif "Kết quả ký" in page.html:
            return pressed
        time.sleep(0.3)
    raise AssertionError(page.html)


def each_once(stage: EmbeddedStage, way: Way) -> None:
    """Every paper has one signature of the head's, put in once, and is in force."""
    ids = [c.document_id for c in way.commitments]
    until(lambda: way.in_states(State.IN_FORCE) == len(ids), LONGEST_S)
    assert signed(stage, way) == Counter(dict.fromkeys(ids, 1))
    with stage.gateway.recorder.database.reading() as conn:
        put_in = Counter(e.act for one in ids for e in ledger.of_document(conn, one))
        left = signable.counted(conn, way.commitments[0].head, tuple(State))
        ledger.verify(conn)
    assert (put_in[Act.EMBEDDED], left) == (len(ids), {})


def test_a_list_outlives_desk_worker_and_web(
    own_home: Layout, temporal_program: Path, surroundings: Mapping[str, str]
) -> None:
    given = Given(FEW, own_home.home, temporal_program, surroundings, print)
    with stage_at(given.home, given.temporal, surroundings, planted(FEW)) as stage:
        way = prepared(given, stage, Clockwork(Watch(stage.stack.supervisor), print))
        page, struck = Page(stage.stack.web_url).enter(LOGIN), list[str]()
        killing = threading.Thread(target=kill, args=(stage, way, struck))
        killing.start()
        pressed = gone_on(page, begun(page))
        killing.join()
        gone_on(page, page.path)  # a blow may have fallen after the last look
        assert struck == [name for name, _ in KILLED]
        assert pressed  # a list whose desk is killed does not end by itself
        each_once(stage, way)


@pytest.mark.soak
def test_a_thousand_are_signed_at_one_pin(
    own_home: Layout,
    temporal_program: Path,
    surroundings: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One ward of a thousand; prints the time of each and the memory of every process."""
    monkeypatch.setattr(organisation, "A_WARD", MANY)
    given = Given(MANY, own_home.home, temporal_program, surroundings, print)
    with stage_at(given.home, given.temporal, surroundings, planted(MANY)) as stage:
        watch = Watch(stage.stack.supervisor)
        clock = Clockwork(watch, print)
        way = prepared(given, stage, clock)
        watch.peak.clear()
        watch.start()
        page = Page(stage.stack.web_url).enter(LOGIN)
        with clock.step("sign", MANY):
            path = begun(page)
            until(lambda: "Đang ký" not in page.open(path).html, 2_000)
        watch.stop()
        print({name: size // MIB for name, size in watch.peak.items()})  # noqa: T201 -- figures
        gone_on(page, path)
        each_once(stage, way)
