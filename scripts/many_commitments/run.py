"""One run from an empty home to its report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.many_commitments import handing_in, leftovers
from scripts.many_commitments.hands import Commitment, Hands, Refusals
from scripts.many_commitments.organisation import employee_id, head_of, neighbour_of, wards
from scripts.many_commitments.watching import Clockwork, Watch
from scripts.many_commitments.way import Way
from service.bench.machine import machine
from service.demo import seed_home
from service.demo.home import add_to_home
from service.gateway import Extras
from service.story import campaigns, plot
from service.story.people import Cast
from service.story.stage import stage_at
from storage.readmodel.campaigns import commitments_of
from workflows.domain.lifecycle import Act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.config import Settings
    from service.story.stage import EmbeddedStage

ASK_EVERY_S = 1.0
LONGEST_REST_S = 180.0


@dataclass(frozen=True, slots=True)
class Given:
    """What a run is given."""

    people: int
    home: Path
    temporal: Path
    environ: Mapping[str, str]
    say: Callable[[str], None]


def run(given: Given) -> dict[str, Any]:
    """Run it all; return the report. `report["left_behind"]` and the like say what is stuck.

    Raises:
        ChildFailedError: the stack did not start.
        ListRefusedError: the list was not taken whole.
    """
    about = machine({})
    begun = time.monotonic()
    given.say(f"starting with {given.people} people")
    surroundings, seed = _installed(given), planted(given.people)
    with stage_at(given.home, given.temporal, surroundings, seed) as stage:
        given.say(f"stack is up after {time.monotonic() - begun:.1f} s")
        return {"machine": about, **measured(given, stage)}


def measured(given: Given, stage: EmbeddedStage) -> dict[str, Any]:
    """Carry the campaign on a running stage where its people are planted; return the report."""
    watch = Watch(stage.stack.supervisor)
    watch.start()
    try:
        return {"people": given.people, **_carried(given, stage, Clockwork(watch, given.say))}
    finally:
        watch.stop()


def is_whole(report: Mapping[str, Any]) -> bool:
    """Say whether everybody's commitment was filed and nothing is stuck."""
    return (
        report["archived"] == report["people"]
        and report["histories"]["commitments"]["count"] == report["people"]
        and report["ledger"]["verdict"] == "holds"
        and not report["left_behind"]
        and not report["given_up"]
        and not report["incidents"]
        and not report["histories"]["not_at_rest"]
    )


def prepared(given: Given, stage: EmbeddedStage, clock: Clockwork) -> Way:
    """Bring everybody's commitment to where it is prepared for its head's key."""
    cast = Cast(stage.gateway, "scale", stage.door)
    plan = plot.plan_241(cast, partial(_tell, given, "plan"))
    campaign = campaigns.campaign(cast, plan, campaigns.OFFICE, partial(_tell, given, "campaign"))
    _list(given, cast, campaign, clock)
    hands = Hands(stage.gateway, stage.door, Refusals())
    way = Way(hands, clock, _commitments(cast, campaign, given.people), campaign)
    way.discussed()
    way.given()
    return way


def _carried(given: Given, stage: EmbeddedStage, clock: Clockwork) -> dict[str, Any]:
    begun = time.monotonic()
    way = prepared(given, stage, clock)
    way.filed()
    in_force = {"by_state": dict(way.by_state()), "memory_bytes": dict(clock.watch.now)}
    way.ended()
    seconds = time.monotonic() - begun
    return {
        "seconds": round(seconds, 1),
        "archived": way.in_states("archived"),
        "steps": [asdict(took) | {"rate": took.rate} for took in clock.taken],
        "in_force": in_force,
        "tried_again": dict(way.hands.refusals.tried_again),
        "given_up": dict(way.hands.refusals.given_up),
        **_left(stage, way.commitments, clock),
    }


def _tell(given: Given, about: str, key: str) -> None:
    given.say(f"{about}: {key}")


def _left(
    stage: EmbeddedStage, commitments: Sequence[Commitment], clock: Clockwork
) -> dict[str, Any]:
    """Look at what is there now; the whole chain is verified."""
    settings, gateway = stage.settings, stage.gateway
    clock.say("looking at what is left")
    found = leftovers.histories(settings.temporal_address, settings.temporal_namespace)
    clock.watch.look()
    return {
        "memory_peak_bytes": dict(clock.watch.peak),
        "memory_end_bytes": dict(clock.watch.now),
        "processor_seconds": clock.watch.processor_seconds(),
        "sizes": leftovers.sizes(settings.layout),
        "histories": leftovers.of_histories(found, gateway),
        "left_behind": leftovers.left_behind(gateway, commitments),
        "incidents": leftovers.incidents(gateway),
        "ledger": leftovers.of_ledger(gateway),
    }


def _list(given: Given, cast: Cast, campaign_id: str, clock: Clockwork) -> None:
    """Hand in the workbooks one after the other, each once the one before is done."""
    for number, numbers in enumerate(handing_in.parts_of(given.people)):
        with clock.step("list_read", len(numbers)):
            file = given.home / f"danh-sach-{number}.xlsx"
            file.write_bytes(handing_in.workbook(numbers))
            act_id = f"{campaign_id}:list:{number}"
            doc = cast.document(campaign_id)
            listed = handing_in.read_back(cast, doc, file.read_bytes(), act_id)
        with clock.step("created", len(numbers)) as progress:
            extras = Extras(listing=listed.body)
            cast.act(campaigns.OFFICE, campaign_id, Act.ADD_LIST, extras)
            moved = time.monotonic()
            while not _is_done(cast, campaign_id):
                done = len(_found(cast, campaign_id)) - numbers.start
                moved = time.monotonic() if done > progress.done else moved
                if time.monotonic() - moved > LONGEST_REST_S:
                    raise handing_in.ListRefusedError(f"stopped at {done}")
                progress.so_many(done)
                time.sleep(ASK_EVERY_S)


def _is_done(cast: Cast, campaign_id: str) -> bool:
    """Say whether no list is being created."""
    campaign = cast.document(campaign_id).campaign
    return campaign is not None and campaign.listing is None


def _found(cast: Cast, campaign_id: str) -> dict[str, tuple[str, str]]:
    with cast.gateway.recorder.database.reading() as conn:
        return commitments_of(conn, campaign_id)


def _commitments(cast: Cast, campaign_id: str, people: int) -> list[Commitment]:
    """Return everybody's commitment.

    Raises:
        ListRefusedError: somebody has none.
    """
    by_person = _found(cast, campaign_id)
    wanted = [employee_id(number) for number in range(people)]
    missing = [person for person in wanted if person not in by_person]
    if missing:
        raise handing_in.ListRefusedError(f"{len(missing)} without: {missing[:5]}")
    return [
        Commitment(by_person[person][0], person, neighbour_of(n, people), head_of(n))
        for n, person in enumerate(wanted)
    ]


def planted(people: int) -> Callable[[Settings, datetime], Sequence[str]]:
    """Return what plants the demo and so many people more."""

    def seed(settings: Settings, now: datetime) -> Sequence[str]:
        lines = seed_home(settings, now)
        add_to_home(settings, now, wards(people))
        return lines

    return seed


def _installed(given: Given) -> Mapping[str, str]:
    """Return the surroundings of an installed program: what was compiled once is kept."""
    own = {n: v for n, v in given.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    return own | {"PYTHONPYCACHEPREFIX": str(given.home / "compiled")}


def as_text(report: Mapping[str, Any]) -> str:
    """Return the report as it is written."""
    return json.dumps(report, ensure_ascii=False, indent=1)
