"""Ends the test process at once when all is said: what the SDK leaves behind must not decide.

Temporal's SDK sometimes aborts a process that ends in the ordinary way (exit code 134), or keeps
it waiting for a server that is gone. The exit code of a run is pytest's, and nobody else's.
"""

from __future__ import annotations

import os
import sys

import pytest

EXIT = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remember what the run came to."""
    session.config.stash[EXIT] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave; every fixture has been torn down and the summary is printed."""
    code = config.stash.get(EXIT, None)
    if code is not None and "temporalio" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
