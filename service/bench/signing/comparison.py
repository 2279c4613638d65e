"""One kind of work on papers of several lengths: our side and each reference's, turn by turn."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.bench.frame import Case, Row, Unit
from service.bench.signing import dss
from service.bench.signing.crew import Crew, crew, python_side
from service.bench.signing.office import open_office, sign_fully
from service.bench.signing.papers import SHAPES
from service.catalogue import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.bench.frame import Given
    from service.bench.signing.crew import Done

PYHANKO, EU_DSS = "pyHanko", "EU DSS"
DOCUMENTS_A_SECOND: Final = Unit("docs/s", more_is_better=True)
PROCESSOR_MS_A_DOCUMENT: Final = Unit("cpu-ms/doc", more_is_better=False)
MS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: pages of a paper, documents of each process in a round, rounds."""

    pages: tuple[int, ...]
    ours: int
    references: int
    warm_up: Mapping[str, int]  # by side: a virtual machine has to compile first
    rounds: int


@dataclass(frozen=True, slots=True)
class Sides:
    """Everybody who does the work, ours and the references that can be had."""

    ours: Crew
    references: Mapping[str, Crew]


def rows(given: Given, work: str, size: Size) -> Iterator[Row]:
    """Start every side and yield what each number of pages came to, beside each reference."""
    with tempfile.TemporaryDirectory(prefix="trinhky-bench-") as made:
        folder = Path(made)
        office = open_office(folder)
        if work == "verify":
            for pages in size.pages:
                sign_fully(office, pages)
        with _sides(given, folder) as sides:
            for pages in size.pages:
                yield from _rows(given, sides, work, pages, size)


@contextmanager
def _sides(given: Given, folder: Path) -> Iterator[Sides]:
    commands = {PYHANKO: python_side("stock", folder)}
    try:
        commands[EU_DSS] = dss.command(folder, given.environ)
    except dss.NoDssError as error:
        given.say(sentence("bench", "signing.no_dss", why=str(error)))
    with ExitStack() as stack:
        ours = stack.enter_context(crew(python_side("ours", folder)))
        others = {name: stack.enter_context(crew(each)) for name, each in commands.items()}
        yield Sides(ours, others)


def _rows(given: Given, sides: Sides, work: str, pages: int, size: Size) -> Iterator[Row]:
    _warm_up(sides, work, pages, size)
    done: dict[str, list[Done]] = {name: [] for name in ("", *sides.references)}
    for turn in range(1, size.rounds + 1):
        names = list(done) if turn % 2 else list(reversed(done))
        for name in names:
            side, each = _asked(sides, name, size)
            done[name].append(side.run(work, pages, each))
        rates = ", ".join(
            f"{name or 'Trình Ký'} {found[-1].documents_a_second:.1f}"
            for name, found in done.items()
        )
        given.say(sentence("bench", "signing.round", pages=pages, turn=turn, rates=rates))
    for name in sides.references:
        yield from _compared(Case("pages", pages), done[""], done[name], name)


def _warm_up(sides: Sides, work: str, pages: int, size: Size) -> None:
    for name in ("", *sides.references):
        side, _ = _asked(sides, name, size)
        side.run(work, pages, size.warm_up.get(name, 1))


def _asked(sides: Sides, name: str, size: Size) -> tuple[Crew, int]:
    return (sides.references[name], size.references) if name else (sides.ours, size.ours)


def _compared(case: Case, ours: list[Done], others: list[Done], name: str) -> Iterator[Row]:
    rate, other = ([one.documents_a_second for one in side] for side in (ours, others))
    yield Row(case, DOCUMENTS_A_SECOND, rate, other, name)
    used, other = ([one.processor_a_document * MS for one in side] for side in (ours, others))
    yield Row(case, PROCESSOR_MS_A_DOCUMENT, used, other, name)


def versions(_: Given) -> dict[str, str]:
    """Return the versions of what is measured."""
    names = ("trinhky", "pyhanko", "cryptography", "pikepdf")
    return {**{name: version(name) for name in names}, "dss": dss.VERSION}


LENGTHS: Final = tuple(SHAPES)
