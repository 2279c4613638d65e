"""Processor time that processes have used: on a machine with other work the steadiest measure."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # fields of /proc/PID/stat behind the name (proc(5): 14 and 15)


def used(pids: Iterable[int]) -> float:
    """Return the seconds that these processes have computed since they began, all threads."""
    return sum(_ticks(pid) for pid in pids) / _TICKS_A_SECOND


def _ticks(pid: int) -> int:
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    behind_name = text.rpartition(")")[2].split()  # a name may hold spaces and brackets
    return int(behind_name[_USER]) + int(behind_name[_SYSTEM])
