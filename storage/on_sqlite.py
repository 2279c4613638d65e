"""A file of SQLite: the promises of `storage.database`, and all that only it needs."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.pool import NullPool
from typing_extensions import override

from storage.errors import (
    DatabaseBusyError,
    DatabaseFailedError,
    DatabaseRefusedError,
    DatabaseUnsupportedError,
    StorageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

# SQLite's own wait is unfair: it sleeps up to 100 ms between tries, and twenty threads starve each
# other past the time-out. One writer a process queues here first. Re-entrant, so that a nested
# `writing()` ends in DatabaseBusyError instead of waiting for itself for ever; and taken by `with`
# alone, because an exception thrown into the thread cannot get between acquiring and entering.
_WRITERS = threading.RLock()

_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")
_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_REFUSED = (IntegrityError, ProgrammingError, sqlite3.IntegrityError, sqlite3.ProgrammingError)
_PRIMARY_CODE = 0xFF  # of an extended SQLite result code
_IDLE = 16  # connections kept for the next transactions


class _Raw(sqlite3.Connection):
    """A connection that outlives the transactions it is lent to."""

    is_lent = False

    @override
    def close(self) -> None:
        """Take back what was lent: SQLAlchemy has let go of it."""
        self.is_lent = False

    def end(self) -> None:
        """Close it."""
        super().close()


class SqliteDoor:
    """One file."""

    def __init__(self, url: URL, busy_ms: int) -> None:
        """Open the file, made when there is none, and keep it open.

        Raises:
            DatabaseUnsupportedError: not a file of SQLite.
            DatabaseFailedError: the file cannot be opened.
        """
        if url.database in {None, "", ":memory:"}:
            raise DatabaseUnsupportedError("sqlite without a file")
        self._path = str(url.database)
        self._busy_ms = busy_ms
        self._here = threading.local()
        self._engine = self._new_engine()
        self._writer = self._engine.execution_options(trinhky_writes=True)
        self._idle: deque[_Raw] = deque()  # no lock that an exception could leave taken
        # When the last connection closes, SQLite folds its log into the file: not every time.
        with _named():
            self._kept = _open(self._path, busy_ms)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside one write transaction."""
        with (
            _named(),
            self._opened(),  # before one's turn: others need not wait for it
            _WRITERS,
            self._writer.connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database."""
        with (
            _named(),
            self._opened(),
            self._engine.connect() as connection,
            connection.begin() as snapshot,
        ):
            try:
                yield connection
            finally:
                snapshot.rollback()

    def close(self) -> None:
        """Close the file."""
        while self._idle:
            self._idle.pop().end()
        self._kept.end()

    def _new_engine(self) -> Engine:
        engine = create_engine(
            "sqlite://",
            creator=lambda: self._here.raw,
            poolclass=NullPool,
            hide_parameters=True,  # names and comments stay out of messages
        )
        event.listen(engine, "begin", _begin)
        return engine

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """Lend this thread a connection for one transaction, and end whatever became of it.

        An exception that is thrown into a thread can hit a pool while it holds its lock, or leave
        SQLAlchemy's objects half made, in a circle that keeps the transaction open until somebody
        collects it. Neither holds here: what was lent is rolled back by us, and only a connection
        that nobody else can still hold, after a transaction without a fault, is lent again.
        """
        raw = self._lent()
        is_sound = False
        try:
            self._here.raw = raw
            yield
            is_sound = True
        finally:
            with suppress(sqlite3.ProgrammingError):
                raw.rollback()
            if is_sound and not raw.is_lent and len(self._idle) < _IDLE:
                self._idle.append(raw)
            else:
                raw.end()

    def _lent(self) -> _Raw:
        """Return a connection of an earlier transaction, or open the file (1 ms)."""
        try:
            raw = self._idle.pop()
        except IndexError:
            raw = _open(self._path, self._busy_ms)
        raw.is_lent = True
        return raw


def _open(path: str, busy_ms: int) -> _Raw:
    raw = sqlite3.connect(
        path,
        timeout=busy_ms / 1000,
        isolation_level=None,
        check_same_thread=False,
        factory=_Raw,
    )
    if raw.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
        raise sqlite3.OperationalError("this file system takes no write-ahead log")
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a reader that becomes a writer half-way cannot wait."""
    writes = connection.get_execution_options().get("trinhky_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _named() -> Iterator[None]:
    """Turn the libraries' errors into ours, without the values they were about."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error, error.orig) from error
    except sqlite3.Error as error:
        raise _ours(error, error) from error


def _ours(error: Exception, cause: BaseException | None) -> StorageError:
    primary = getattr(cause, "sqlite_errorcode", 0) & _PRIMARY_CODE
    name = getattr(cause, "sqlite_errorname", type(error).__name__)
    if primary in _BUSY_CODES:
        return DatabaseBusyError(name)
    if primary == sqlite3.SQLITE_ERROR or isinstance(error, _REFUSED):
        return DatabaseRefusedError(name)
    return DatabaseFailedError(name)
