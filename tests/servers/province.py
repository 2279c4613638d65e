"""An installation on servers, as a compose file describes it, running by hand; gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.config import Settings
from service.stack.supervised import supervised
from service.stack.supervisor import Supervisor
from service.stack.temporal_binary import cache_folder
from service.story.stage import Stage, stage_on
from tests.servers.by_hand import ByHand
from tests.servers.compose import DEMO, MAIN, read
from tests.servers.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.stack.supervisor import Event


@dataclass(frozen=True)
class Province:
    """Everything that runs, how to act on it, and whom to kill."""

    by_hand: ByHand
    supervisor: Supervisor  # its children are named as the services of the compose file
    stage: Stage

    @property
    def places(self) -> Places:
        return self.by_hand.places

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.places.web}"


@contextmanager
def province(surroundings: Mapping[str, str]) -> Iterator[Province]:
    """Run the compose set-up with its demonstration while the `with` block runs."""
    root = Path(tempfile.mkdtemp(prefix="tk-"))  # short: a unix socket lies in it
    try:
        places = Places.free(root)
        told = {"TRINHKY_BASE_URL": f"http://127.0.0.1:{places.web}"}
        compose = read(MAIN, DEMO, given=told)
        by_hand = ByHand(compose, places, surroundings, cache_folder(surroundings, Path.home()))
        by_hand.prepare()
        with supervised(by_hand.waves(), _unheard) as supervisor:
            stage = stage_on(Settings.from_env(by_hand.settings_of("web")))
            try:
                yield Province(by_hand, supervisor, stage)
            finally:
                stage.gateway.recorder.database.close()  # or PostgreSQL waits for us
    finally:
        shutil.rmtree(root, ignore_errors=True)  # a process may still be leaving its log


def _unheard(_event: Event) -> None:
    """What the processes do is in their logs."""
