"""Plays the whole story and writes what it leaves."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from service.demo.organisation import HOSPITAL
from service.story import campaigns, party, plot
from service.story.commitments import MEMBERS, Committing
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

    What does not wait for one another goes side by side: Kon Tum's plan and a cell's resolution
    beside plan 241; the hospital's plan beside the commitments that serve it.

    Raises:
        StoryStuckError, RefusedError: the story did not go as it must.
    """
    cast = Cast(stage.gateway, "story", stage.door)
    with ThreadPoolExecutor() as hands:
        kon_tum = hands.submit(_kon_tum, cast, tell)
        resolution = hands.submit(party.resolution, cast, partial(tell, "resolution"))
        plan = plot.plan_241(cast, partial(tell, "plan_241"))
        campaign = campaigns.campaign(cast, plan, campaigns.OFFICE, partial(tell, "campaign"))
        unit = hands.submit(plot.unit_plan, cast, partial(tell, "unit_plan"), campaign)
        committing = Committing(cast, cast.today().year, plan, campaign)
        commitments = committing.all(partial(tell, "commitments"))
        addendum = committing.addendum(MEMBERS[0], commitments[0], partial(tell, "commitments"))
        ids = [plan, unit.result(), *commitments, addendum, resolution.result(), kon_tum.result()]
    campaigns.adjusted(cast, campaign, HOSPITAL, partial(tell, "campaign"))
    trust = (stage.settings.pki_dir / "trust.pem").read_bytes()
    leaving = Leaving(stage.gateway.recorder, directory, trust)
    documents = [cast.document(document_id) for document_id in ids]
    return leaving.write(documents, time.monotonic() - begun)


def _kon_tum(cast: Cast, tell: Callable[[str, str], None]) -> str:
    """Kon Tum's plan, and the second campaign out of it."""
    plan = plot.kon_tum_plan(cast, partial(tell, "kon_tum"))
    campaigns.campaign(cast, plan, campaigns.KON_TUM_OFFICE, partial(tell, "kon_tum"))
    return plan
