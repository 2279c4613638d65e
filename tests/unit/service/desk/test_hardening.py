"""No core dump, no look into memory."""

from __future__ import annotations

import subprocess
import sys

PROBE = """
import ctypes, resource
from service.desk.hardening import keep_memory_private
keep_memory_private()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_the_process_can_neither_dump_core_nor_be_looked_into() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout == "(0, 0) 0\n"
