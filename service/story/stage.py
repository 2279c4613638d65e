"""What a playing stands on: settings and a way to act, on processes that run.

A private embedded stack of one's own (own home, own ports, gone afterwards), or an installation
that somebody else has started, whatever it is made of.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from service.accounts.proof import Door
from service.accounts.secret_box import box_of
from service.config import PREFIX, Settings
from service.demo import seed_home
from service.stack.embedded import Ports, Stack, start_embedded
from service.stack.first_run import prepare
from service.temporal_gateway import TemporalGateway, build

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.stack.first_run import Seed
    from service.stack.supervisor import Event


@dataclass(frozen=True)
class Stage:
    """Running processes and the way to act on them."""

    settings: Settings
    gateway: TemporalGateway

    @property
    def door(self) -> Door:
        """Where people prove themselves by password and code."""
        return Door(self.gateway.recorder.database, box_of(self.settings))


@dataclass(frozen=True)
class EmbeddedStage(Stage):
    """A stage whose processes are our own children."""

    stack: Stack


def stage_on(settings: Settings) -> Stage:
    """Return a stage on an installation that runs; its demo organisation is planted.

    Raises:
        StorageError: its database does not answer, or is not of this version.
    """
    return Stage(settings, build(settings, clock))


@contextmanager
def private_stage(temporal: Path, environ: Mapping[str, str]) -> Iterator[EmbeddedStage]:
    """Run a private stack while the `with` block runs; its home is removed afterwards.

    Raises:
        ChildFailedError: a process did not become healthy.
    """
    home = Path(tempfile.mkdtemp(prefix="trinhky-"))  # short: a unix socket lies in it
    try:
        with stage_at(home, temporal, environ) as stage:
            yield stage
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def stage_at(
    home: Path,
    temporal: Path,
    environ: Mapping[str, str],
    seed: Seed = seed_home,
    more: Mapping[str, str] | None = None,
) -> Iterator[EmbeddedStage]:
    """Run a demo stack on a home of the caller's, on free ports; `seed` plants its people.

    `more` are settings beside those, by their names without the prefix.
    """
    ports = Ports.free()
    others = {name: value for name, value in environ.items() if not name.startswith(PREFIX)}
    told = {
        f"{PREFIX}HOME": str(home),
        f"{PREFIX}DEMO": "1",
        f"{PREFIX}WEB_PORT": str(ports.web),
        f"{PREFIX}TEMPORAL_ADDRESS": f"127.0.0.1:{ports.temporal}",
        **{f"{PREFIX}{name}": value for name, value in (more or {}).items()},
    }
    settings = Settings.from_env(told)
    prepare(settings, clock(), _unsaid, seed)
    with start_embedded(settings, ports, temporal, others, _unheard) as stack:
        yield EmbeddedStage(settings, build(settings, clock), stack)


def clock() -> datetime:
    """Read the clock: a composition root may."""
    return datetime.now(UTC)  # noqa: TID251 -- composition root


def _unsaid(_key: str, _about: str) -> None:
    """A private stage is set in silence."""


def _unheard(_event: Event) -> None:
    """What its processes do is in their logs."""
