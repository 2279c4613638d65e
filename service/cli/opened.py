"""The configured database, for commands that change it: of this version, and never an empty one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.errors import DatabaseMissingError
from storage.database import Database
from storage.migrate import is_current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.config import Settings


@contextmanager
def opened(own: Settings) -> Iterator[Database]:
    """Open the database, and close it at the end.

    Raises:
        DatabaseMissingError: there is none, or its schema is of another version.
        StorageError: it does not serve.
    """
    url = own.database_url.reveal()
    if url == own.layout.database_url and not own.layout.database.exists():
        raise DatabaseMissingError(str(own.layout.database))  # looking makes no empty one
    database = Database(url)
    try:
        if not is_current(database):
            raise DatabaseMissingError("another version's; `trinhky up` migrates it")
        yield database
    finally:
        database.close()
