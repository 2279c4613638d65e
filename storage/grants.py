"""What the application's role may do on PostgreSQL: the owner migrates, the application cannot.

The ledger is only added to and read, numbers, absences and departures are never deleted, and nobody
but the owner makes or changes a table. A program that was taken over cannot rewrite the audit chain
either; it can still add to it, which is why head and count are noted elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from storage.errors import DatabaseUnsupportedError
from storage.ledger.tables import LEDGER
from storage.people.tables import ABSENCES, DEPARTURES, REVOCATIONS
from storage.registers.tables import NUMBERS, SERIES
from storage.tables import METADATA

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

VERSIONS = "alembic_version"
FULL = ("SELECT", "INSERT", "UPDATE", "DELETE")
RIGHTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(METADATA.tables, FULL),
    LEDGER.name: ("SELECT", "INSERT"),
    NUMBERS.name: ("SELECT", "INSERT", "UPDATE"),
    SERIES.name: ("SELECT", "INSERT", "UPDATE"),
    ABSENCES.name: ("SELECT", "INSERT", "UPDATE"),
    DEPARTURES.name: ("SELECT", "INSERT", "UPDATE"),
    REVOCATIONS.name: ("SELECT", "INSERT", "UPDATE"),
    VERSIONS: ("SELECT",),
}
_ALL = (*FULL, "TRUNCATE", "REFERENCES", "TRIGGER")
_MAY = text("SELECT has_table_privilege(current_user, :name, :right)")
_OWNS = text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user AND tablename = :name")
_MAY_MAKE = text("SELECT has_schema_privilege(current_user, current_schema(), 'CREATE')")


def grant(database: Database, role: str) -> None:
    """Give a role what the application needs, and take from it what it had beyond that.

    Args:
        database: as its owner, migrated; to be done again after each migration.
        role: exists; neither the owner nor a superuser.

    Raises:
        DatabaseUnsupportedError: a file of SQLite, whose only guard is who may read the file.
        DatabaseRefusedError: no such role, or we are not the owner.
    """
    with database.writing() as conn:
        _require_roles(conn)
        named = conn.dialect.identifier_preparer.quote_identifier
        conn.exec_driver_sql(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {named(role)}")
        conn.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {named(role)}")
        for table, rights in RIGHTS.items():
            conn.exec_driver_sql(f"REVOKE ALL ON {named(table)} FROM PUBLIC, {named(role)}")
            conn.exec_driver_sql(f"GRANT {', '.join(rights)} ON {named(table)} TO {named(role)}")


def excess(database: Database) -> list[str]:
    """Return what the role of this connection may do beyond the list; [] is as it should be.

    Such as "ledger_entries: UPDATE". An owner or a superuser may do everything.

    Raises:
        DatabaseUnsupportedError: a file of SQLite.
    """
    with database.reading() as conn:
        _require_roles(conn)
        found = [
            f"{table}: {right}"
            for table, rights in RIGHTS.items()
            for right in _ALL
            if right not in rights and conn.scalar(_MAY, {"name": table, "right": right})
        ]
        found += [f"{table}: OWNER" for table in RIGHTS if conn.scalar(_OWNS, {"name": table})]
        return found + (["schema: CREATE"] if conn.scalar(_MAY_MAKE) else [])


def _require_roles(conn: Connection) -> None:
    if conn.dialect.name != "postgresql":
        raise DatabaseUnsupportedError(f"{conn.dialect.name} has no roles")
