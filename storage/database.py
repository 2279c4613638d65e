"""One door to the database: short transactions, serialised writers, errors with codes.

All that only SQLite needs is here and nowhere else.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from storage.errors import (
    DatabaseBusyError,
    DatabaseFailedError,
    DatabaseRefusedError,
    DatabaseUnsupportedError,
    StorageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

# SQLite's own wait is unfair: it sleeps up to 100 ms between tries, and twenty threads starve each
# other past the time-out. One writer a process queues here first. Re-entrant, so that a nested
# `writing()` ends in DatabaseBusyError instead of waiting for itself for ever; and taken by `with`
# alone, because an exception thrown into the thread cannot get between acquiring and entering.
_WRITERS = threading.RLock()

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY_CODE = 0xFF  # of an extended SQLite result code


class Database:
    """A database by its URL; safe to share between threads, to be made anew after a fork."""

    def __init__(self, url: str, busy_ms: int = 5000) -> None:
        """Open nothing yet.

        Args:
            url: of SQLAlchemy's form, such as sqlite:////var/lib/trinhky/trinhky.db.
            busy_ms: how long a writer waits for another process, in milliseconds.

        Raises:
            DatabaseUnsupportedError: not a file of SQLite.
        """
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
            raise DatabaseUnsupportedError(parsed.get_backend_name())
        self._engine = _engine(url, busy_ms)
        self._writer = self._engine.execution_options(trinhky_writes=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside one write transaction: committed at the end, or rolled back.

        Raises:
            DatabaseBusyError: another process kept the lock too long; try again.
            DatabaseFailedError: the disk or the file did not serve; may pass.
            DatabaseRefusedError: a constraint or the schema said no; will not pass.
        """
        with _named(), _WRITERS, self._writer.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database and is rolled back at the end.

        Raises:
            StorageError: as for `writing`.
        """
        with _named(), self._engine.connect() as connection, connection.begin() as snapshot:
            try:
                yield connection
            finally:
                snapshot.rollback()

    def close(self) -> None:
        """Close the idle connections."""
        self._engine.dispose()


def _engine(url: str, busy_ms: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": busy_ms / 1000},
        hide_parameters=True,  # names and comments stay out of messages
        pool_size=16,
        max_overflow=-1,  # threads are bounded by those who start them
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "checkout", _clean)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: sqlite3.Connection, _record: object) -> None:
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def _clean(raw: sqlite3.Connection, _record: object, _proxy: object) -> None:
    """End what an exception thrown between two lines of the driver may have left open."""
    if raw.in_transaction:
        raw.rollback()


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a reader that becomes a writer half-way cannot wait."""
    writes = connection.get_execution_options().get("trinhky_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _named() -> Iterator[None]:
    """Turn the library's errors into ours, without their parameters."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error) from error


def _ours(error: DBAPIError) -> StorageError:
    primary = getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if primary in _BUSY_CODES:
        return DatabaseBusyError()
    if primary == sqlite3.SQLITE_ERROR or isinstance(error, (IntegrityError, ProgrammingError)):
        return DatabaseRefusedError(type(error).__name__)
    return DatabaseFailedError(type(error).__name__)
