"""`trinhky bench sign`: many papers signed at level B-T, beside stock pyHanko and EU DSS."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.bench.frame import Benchmark, Case, Goal, Row, Unit
from service.bench.signing.comparison import (
    DOCUMENTS_A_SECOND,
    EU_DSS,
    LENGTHS,
    PYHANKO,
    Size,
    rows,
    versions,
)
from service.bench.signing.crew import PROCESSES, crew, python_side
from service.bench.signing.office import open_office
from service.catalogue import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.bench.frame import Given

PEAK_MIB: Final = Unit("MiB", more_is_better=False)
GOAL: Final = Goal(DOCUMENTS_A_SECOND, 1.0, {PYHANKO: 15.0, EU_DSS: 1.2})
WHOLE: Final = Size(LENGTHS, ours=200, references=30, warm_up={"": 20, EU_DSS: 300}, rounds=3)
QUICK: Final = Size((1, 6), ours=1, references=1, warm_up={}, rounds=1)
FIRST, ALL = 1_000, 10_000  # documents whose memory is compared
KIB: Final = 1024


def measure(given: Given) -> Iterator[Row]:
    """Yield docs/s for each number of pages and reference, and what memory many papers need."""
    given.say(sentence("bench", "signing.starting"))
    yield from rows(given, "sign", QUICK if given.is_quick else WHOLE)
    if not given.is_quick:
        given.say(sentence("bench", "sign.memory", number=ALL))
        yield memory_row(FIRST, ALL)


def memory_row(first: int, count: int) -> Row:
    """Compare the peak memory of our larger process after all papers with that after the first."""
    with tempfile.TemporaryDirectory(prefix="trinhky-bench-") as made:
        open_office(Path(made))
        with crew(python_side("ours", Path(made))) as ours:
            early = ours.run("sign", 1, first // PROCESSES).peak_kib
            late = ours.run("sign", 1, (count - first) // PROCESSES).peak_kib
    reference = f"Trình Ký, {first}"
    return Row(Case("memory", count), PEAK_MIB, [late / KIB], [early / KIB], reference)


BENCHMARK: Final = Benchmark(measure, versions, GOAL)
