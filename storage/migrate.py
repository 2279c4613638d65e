"""Bring a database to the schema of this code, and say which schema it has.

A writer of its own: not to be called at the start of each process, but once by an operator or by
the command that starts them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from storage.errors import SchemaNewerError, SchemaOlderError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

LATEST = "head"
EMPTY = "base"


def migrate(database: Database, to: str = LATEST) -> str:
    """Bring the schema to a revision, all of it or nothing; return the revision.

    Args:
        database: empty, or of any earlier version of this program.
        to: a revision, `LATEST`, or `EMPTY` for none at all (this deletes every table).

    Raises:
        SchemaNewerError: the database was made by a newer version of this program.
    """
    with database.writing() as conn:
        _refuse_newer(conn)
        config = _config(conn)
        if to == EMPTY or _is_behind(conn, to):
            command.downgrade(config, to)
        else:
            command.upgrade(config, to)
        return _revision(conn)


def revision(database: Database) -> str:
    """Return the revision a database is at; "" when it is empty."""
    with database.reading() as conn:
        return _revision(conn)


def is_current(database: Database) -> bool:
    """Say whether the database has exactly the schema of this code."""
    with database.reading() as conn:
        return _revision(conn) == _scripts().get_current_head()


def require_current(database: Database) -> None:
    """Refuse a database that has not exactly the schema of this code; migrates nothing.

    Raises:
        SchemaNewerError: a newer version of this program migrated it.
        SchemaOlderError: nobody has migrated it since an earlier version, or ever.
    """
    with database.reading() as conn:
        _refuse_newer(conn)
        current, wanted = _revision(conn), _scripts().get_current_head()
    if current != wanted:
        raise SchemaOlderError(f"{current or 'empty'}, needed is {wanted}")


def _revision(conn: Connection) -> str:
    return MigrationContext.configure(conn).get_current_revision() or ""


def _refuse_newer(conn: Connection) -> None:
    current = _revision(conn)
    try:
        _scripts().get_revision(current or EMPTY)
    except CommandError as error:
        raise SchemaNewerError(current) from error


def _is_behind(conn: Connection, to: str) -> bool:
    """Say whether `to` is a revision before the database's own."""
    current = _revision(conn)
    if not current or to in {LATEST, current}:
        return False
    return any(s.revision == to for s in _scripts().iterate_revisions(current, EMPTY))


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = conn
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
