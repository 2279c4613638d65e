"""A benchmark's rows as a person reads them: a table in Vietnamese, and whether the goal is met."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from rich import box
from rich.console import Console
from rich.table import Table

from service.catalogue import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from service.bench.frame import Goal, Row

PLAIN_WIDTH: Final = 120  # where nobody's window tells
COLUMNS: Final = ("case", "unit", "ours", "reference", "ratio")


def show(machine: Mapping[str, object], rows: Sequence[Row], to: IO[str]) -> None:
    """Print machine and rows; coloured lines on a terminal, plain text anywhere else."""
    console = Console(file=to, highlight=False)
    if not console.is_terminal:
        console = Console(file=to, highlight=False, width=PLAIN_WIDTH, no_color=True)
    console.print(machine_line(machine), soft_wrap=True, markup=False)
    for name in dict.fromkeys(row.reference_name for row in rows):  # each has a column of its own
        own = [row for row in rows if row.reference_name == name]
        console.print(_table(own, is_plain=not console.is_terminal))


def machine_line(machine: Mapping[str, object]) -> str:
    """Return the machine in one sentence."""
    versions = machine["versions"]
    listed = versions.items() if isinstance(versions, dict) else ()
    told = ", ".join(f"{name} {version}" for name, version in listed)
    return sentence("bench", "machine", **{**machine, "versions": told})


def goal_line(name: str, goal: Goal, rows: Sequence[Row]) -> str:
    """Say the benchmark's goal and whether these rows reach it."""
    verdict = sentence("bench", "goal.met" if goal.is_met(rows) else "goal.missed")
    return f"{sentence('bench', f'goal.{name}')} {verdict}"


def _table(rows: Sequence[Row], *, is_plain: bool) -> Table:
    table = Table(box=box.SIMPLE if is_plain else box.ROUNDED)
    for name in COLUMNS:
        words = sentence("bench", f"column.{name}", reference=rows[0].reference_name)
        is_word = name in {"case", "unit"}
        table.add_column(words, justify="left" if is_word else "right", no_wrap=is_word)
    for row in rows:
        table.add_row(
            sentence("bench", f"case.{row.case.key}", number=row.case.number),
            sentence("bench", f"unit.{row.unit.name}"),
            _with_spread(row.our_median, row.ours),
            _with_spread(row.reference_median, row.reference),
            f"{row.ratio:.2f}".replace(".", ","),
        )
    return table


def _with_spread(middle: float, values: Sequence[float]) -> str:
    """Write a median and, where the rounds differ, from where to where they went."""
    if min(values) == max(values):
        return _figure(middle)
    return f"{_figure(middle)} ({_figure(min(values))}–{_figure(max(values))})"


def _figure(value: float) -> str:
    """Write a number as Vietnamese readers do: a point for thousands, a comma before decimals."""
    digits = 0 if value >= 100 else 1  # noqa: PLR2004 -- three digits say enough
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))
