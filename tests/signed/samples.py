"""The papers most tests begin with, made once per process: making keys is slow."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from tests.signed.office import MINUTES, Office, open_office

NOW: Final = datetime(2026, 2, 5, 8, 30, tzinfo=UTC)


@cache
def office() -> Office:
    """An office whose clock stands at `NOW`."""
    folder = Path(tempfile.mkdtemp(prefix="trinhky-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return open_office(folder, NOW)


@cache
def issued() -> bytes:
    """A plan with its three signatures, B-LT each, and the archive timestamp."""
    return office().archive(office().issue())


@cache
def minutes() -> bytes:
    """Minutes signed by secretary and chair, with the archive timestamp."""
    return office().archive(office().issue(MINUTES))
