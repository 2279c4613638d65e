"""Waiting for something that another process does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def until(is_so: Callable[[], bool], limit_s: float = 120.0, every_s: float = 0.05) -> None:
    """Ask every so often until `is_so`; the test fails when `limit_s` seconds are over."""
    deadline = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > deadline:
            pytest.fail(f"not so within {limit_s:g} s")
        time.sleep(every_s)
