"""The database as another process sees it, past our door: who holds the writers' lock?"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import make_url

from storage.on_postgres import WRITERS

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTICED_MS = 500  # within which a server learns that a client has closed its connection


def can_write_at_once(url: str) -> bool:
    """Say whether somebody else gets the lock without waiting for its holder; it is given back."""
    try:
        with holding(url):
            return True
    except (sqlite3.OperationalError, psycopg.errors.LockNotAvailable):
        return False


@contextmanager
def holding(url: str) -> Iterator[None]:
    """Hold the lock as another process does."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parsed.database), isolation_level=None, timeout=0)) as raw:
            raw.execute("BEGIN IMMEDIATE")
            yield
            raw.execute("ROLLBACK")
        return
    plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, options=f"-c lock_timeout={NOTICED_MS}") as outside:
        outside.execute("SELECT pg_advisory_xact_lock(%s)", (WRITERS,))
        yield
        outside.rollback()
