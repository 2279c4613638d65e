"""A database of one's own for each test, copied from one that was migrated once.

Tests that take `database`, `conn`, `url` or `empty_url` run on SQLite and on PostgreSQL; those that
take `path` are about SQLite alone, those that take `postgres_url` about PostgreSQL alone.
"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from storage.blobs.local import LocalBlobStore
from storage.database import Database
from storage.grants import grant
from storage.migrate import migrate
from tests.servers.postgres import PostgresServer, postgres
from tests.unit.storage.builders import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
MIGRATED = "migrated"
NAMES = (f"test_{number}" for number in itertools.count())


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "migrated.db"
    database = Database(url_of(path))
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A private server with a migrated database that is only copied."""
    with postgres() as server:
        database = Database(server.create(MIGRATED))
        migrate(database)
        database.close()
        yield server


@pytest.fixture
def path(tmp_path: Path, migrated: Path) -> Path:
    return Path(shutil.copy(migrated, tmp_path / "trinhky.db"))


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A migrated database on PostgreSQL."""
    name = next(NAMES)
    yield postgres_server.create(name, MIGRATED)
    postgres_server.drop(name)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which kind of database the test runs on."""
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """A migrated database."""
    if kind == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return url_of(request.getfixturevalue("path"))


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    if kind == "sqlite":
        yield url_of(tmp_path / "empty.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = next(NAMES)
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def application_url(kind: str, url: str, database: Database, request: pytest.FixtureRequest) -> str:
    """The migrated database as the application opens it: on PostgreSQL by a role of its own."""
    if kind == "sqlite":
        return url
    server: PostgresServer = request.getfixturevalue("postgres_server")
    role = f"role_{next(NAMES)}"
    server.create_role(role)
    grant(database, role)
    return make_url(url).set(username=role).render_as_string(hide_password=False)


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    """One write transaction around the whole test."""
    with database.writing() as connection:
        yield connection


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobStore:
    return LocalBlobStore(tmp_path / "blobs")
