"""The schema goes up and down with data in it, and is what the code thinks it is."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.database import Database
from storage.errors import SchemaNewerError
from storage.ledger import ledger
from storage.migrate import EMPTY, is_current, migrate, revision
from storage.readmodel.projections import rebuild
from storage.readmodel.queries import document
from storage.tables import METADATA
from tests.unit.storage.builders import plan_in_full, url_of

if TYPE_CHECKING:
    from pathlib import Path

    from storage.blobs.local import LocalBlobStore


def test_the_migrated_schema_is_the_one_of_the_tables(database: Database) -> None:
    with database.reading() as conn:
        assert compare_metadata(MigrationContext.configure(conn), METADATA) == []


def test_every_constraint_and_index_of_the_tables_was_migrated(
    database: Database, tmp_path: Path
) -> None:
    """Alembic does not compare checks and conditions of indexes; the stored SQL does."""
    made = Database(url_of(tmp_path / "made.db"))
    with made.writing() as conn:
        METADATA.create_all(conn)
    assert _stored_sql(database) == _stored_sql(made)
    made.close()


def test_migrating_twice_is_migrating_once(database: Database) -> None:
    before = revision(database)
    assert migrate(database) == before
    assert is_current(database)


def test_a_new_database_is_not_current(tmp_path: Path) -> None:
    empty = Database(url_of(tmp_path / "empty.db"))
    assert revision(empty) == ""
    assert not is_current(empty)
    empty.close()


def test_down_to_nothing_and_up_again(database: Database) -> None:
    latest = revision(database)
    assert migrate(database, EMPTY) == ""
    with database.reading() as conn:
        assert set(inspect(conn).get_table_names()) == {"alembic_version"}
    assert migrate(database) == latest


def test_the_read_model_may_go_and_come_back(database: Database, blobs: LocalBlobStore) -> None:
    with database.writing() as conn:
        plan_in_full(conn, blobs)
        noted, before = ledger.head(conn), document(conn, "doc-1")
    assert migrate(database, "0001") == "0001"
    migrate(database)
    rebuild(database, blobs)
    with database.reading() as conn:
        assert ledger.verify(conn, noted[1], noted[0]) == noted
        assert document(conn, "doc-1") == before


def test_a_newer_schema_is_refused_and_untouched(database: Database) -> None:
    with database.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaNewerError) as failure:
        migrate(database)
    assert not failure.value.retryable
    assert revision(database) == "9999"


MIGRATE = """
import sys
from storage.database import Database
from storage.migrate import migrate
database = Database(sys.argv[1], busy_ms=20_000)
print(migrate(database))
"""


def test_processes_that_migrate_at_once_all_succeed(tmp_path: Path) -> None:
    url = url_of(tmp_path / "new.db")
    running = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, url], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    assert {process.communicate()[0] for process in running} == {b"0002\n"}
    assert {process.returncode for process in running} == {0}


def _stored_sql(database: Database) -> set[str]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    with database.reading() as conn:
        rows = conn.execute(text(query)).all()
    return {_plain(sql) for name, sql in rows if name != "alembic_version"}


def _plain(sql: str) -> str:
    """Order of columns and constraints, case and quotes do not matter."""
    words = sql.replace('"', "").replace("\t", " ").lower()
    return " ".join(sorted(line.strip(" ,") for line in words.splitlines()))
