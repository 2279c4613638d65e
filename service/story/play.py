"""Plays the whole story and writes what it leaves."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from service.story import plot
from service.story.people import Cast
from service.story.result import Leaving
from service.story.stage import private_stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from service.story.stage import Stage


def play(
    directory: Path,
    temporal: Path,
    environ: Mapping[str, str],
    tell: Callable[[str, str], None],
) -> dict[str, Any]:
    """Play on a private stack; return the report that is also written.

    Raises:
        StoryStuckError, RefusedError: the story did not go as it must.
        ChildFailedError: the stack did not start.
    """
    begun = time.monotonic()
    with private_stage(temporal, environ) as stage:
        tell("stack", "ready")
        return play_on(stage, directory, tell, begun)


def play_on(
    stage: Stage, directory: Path, tell: Callable[[str, str], None], begun: float
) -> dict[str, Any]:
    """Play on a running stack; `begun` is the monotonic time from which seconds are counted.

    Raises:
        StoryStuckError, RefusedError: the story did not go as it must.
    """
    cast = Cast(stage.gateway, "story")
    ids = [
        plot.plan_241(cast, partial(tell, "plan_241")),
        plot.unit_plan(cast, partial(tell, "unit_plan")),
    ]
    trust = (stage.settings.pki_dir / "trust.pem").read_bytes()
    leaving = Leaving(stage.gateway.recorder, directory, trust)
    documents = [cast.document(document_id) for document_id in ids]
    return leaving.write(documents, time.monotonic() - begun)
