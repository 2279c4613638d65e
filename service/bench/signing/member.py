"""One process of a side in Python: reads lines, works, answers, until its input ends."""

from __future__ import annotations

import resource
import sys
import time
from typing import TYPE_CHECKING

from service.bench.signing.crew import READY

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[bytes], object]


def serve(prepared: Callable[[str, int], tuple[Work, bytes]]) -> None:
    """Answer every line; `prepared` gives work and paper for a kind and a number of pages."""
    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        kind, pages, count = line.split()
        work, pdf = prepared(kind, int(pages))
        begun, used = time.perf_counter(), time.process_time()
        for _ in range(int(count)):
            work(pdf)
        seconds, used = time.perf_counter() - begun, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sys.stdout.write(f"{seconds:.6f} {used:.6f} {peak}\n")
        sys.stdout.flush()
