"""Which tests stay on one process when several run side by side (`pytest -n 2 --dist loadgroup`).

A room whose tests share something dear to start - a played story, a built judge, a database
server - stays together; everything else goes by file, so that a file's own fixtures start once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

TOGETHER = ("tests/story/", "tests/judges/", "tests/contract/", "tests/unit/storage/")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Give every test the name of what it stays with; without `-n` nobody looks at it."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(stays_with(item.nodeid)))


def stays_with(nodeid: str) -> str:
    """Return the room of a test whose room stays together, and its file otherwise."""
    rooms = [room for room in TOGETHER if nodeid.startswith(room)]
    return rooms[0].rstrip("/") if rooms else nodeid.partition("::")[0]
