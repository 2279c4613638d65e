"""One door to the database: short transactions, serialised writers, errors with codes.

A file of SQLite, or PostgreSQL: `storage.on_sqlite` and `storage.on_postgres` keep the same
promises, and all other code of this room is for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import DatabaseUnsupportedError
from storage.on_sqlite import SqliteDoor

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

POSTGRES = "postgresql+psycopg"


class Door(Protocol):
    """What each kind of database gives; promised by `Database`."""

    def writing(self) -> AbstractContextManager[Connection]:
        """See `Database.writing`."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """See `Database.reading`."""
        ...

    def close(self) -> None:
        """See `Database.close`."""
        ...


class Database:
    """A database by its URL; safe to share between threads, to be made anew after a fork."""

    def __init__(self, url: str, busy_ms: int = 5000) -> None:
        """Open the database; a file is made when there is none.

        Args:
            url: of SQLAlchemy's form, such as sqlite:////var/lib/trinhky/trinhky.db or
                postgresql+psycopg://trinhky@db/trinhky.
            busy_ms: how long a writer waits for another process, in milliseconds.

        Raises:
            DatabaseUnsupportedError: neither a file of SQLite nor a PostgreSQL that keeps what we
                promise.
            DatabaseFailedError: it cannot be opened.
        """
        self._door = _door(url, busy_ms)

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection inside one write transaction: committed at the end, or rolled back.

        One writer at a time, of all processes; what it reads is the last that was committed.

        Raises:
            DatabaseBusyError: another process kept the lock too long; try again.
            DatabaseFailedError: the disk or the server did not serve; may pass.
            DatabaseRefusedError: a constraint or the schema said no; will not pass.
        """
        return self._door.writing()

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees one moment of the database and is rolled back at the end.

        Raises:
            StorageError: as for `writing`.
        """
        return self._door.reading()

    def close(self) -> None:
        """Close the file, or the connections that are not in use."""
        self._door.close()


def _door(url: str, busy_ms: int) -> Door:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUnsupportedError("not a URL") from None  # it may hold a password
    if parsed.get_backend_name() == "sqlite":
        return SqliteDoor(parsed, busy_ms)
    if parsed.drivername != POSTGRES:
        raise DatabaseUnsupportedError(parsed.drivername)
    from storage.on_postgres import PostgresDoor  # noqa: PLC0415 - only who uses it waits for it

    return PostgresDoor(parsed, busy_ms)
