"""Composition root of `trinhky desk`: puts the desk together and runs it until told to stop."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.desk.cabinet import Cabinet
from service.desk.desk import Desk
from service.desk.errors import DeskInUseError
from service.desk.files import make_private
from service.desk.hardening import keep_memory_private
from service.desk.keys import Keys
from service.desk.made import Made
from service.desk.papers import Papers
from service.desk.server import DeskServer
from service.desk.sessions import Sessions
from storage.blobs.local import LocalBlobStore
from storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSION_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """Where the desk finds what it needs."""

    folder: Path  # wrapped keys, server key, what was signed
    socket: Path
    database_url: str
    blobs: Path
    session_seconds: float = SESSION_SECONDS


def run(settings: DeskSettings) -> None:
    """Run one desk until SIGTERM or SIGINT.

    Raises:
        DeskInUseError: another desk serves this folder.
        KeyUnusableError: the server key is missing or damaged.
        OSError: the socket or the folder cannot be had.
    """
    keep_memory_private()
    with _alone(settings.folder), _desk(settings) as desk:
        server = DeskServer(settings.socket, desk)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.stop())
        server.serve()


@contextmanager
def _desk(settings: DeskSettings) -> Iterator[Desk]:
    database = Database(settings.database_url)
    made = Made(settings.folder / "made.sqlite3")
    try:
        yield Desk(
            keys=Keys(Cabinet(settings.folder), _now),
            papers=Papers(database, LocalBlobStore(settings.blobs)),
            sessions=Sessions(settings.session_seconds, time.monotonic),
            made=made,
            now=_now,
        )
    finally:
        made.close()
        database.close()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: two desks would count tries and sign items side by side."""
    make_private(folder)
    descriptor = os.open(folder / "desk.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        raise DeskInUseError(str(folder)) from taken


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- composition root
