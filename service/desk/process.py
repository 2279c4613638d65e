"""Composition root of `trinhky desk`: puts the desk together and runs it until told to stop."""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable
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
from service.desk.keepers import Keepers
from service.desk.keys import Keys
from service.desk.made import Made
from service.desk.papers import Papers
from service.desk.report_key import ReportKey
from service.desk.reporting import Reporter
from service.desk.server import DeskServer
from service.desk.sessions import Sessions
from service.errors import SettingInvalidError
from service.verifying.verifier import Verifier
from signing.errors import KeyUnusableError
from signing.seal.evidence import Gatherer
from signing.trust.dated_anchors import anchors_at
from signing.trust.revocation import CrlFolder
from storage.blobs.port import BlobStore
from storage.database import Database
from storage.migrate import require_current
from workflows.activities.workshop import Trust

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.desk.keys import Standing

_LOG: Final = logging.getLogger(__name__)
SESSION_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """Where the desk finds what it needs."""

    folder: Path  # wrapped keys, server key, what was signed
    socket: Path
    database_url: str
    blobs: BlobStore
    caller_uid: int | None = None  # under whom the web runs; None: under us
    session_seconds: float = SESSION_SECONDS
    pki_dir: Path | None = None  # anchors and revocation lists; None: the worker alone asks
    trust: Callable[[], Trust] | None = None  # for reports: who dates them, who is believed


def run(settings: DeskSettings) -> None:
    """Run one desk until SIGTERM or SIGINT.

    Raises:
        SettingInvalidError: another user would have to enter the folder of the keys.
        StorageError: the database does not answer, or is not of this version.
        DeskInUseError: another desk serves this folder.
        KeyUnusableError: the server key is missing or damaged.
        OSError: the socket or the folder cannot be had.
    """
    keep_memory_private()
    _refuse_guests_among_keys(settings)
    with _alone(settings.folder), _desk(settings) as desk:
        server = DeskServer(settings.socket, desk, _reporter(settings), settings.caller_uid)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.stop())
        server.serve()


def _refuse_guests_among_keys(settings: DeskSettings) -> None:
    is_shared = settings.caller_uid not in {None, os.geteuid()}
    if is_shared and settings.socket.is_relative_to(settings.folder):
        raise SettingInvalidError("TRINHKY_DESK_SOCKET: lies in the folder of the keys")


@contextmanager
def _desk(settings: DeskSettings) -> Iterator[Desk]:
    database = Database(settings.database_url)
    require_current(database)
    made = Made(settings.folder / "made.sqlite3")
    try:
        yield Desk(
            keys=Keys(
                Cabinet(settings.folder),
                now,
                Keepers(settings.folder, _new_id),
                standing_in(settings.pki_dir),
            ),
            papers=Papers(database, settings.blobs),
            sessions=Sessions(settings.session_seconds, time.monotonic),
            made=made,
            now=now,
        )
    finally:
        made.close()
        database.close()


def _reporter(settings: DeskSettings) -> Reporter:
    """Return what makes reports; without authorities it refuses, and says why."""
    folder = settings.pki_dir
    return Reporter(
        key=ReportKey(settings.folder, Cabinet(settings.folder)),
        verifier=Verifier(None if folder is None else folder / "trust.pem"),
        trust=settings.trust or _nobody,
        now=now,
    )


def _nobody() -> Trust:
    raise KeyUnusableError("this desk was told of no authority")


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


def standing_in(folder: Path | None) -> Standing | None:
    """Return the question whether a certificate stands, where the desk may read the lists."""
    if folder is None or not (folder / "trust.pem").is_file():
        _LOG.warning("no revocation lists here: who is revoked is found when he has signed")
        return None

    def refuse_revoked(certificates: tuple[bytes, ...], at: datetime) -> None:
        anchors = anchors_at(folder / "trust.pem", at)
        Gatherer(CrlFolder(folder), anchors).for_certificates(certificates, at)

    return refuse_revoked


def _new_id() -> str:
    return secrets.token_hex(16)


def now() -> datetime:
    """Return the time (aware): the one clock of this process."""
    return datetime.now(UTC)  # noqa: TID251 -- composition root
