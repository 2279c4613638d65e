"""`trinhky bench lifecycle`: our acts against bare Temporal's, round about, on the same server."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING, Final

from service.bench.frame import Benchmark, Case, Given, Goal, Row, Unit
from service.bench.lifecycle.bare_callers import BareCallers
from service.bench.lifecycle.bed import BARE_QUEUE, running_bed
from service.bench.lifecycle.histories import bytes_an_act
from service.bench.lifecycle.ours import Ours
from service.bench.lifecycle.rounds import Load, Round, Side
from service.bench.processor import used
from service.catalogue import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

REFERENCE: Final = "bare Temporal"
ACTS_A_SECOND: Final = Unit("acts/s", more_is_better=True)
MS_AN_ACT: Final = Unit("ms/act", more_is_better=False)
PROCESSOR_MS_AN_ACT: Final = Unit("cpu-ms/act", more_is_better=False)
BYTES_AN_ACT: Final = Unit("bytes/act", more_is_better=False)
GOAL: Final = Goal(ACTS_A_SECOND, 1 / 1.5)  # the product adds less than half to bare's time
MS: Final = 1000.0
LOOKED_INTO: Final = 10  # documents of each side whose histories are measured
Pair = tuple[Round, Round]  # ours and the reference's


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: callers with the documents of each, and how many rounds."""

    cases: tuple[tuple[int, int], ...]
    warm_up: Load
    rounds: int


WHOLE: Final = Size(cases=((1, 5), (20, 1), (50, 1)), warm_up=Load(10, 1, turn=0), rounds=3)
QUICK: Final = Size(cases=((1, 1), (3, 1)), warm_up=Load(1, 1, turn=0), rounds=1)


def measure(given: Given) -> Iterator[Row]:
    """Start a server and both workers, and yield what each case came to."""
    size = QUICK if given.is_quick else WHOLE
    given.say(sentence("bench", "lifecycle.starting"))
    with running_bed(given.temporal(), given.environ) as bed:
        where = (bed.settings.temporal_address, bed.settings.temporal_namespace)
        pids = (*bed.pids, os.getpid())
        duel = Duel(Ours(bed.gateway), BareCallers(*where, BARE_QUEUE), pids, given.say)
        duel.round(size.warm_up)
        for callers, each in size.cases:
            loads = [Load(callers, each, turn) for turn in range(1, size.rounds + 1)]
            pairs = [duel.round(load) for load in loads]
            yield from rows(Case("callers", callers), pairs)
        yield history_row(where, pairs[-1])


@dataclass(frozen=True, slots=True)
class Duel:
    """Both sides, turn by turn, so that a busy minute of the machine falls on both."""

    ours: Side
    bare: Side
    pids: tuple[int, ...]
    say: Callable[[str], None]

    def round(self, load: Load) -> Pair:
        """Run the same load on both sides; who went first goes second the next time."""
        if load.turn % 2:
            ours, bare = self._watched(self.ours, load), self._watched(self.bare, load)
        else:
            bare, ours = self._watched(self.bare, load), self._watched(self.ours, load)
        about = {"callers": load.callers, "turn": load.turn}
        rates = {"ours": f"{ours.acts_a_second:.1f}", "bare": f"{bare.acts_a_second:.1f}"}
        self.say(sentence("bench", "lifecycle.round", **about, **rates))
        return ours, bare

    def _watched(self, side: Side, load: Load) -> Round:
        before = used(self.pids)
        return replace(side.run(load), processor_seconds=used(self.pids) - before)


def rows(case: Case, pairs: Sequence[Pair]) -> Iterator[Row]:
    """Yield what the rounds of one case came to."""
    yield _row(case, ACTS_A_SECOND, pairs, lambda one: one.acts_a_second)
    yield _row(case, MS_AN_ACT, pairs, lambda one: median(one.waits) * MS)
    yield _row(case, PROCESSOR_MS_AN_ACT, pairs, lambda one: one.processor_an_act * MS)


def _row(case: Case, unit: Unit, pairs: Sequence[Pair], figure: Callable[[Round], float]) -> Row:
    ours, reference = ([figure(one) for one in side] for side in zip(*pairs, strict=True))
    return Row(case, unit, ours, reference, REFERENCE)


def history_row(where: tuple[str, str], pair: Pair) -> Row:
    """Compare what the documents of a round have left in Temporal."""
    ours, bare = ([one.workflow_id for one in side.documents][:LOOKED_INTO] for side in pair)
    kept = bytes_an_act(*where, ours), bytes_an_act(*where, bare)
    return Row(Case("history"), BYTES_AN_ACT, *kept, REFERENCE)


def versions(given: Given) -> Mapping[str, str]:
    """Return the versions of what is measured."""
    said = subprocess.run(  # noqa: S603 -- the program that was found or built
        [given.temporal(), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return {
        "trinhky": version("trinhky"),
        "temporal": said.removeprefix("temporal version ").strip(),
        "temporalio": version("temporalio"),
        "sqlalchemy": version("sqlalchemy"),
        "sqlite": sqlite3.sqlite_version,
    }


BENCHMARK: Final = Benchmark(measure, versions, GOAL)
