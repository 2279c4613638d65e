"""What a list leans on goes away in its middle: the times, one paper's file, the key itself.

One stage for both wards; the head of each signs a list of his own.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from scripts.many_commitments import organisation
from scripts.many_commitments.hands import Commitment
from scripts.many_commitments.run import Given, planted, prepared
from scripts.many_commitments.watching import Clockwork, Watch
from service.demo import DEMO_PIN
from service.story.stage import EmbeddedStage, stage_at
from signing.errors import DeskClosedError
from signing.trust.own_ca import DevPki
from tests.homes import real_clock
from tests.kill.lists import LONGEST_S, are_in_force, begun, each_once, has_signed
from tests.kill.page import Page
from tests.waiting import until
from tests.web_site import Answer, web_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from service.stack.layout import Layout

pytestmark = [pytest.mark.temporal, pytest.mark.office, pytest.mark.timeout(900)]
WARD: Final = 20
REPLY: Final = {"Content-Type": "application/timestamp-reply"}


@dataclass
class Times:
    """A timestamp authority that can be taken away and brought back at the same address."""

    answer: Callable[[str, bytes], Answer]
    url: str = ""

    def __post_init__(self) -> None:
        self._up = ExitStack()

    def come(self) -> None:
        port = urlsplit(self.url).port or 0
        self.url = self._up.enter_context(web_site(self.answer, port=port))

    def go(self) -> None:
        self._up.close()


@dataclass(frozen=True)
class Hospital:
    """A stage where the papers of two wards await their heads."""

    stage: EmbeddedStage
    times: Times
    papers: Sequence[Commitment]

    def ward(self, number: int) -> Sequence[Commitment]:
        return self.papers[number * WARD : (number + 1) * WARD]

    def head(self, number: int) -> Page:
        return Page(self.stage.stack.web_url).enter(f"bv-truongkhoa{number:03}")

    def strike(self, name: str, what: signal.Signals) -> int:
        pid = self.stage.stack.supervisor.pid(name)
        assert pid is not None
        os.kill(pid, what)
        return pid

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Let a process do nothing for a moment."""
        self.strike(name, signal.SIGSTOP)
        try:
            yield
        finally:
            self.strike(name, signal.SIGCONT)

    def desk_answers(self) -> bool:
        try:
            self.stage.gateway.desk.ping()
        except DeskClosedError:
            return False
        return True

    def kill(self, name: str) -> None:
        pid = self.strike(name, signal.SIGKILL)
        until(lambda: self.stage.stack.supervisor.pid(name) not in {None, pid}, LONGEST_S)


@pytest.fixture(scope="module")
def hospital(
    new_home: Callable[[], Layout], temporal_program: Path, surroundings: Mapping[str, str]
) -> Iterator[Hospital]:
    home, people = new_home(), 2 * WARD
    authority = DevPki(home.home / "pki", "").tsa(real_clock)
    times = Times(lambda _, body: (200, REPLY, authority.respond(body)))
    times.come()
    given = Given(people, home.home, temporal_program, surroundings, print)
    more = {"TSA_URLS": times.url}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(organisation, "A_WARD", WARD)
        with stage_at(
            given.home, given.temporal, surroundings, planted(people), more
        ) as stage:  # fmt: skip
            way = prepared(given, stage, Clockwork(Watch(stage.stack.supervisor), print))
            yield Hospital(stage, times, way.commitments)
    times.go()


def at_rest(page: Page, path: str) -> Page:
    """Look at a list until it has ended."""
    until(lambda: "Đang ký" not in page.open(path).html, LONGEST_S, every_s=0.5)
    return page


def test_signatures_wait_for_the_times_and_a_lost_file_is_its_papers_own_reason(
    hospital: Hospital,
) -> None:
    stage, papers, page = hospital.stage, hospital.ward(0), hospital.head(0)
    item = stage.gateway.document(papers[7].document_id).paper
    assert item is not None
    assert item.item is not None
    hole = stage.settings.layout.blobs / item.item.hole.key
    hole.rename(hole.with_suffix(".away"))
    path = begun(page)
    until(lambda: has_signed(stage, papers, 4), LONGEST_S)
    hospital.times.go()
    at_rest(page, path)
    assert f"Đã nhận {WARD - 1} chữ ký; 1 văn bản chưa ký được" in page.html
    assert "signing.prepared_void" in page.html
    until(lambda: "signing.timestamp_unavailable" in page.open(path).html, LONGEST_S)
    assert "đang chờ để gắn vào văn bản" in page.html
    assert not are_in_force(stage, papers)
    hospital.kill("web")
    page.open(path)
    assert "signing.prepared_void" in page.html  # this process has never tried
    assert "sign.not_reached" not in page.html
    hole.with_suffix(".away").rename(hole)
    hospital.times.come()
    page.press(path, pin=DEMO_PIN)
    assert "signing.prepared_void" not in at_rest(page, path).html
    each_once(stage, papers)


def test_a_key_that_is_gone_is_told_and_the_rest_waits_until_it_is_back(hospital: Hospital) -> None:
    stage, papers, page = hospital.stage, hospital.ward(1), hospital.head(1)
    keys = stage.settings.layout.desk / "keys" / papers[0].head
    with hospital.held("worker"):  # so that the first few alone are at the desk by now
        path = begun(page)
        keys.rename(keys.with_name(f"{keys.name}-away"))
        hospital.strike("desk", signal.SIGKILL)
    at_rest(page, path)
    assert has_signed(stage, papers, 1)
    until(hospital.desk_answers, LONGEST_S)
    assert "desk.closed" in page.html
    page.press(path, pin=DEMO_PIN)
    assert "desk.no_key" in at_rest(page, path).html
    hospital.kill("web")
    assert "desk.no_key" in page.open(path).html
    keys.with_name(f"{keys.name}-away").rename(keys)
    page.press(path, pin=DEMO_PIN)
    assert "văn bản chưa ký được" not in at_rest(page, path).html
    each_once(stage, papers)
