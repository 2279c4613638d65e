"""kill -9 in the middle of a list: each paper is signed once or still waits, and it is taken up."""

from __future__ import annotations

import os
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from scripts.many_commitments.run import Given, planted, prepared
from scripts.many_commitments.watching import Clockwork, Watch
from service.story.stage import stage_at
from tests.kill.lists import LOGIN, LONGEST_S, begun, each_once, gone_on, has_signed
from tests.kill.page import Page
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scripts.many_commitments.way import Way
    from service.stack.layout import Layout
    from service.story.stage import EmbeddedStage

pytestmark = [pytest.mark.temporal, pytest.mark.office]
FEW: Final = 30
KILLED: Final = (("desk", 4), ("worker", 12), ("web", 20))  # once so many of FEW are signed


def runs(stage: EmbeddedStage, name: str) -> bool:
    return stage.stack.supervisor.pid(name) is not None


def kill(stage: EmbeddedStage, way: Way, struck: list[str]) -> None:
    """Kill one process after the other, each once so many are signed and it runs."""
    for name, count in KILLED:
        until(partial(has_signed, stage, way.commitments, count), LONGEST_S)
        until(partial(runs, stage, name), LONGEST_S)
        pid = stage.stack.supervisor.pid(name)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        struck.append(name)


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
        each_once(stage, way.commitments)
