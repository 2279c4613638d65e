"""What every benchmark is made of: rows with a reference each, a goal, and where it is found."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

BENCHMARKS: Final = {  # name -> the module that holds its BENCHMARK
    "lifecycle": "service.bench.lifecycle.measure",
    "sign": "service.bench.signing.sign",
    "verify": "service.bench.signing.verify",
}
DIGITS: Final = 4  # significant ones; a busy machine gives no more


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted, and whether more of it is better; the name is on the wire."""

    name: str
    more_is_better: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Under which circumstances: a word of ours, and how many of it where that matters."""

    key: str
    number: int | None = None

    @property
    def name(self) -> str:
        """As it stands on the wire."""
        return self.key if self.number is None else f"{self.key}={self.number}"


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: what each side reached in every round; the medians count."""

    case: Case
    unit: Unit
    ours: Sequence[float]
    reference: Sequence[float]
    reference_name: str

    @property
    def our_median(self) -> float:
        """The median of our rounds."""
        return median(self.ours)

    @property
    def reference_median(self) -> float:
        """The median of the reference's rounds."""
        return median(self.reference)

    @property
    def ratio(self) -> float:
        """How many times as good we are: above 1 where ours is better."""
        ours, reference = self.our_median, self.reference_median
        return ours / reference if self.unit.more_is_better else reference / ours


@dataclass(frozen=True, slots=True)
class Goal:
    """No row in this unit may fall below this ratio, or below that of its reference."""

    unit: Unit
    lowest_ratio: float
    by_reference: Mapping[str, float] = field(default_factory=dict)  # each must be measured

    def is_met(self, rows: Sequence[Row]) -> bool:
        """Whether all rows reach it; a run that measured none has not met it."""
        asked = [row for row in rows if row.unit == self.unit]
        missing = self.by_reference.keys() - {row.reference_name for row in asked}
        reached = [row.ratio >= self._lowest(row) for row in asked]
        return bool(reached) and all(reached) and not missing

    def _lowest(self, row: Row) -> float:
        return self.by_reference.get(row.reference_name, self.lowest_ratio)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a benchmark is given by the command."""

    environ: Mapping[str, str]
    temporal: Callable[[], Path]  # finds the program, or builds it
    say: Callable[[str], None]  # one line of progress
    is_quick: bool  # a small run that shows that it works; its figures say nothing


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark: `measure` yields rows as they are ready; `versions` names what is measured."""

    measure: Callable[[Given], Iterator[Row]]
    versions: Callable[[Given], Mapping[str, str]]
    goal: Goal | None = None


def find(name: str) -> Benchmark:
    """Load a benchmark by its name.

    Raises:
        KeyError: there is none of this name.
    """
    found = importlib.import_module(BENCHMARKS[name]).BENCHMARK
    if not isinstance(found, Benchmark):
        raise TypeError(f"{BENCHMARKS[name]}.BENCHMARK is not a benchmark")
    return found


def as_json(machine: Mapping[str, object], rows: Sequence[Row]) -> dict[str, Any]:
    """Return the report that other programs read: exactly these keys."""
    return {"machine": dict(machine), "rows": [_as_json(row) for row in rows]}


def _as_json(row: Row) -> dict[str, Any]:
    return {
        "case": row.case.name,
        "unit": row.unit.name,
        "ours": _rounded(row.our_median),
        "reference": _rounded(row.reference_median),
        "reference_name": row.reference_name,
        "ratio": _rounded(row.ratio),
    }


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
