"""`trinhky bench verify`: papers with two B-LTA signatures, beside pyHanko's own and EU DSS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.bench.frame import Benchmark, Goal
from service.bench.signing.comparison import (
    DOCUMENTS_A_SECOND,
    EU_DSS,
    LENGTHS,
    PYHANKO,
    Size,
    rows,
    versions,
)
from service.catalogue import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.bench.frame import Given, Row

GOAL: Final = Goal(DOCUMENTS_A_SECOND, 1.0, {PYHANKO: 5.0, EU_DSS: 1.0})
WHOLE: Final = Size(LENGTHS, ours=10, references=10, warm_up={EU_DSS: 40}, rounds=3)
QUICK: Final = Size((1,), ours=1, references=1, warm_up={}, rounds=1)


def measure(given: Given) -> Iterator[Row]:
    """Yield docs/s for each number of pages and reference; every paper must be found good."""
    given.say(sentence("bench", "signing.starting"))
    yield from rows(given, "verify", QUICK if given.is_quick else WHOLE)


BENCHMARK: Final = Benchmark(measure, versions, GOAL)
