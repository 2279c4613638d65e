"""A database of PostgreSQL: the promises of `storage.database`, and all that only it needs.

Writers queue at an advisory lock, which the server gives in the order they came and takes back
from whoever is gone. Text is compared byte by byte as on SQLite, so the database has collation C.
"""

from __future__ import annotations

import select
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.errors import (
    DatabaseBusyError,
    DatabaseFailedError,
    DatabaseRefusedError,
    DatabaseUnsupportedError,
    StorageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Engine

WRITERS = int.from_bytes(b"trinhky", "big")  # the advisory lock: a number nobody else takes
KEPT = 8  # idle connections of each kind; more are opened when more threads ask at once
_CONNECT_LIMIT_S = 5
_SILENCE_LIMIT_S = 60  # after which a peer that is gone without a word is given up, on both sides
_STALL_LIMIT_S = 300  # a process that stands still inside a transaction loses it, and its lock
_BUSY_STATES = frozenset({"55P03", "40001", "40P01"})  # lock not available, serialization, deadlock
_REFUSED_CLASSES = frozenset({"0A", "21", "22", "23", "25", "26", "2B", "42", "44"})
# Collations have many names and providers; what they do is asked: letters by code point, or not.
_FITNESS = """
SELECT getdatabaseencoding(),
       (SELECT string_agg(letter, '' ORDER BY letter) FROM unnest(ARRAY['á','a','b','B']) letter),
       current_setting('fsync'), current_setting('synchronous_commit')
"""
_BY_CODE_POINT = "Babá"


@dataclass(frozen=True, slots=True)
class _Line:
    """A connection, as the driver and as SQLAlchemy know it."""

    raw: psycopg.Connection[Any]
    sql: Connection

    def is_alive(self) -> bool:
        """An idle server says nothing: a word, or the end, means that it closes the connection."""
        if self.raw.closed:
            return False
        waiting = select.poll()
        waiting.register(self.raw.fileno(), select.POLLIN)
        return not waiting.poll(0)

    def end(self) -> None:
        """Close the connection: first for the server, then for SQLAlchemy."""
        self.raw.close()
        if not self.sql.closed:
            self.sql.invalidate()


class PostgresDoor:
    """One database of a server."""

    def __init__(self, url: URL, busy_ms: int) -> None:
        """Connect once, and see that the database keeps what we promise.

        Raises:
            DatabaseUnsupportedError: its encoding, its collation, or that it may forget what was
                committed; the message says which.
            DatabaseFailedError: nobody answers, or not to us.
        """
        dialect = url.get_dialect()()
        _, told = dialect.create_connect_args(url)
        settings = _settings(dict(told), busy_ms)
        self._writers = _Lines(settings, "READ COMMITTED")
        self._readers = _Lines(settings, "REPEATABLE READ")
        # Threads of this process queue here, so that they need one connection, not one each. Taken
        # by `with` alone, re-entrant: a nested `writing()` then ends at the server's lock, busy.
        self._here = threading.RLock()
        with self.reading() as conn:
            _require_fit(*conn.exec_driver_sql(_FITNESS).one())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside one write transaction."""
        with _named(), self._here, self._writers.lent() as conn, conn.begin():
            conn.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (WRITERS,))
            yield conn

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database."""
        with _named(), self._readers.lent() as conn, conn.begin() as snapshot:
            try:
                yield conn
            finally:
                snapshot.rollback()

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._writers.close()
        self._readers.close()


class _Lines:
    """Connections of one kind, kept while they are idle and good.

    No lock guards them: the ends of a deque are taken in one step. A connection is kept only after
    its transaction ended as it should; after anything else it is closed, and the server takes back
    what was open, whatever became of SQLAlchemy's objects (see ADR 0022).
    """

    def __init__(self, settings: dict[str, Any], isolation: str) -> None:
        self._settings = settings
        self._idle: deque[_Line] = deque()
        self._here = threading.local()
        self._engine = self._new_engine(isolation)

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """Give a connection; who takes it ends the transaction.

        Whatever is thrown while it is ended, or before, closes the connection as well; and what is
        thrown while it is closed comes after the transaction's end.
        """
        line = self._take()
        is_good = False
        try:
            yield line.sql
            is_good = True
        finally:
            if is_good and len(self._idle) < KEPT:
                self._idle.append(line)
            else:
                line.end()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().end()

    def _take(self) -> _Line:
        while True:
            try:
                line = self._idle.pop()
            except IndexError:
                return self._open()
            if line.is_alive():
                return line
            line.end()

    def _open(self) -> _Line:
        raw = psycopg.connect(**self._settings)
        try:
            self._here.raw = raw
            return _Line(raw, self._engine.connect())
        except BaseException:
            raw.close()
            raise

    def _new_engine(self, isolation: str) -> Engine:
        return create_engine(
            "postgresql+psycopg://",
            creator=lambda: self._here.raw,
            poolclass=NullPool,
            isolation_level=isolation,
            use_native_hstore=False,  # asking for it costs a query a connection
            hide_parameters=True,  # names and comments stay out of messages
        )


def _settings(told: dict[str, Any], busy_ms: int) -> dict[str, Any]:
    """Return what a connection is opened with; limits on both sides, so that nobody waits for ever.

    A lock time-out of 0 would be none at all.
    """
    ours = {
        "lock_timeout": max(busy_ms, 1),
        "idle_in_transaction_session_timeout": _STALL_LIMIT_S * 1000,
        "tcp_keepalives_idle": _SILENCE_LIMIT_S // 2,
        "tcp_keepalives_interval": _SILENCE_LIMIT_S // 6,
        "tcp_keepalives_count": 3,
    }
    options = " ".join(f"-c {name}={value}" for name, value in ours.items())
    return {
        "connect_timeout": _CONNECT_LIMIT_S,
        "tcp_user_timeout": _SILENCE_LIMIT_S * 1000,
        "keepalives_idle": _SILENCE_LIMIT_S // 2,
        "keepalives_interval": _SILENCE_LIMIT_S // 6,
        "keepalives_count": 3,
        "application_name": "trinhky",
        "client_encoding": "UTF8",
        **told,
        "options": f"{told.get('options', '')} {options}".strip(),
    }


def _require_fit(encoding: str, order: str, fsync: str, commit: str) -> None:
    if encoding != "UTF8":
        raise DatabaseUnsupportedError(f"encoding {encoding}, not UTF8")
    if order != _BY_CODE_POINT:
        raise DatabaseUnsupportedError("collation is not C")
    if "off" in {fsync, commit}:
        raise DatabaseUnsupportedError("fsync or synchronous_commit is off")


@contextmanager
def _named() -> Iterator[None]:
    """Turn the libraries' errors into ours, without the values they were about.

    The server's messages quote rows ("Failing row contains ..."), so they are not passed on; the
    code, the table and the constraint are.
    """
    try:
        yield
    except DBAPIError as error:
        ours, trace = _ours(error.orig), error.__traceback__
    except psycopg.Error as error:
        ours, trace = _ours(error), error.__traceback__
    else:
        return
    raise ours.with_traceback(trace) from None


def _ours(cause: BaseException | None) -> StorageError:
    if not isinstance(cause, psycopg.Error):
        return DatabaseFailedError(type(cause).__name__)
    state = cause.sqlstate or ""
    told = (type(cause).__name__, state, cause.diag.table_name, cause.diag.constraint_name)
    message = " ".join(part for part in told if part)
    if state in _BUSY_STATES:
        return DatabaseBusyError(message)
    if state[:2] in _REFUSED_CLASSES or (not state and isinstance(cause, psycopg.DataError)):
        return DatabaseRefusedError(message)
    return DatabaseFailedError(message)
