"""Which tests stay on one process when several run side by side (`pytest -n 2`).

A room whose tests share something dear to start - a played story, a built judge, a database
server - stays together; everything else goes by file, so that a file's own fixtures start once.
(The marks of `--dist loadgroup` come to nothing with pytest 9.2: xdist 3.8 writes them to an
attribute that nobody reads any more.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from xdist.remote import Producer  # type: ignore[import-untyped]

TOGETHER = (
    "tests/story/",
    "tests/judges/",
    "tests/contract/",
    "tests/unit/storage/",
    "tests/secrecy/",
    "tests/paper/",
)


class _ByRoom(LoadScopeScheduling):  # type: ignore[misc]
    @override
    def _split_scope(self, nodeid: str) -> str:
        return stays_with(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Hand out rooms and files; without `-n` nobody asks."""
    return _ByRoom(config, log)


def stays_with(nodeid: str) -> str:
    """Return the room of a test whose room stays together, and its file otherwise."""
    rooms = [room for room in TOGETHER if nodeid.startswith(room)]
    return rooms[0].rstrip("/") if rooms else nodeid.partition("::")[0]
