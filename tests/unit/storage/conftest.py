"""A database of one's own for each test, copied from one that was migrated once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.blobs.local import LocalBlobStore
from storage.database import Database
from storage.migrate import migrate
from tests.unit.storage.builders import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "migrated.db"
    database = Database(url_of(path))
    migrate(database)
    database.close()
    return path


@pytest.fixture
def path(tmp_path: Path, migrated: Path) -> Path:
    return Path(shutil.copy(migrated, tmp_path / "trinhky.db"))


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(url_of(path))
    yield opened
    opened.close()


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    """One write transaction around the whole test."""
    with database.writing() as connection:
        yield connection


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobStore:
    return LocalBlobStore(tmp_path / "blobs")
