"""How long an answer takes about a cell's paper, and about none: measured by hand, never a test.

    python -m tests.secrecy.timing [SAMPLES]

In pairs, so that a busy machine slows both alike. Prints a row of a Markdown table for each
request, in milliseconds by the clock and then of the processor: both medians, the median of the
differences within pairs, and how likely differences as uneven as these are where there is none
(Wilcoxon's signed-rank test, two-sided).
"""

from __future__ import annotations

import hashlib
import math
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tests.secrecy.addresses import addresses
from tests.secrecy.conftest import built
from tests.secrecy.twins import Asked, Browser

if TYPE_CHECKING:
    from tests.secrecy.house import House

Took: TypeAlias = "tuple[float, float]"  # milliseconds by the clock, and of the processor
HEAD = """| Request | cell's | none | difference | p | cell's, CPU | none, CPU | difference | p |
|---|---|---|---|---|---|---|---|---|
"""
SAMPLES = 200
WARM = 20  # pairs that are not counted
LOGIN = "truongphongtccb"
NONE = "ck-" + "0" * 20
PAPER = "in comment"
ASKED = (
    ("GET", "document.page"), ("GET", "files.main"), ("GET", "document.version"),
    ("POST", "acts.perform"), ("POST", "acts.sign"), ("POST", "comments.comment"),
    ("POST", "circle_commitments.close_rounds"), ("POST", "sign_many.sign"),
)  # fmt: skip


def main(samples: int) -> None:
    """Build a house, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        house, _, party = built(Path(folder), holds=True)
        browser = Browser(house, LOGIN)
        sys.stdout.write(HEAD)
        for what in ASKED:
            paper = party[PAPER]
            held, none = (_request(house, what, paper, one) for one in (paper, NONE))
            took = _measured(browser, (held, none), samples)
            sys.stdout.write(_row(f"{what[0]} `{what[1]}`", took) + "\n")
        house.database.close()


def signed_rank(differences: list[float]) -> float:
    """Return the two-sided p of Wilcoxon's signed-rank test, by its normal approximation."""
    ranked = sorted((d for d in differences if d), key=abs)
    n = len(ranked)
    above = sum(rank for rank, d in enumerate(ranked, 1) if d > 0)
    mean, deviation = n * (n + 1) / 4, math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    return math.erfc(abs(above - mean) / deviation / math.sqrt(2))


def _request(house: House, what: tuple[str, str], paper: str, document_id: str) -> Asked:
    """Return a request about a document; its form is that of the paper, but for the id."""
    method, endpoint = what
    address = next(a for a in addresses(house.app) if a.rule.endpoint == endpoint)
    path = next(address.paths([document_id]))
    seen = replace(house.document(paper), document_id=document_id)
    return Asked(method, path, form=address.form(seen) if method == "POST" else {})


def _took(browser: Browser, asked: Asked) -> Took:
    wall, processor = time.perf_counter(), time.thread_time()
    browser.send(asked)
    return (time.perf_counter() - wall) * 1000, (time.thread_time() - processor) * 1000


def _measured(browser: Browser, pair: tuple[Asked, Asked], samples: int) -> list[tuple[Took, Took]]:
    """Return what pairs took, in an order that follows nothing: memory is swept now and then."""
    found = []
    for number in range(-WARM, samples):
        if hashlib.sha256(str(number).encode()).digest()[0] % 2:
            held, none = _took(browser, pair[0]), _took(browser, pair[1])
        else:
            none, held = _took(browser, pair[1]), _took(browser, pair[0])
        if number >= 0:
            found.append((held, none))
    return found


def _row(what: str, took: list[tuple[Took, Took]]) -> str:
    cells = [what]
    for clock in (0, 1):
        held, none = ([one[side][clock] for one in took] for side in (0, 1))
        differences = [one - other for one, other in zip(held, none, strict=True)]
        medians = (statistics.median(values) for values in (held, none, differences))
        cells += [*(f"{value:.2f}" for value in medians), f"{signed_rank(differences):.2f}"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
