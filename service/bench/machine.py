"""The machine that a benchmark ran on, without saying whose it is: no host name, no path."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GIB = 2**30
CPU_INFO = Path("/proc/cpuinfo")
MODEL = re.compile(r"^model name\s*:\s*(.+)$", re.MULTILINE)


def machine(versions: Mapping[str, str]) -> dict[str, object]:
    """Return cores, memory, processor, system and the versions of what is measured.

    `load` is how many programs wanted a core on average in the minute before: above 0.5 the
    figures are those of a machine that had other work.
    """
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB, 1),
        "cpu": cpu_model(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", platform.system()),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
        "versions": dict(versions),
    }


def cpu_model(listed: Path = CPU_INFO) -> str:
    """Return the processor's name as the kernel has it, else its architecture."""
    try:
        found = MODEL.search(listed.read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1].strip() if found else platform.machine()
