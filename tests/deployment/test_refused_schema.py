"""A process that serves refuses a database of another version, and says what is to be done."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.migrate import migrate, revision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.stack.layout import Layout

NEWER, OLDER = "9999", "0001"


@pytest.mark.parametrize("process", ["web", "worker", "desk"])
@pytest.mark.parametrize(
    ("has", "said"),
    [
        ("", "[database.schema_older] empty"),
        (OLDER, "[database.schema_older] 0001"),
        (NEWER, "[database.schema_newer] 9999"),
    ],
    ids=["empty", "older", "newer"],
)
def test_another_schema_is_refused_and_left_alone(
    home: Layout, surroundings: Mapping[str, str], process: str, has: str, said: str
) -> None:
    database = Database(home.database_url)
    if has:
        migrate(database, OLDER)
    if has == NEWER:
        with database.writing() as conn:
            conn.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": NEWER})
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", process],
        env={**surroundings, "TRINHKY_HOME": str(home.home)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert said in done.stderr
    assert revision(database) == has
    database.close()
