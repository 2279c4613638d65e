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
from storage.errors import SchemaNewerError, SchemaOlderError
from storage.ledger import ledger
from storage.migrate import EMPTY, is_current, migrate, require_current, revision
from storage.readmodel.projections import rebuild
from storage.readmodel.queries import document
from storage.tables import METADATA
from tests.unit.storage.builders import plan_in_full

if TYPE_CHECKING:
    from storage.blobs.local import LocalBlobStore


def test_the_migrated_schema_is_the_one_of_the_tables(database: Database) -> None:
    with database.reading() as conn:
        assert compare_metadata(MigrationContext.configure(conn), METADATA) == []


def test_every_constraint_and_index_of_the_tables_was_migrated(
    database: Database, empty_url: str, kind: str
) -> None:
    """Alembic does not compare checks and conditions of indexes; what the database tells does."""
    made = Database(empty_url)
    with made.writing() as conn:
        METADATA.create_all(conn)
    assert _told(database, kind) == _told(made, kind)
    made.close()


def test_migrating_twice_is_migrating_once(database: Database) -> None:
    before = revision(database)
    assert migrate(database) == before
    assert is_current(database)


def test_a_new_database_is_not_current(empty_url: str) -> None:
    empty = Database(empty_url)
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


def test_only_the_schema_of_this_version_is_served(database: Database, empty_url: str) -> None:
    require_current(database)
    migrate(database, "0001")
    with pytest.raises(SchemaOlderError, match="0001") as older:
        require_current(database)
    assert not older.value.retryable
    with database.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaNewerError, match="9999"):
        require_current(database)
    empty = Database(empty_url)
    with pytest.raises(SchemaOlderError, match="empty"):
        require_current(empty)
    assert revision(empty) == ""  # nothing was migrated by looking
    empty.close()


TOLD = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgres": """
        SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL
        SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT table_name, concat_ws(' ', table_name, column_name, data_type, is_nullable,
                                     character_maximum_length, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'
    """,
}
MIGRATE = """
import sys
from storage.database import Database
from storage.migrate import migrate
database = Database(sys.argv[1], busy_ms=20_000)
print(migrate(database))
"""


def test_processes_that_migrate_at_once_all_succeed(database: Database, empty_url: str) -> None:
    latest = revision(database)
    running = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, empty_url], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    assert {process.communicate()[0] for process in running} == {f"{latest}\n".encode()}
    assert {process.returncode for process in running} == {0}


def _told(database: Database, kind: str) -> set[str]:
    with database.reading() as conn:
        rows = conn.execute(text(TOLD[kind])).all()
    assert len(rows) > 40
    return {_plain(told) for name, told in rows if name != "alembic_version"}


def _plain(sql: str) -> str:
    """Order of columns and constraints, case, quotes and line ends do not matter."""
    words = " ".join(sql.replace('"', "").lower().split())
    head, _, rest = words.partition("(")
    parts, depth = [""], 0
    for letter in rest.removesuffix(")"):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return " ".join([head.strip(), *sorted(part.strip() for part in parts)])
