"""One office with its certificates for all tests of the desk; a room of its own for each."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk.room import CLERK, INTRUDER, ISSUER, LEADER, Room, open_room
from tests.signed.office import Office, open_office

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    now = datetime.now(UTC)  # noqa: TID251  # the desk's process reads the real clock as well
    return open_office(tmp_path_factory.mktemp("pki"), now)


@pytest.fixture
def room(office: Office) -> Iterator[Room]:
    """A room whose leader, intruder and clerk have keys; its path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="tk-"))
    rooms = open_room(folder, office)
    room = next(rooms)
    room.file_key(LEADER, office.leader)
    room.file_key(INTRUDER, office.second)
    room.file_key(CLERK, office.agency, ISSUER)
    yield room
    next(rooms, None)
    shutil.rmtree(folder)
