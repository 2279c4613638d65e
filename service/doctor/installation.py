"""Checks of one installation: its servers, its files, its clock, its certificates."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from service.doctor.finding import error, ok, warning
from storage.errors import StorageError
from workflows.stores import open_database

if TYPE_CHECKING:
    from service.config import Settings
    from service.doctor.finding import Finding

CONNECT_LIMIT_S = 3.0
TOO_LITTLE_BYTES = 1 << 30
RATHER_LITTLE_BYTES = 5 << 30
CLOCK_TOLERANCE = timedelta(seconds=5)  # between this clock and a file server's
DEVELOPMENT_MARK = "NOT-FOR-PRODUCTION.txt"


def temporal(settings: Settings, *, expected: bool) -> Finding:
    """Whether Temporal answers; `expected` says that someone set its address or started it."""
    host, _, port = settings.temporal_address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=CONNECT_LIMIT_S):
            return ok("temporal", address=settings.temporal_address)
    except (OSError, ValueError):
        missing = error if expected else warning
        return missing("temporal", address=settings.temporal_address)


def database(settings: Settings) -> Finding:
    """Whether the database answers and has the schema of this version."""
    url = settings.database_url.reveal()
    if url == settings.layout.database_url and not settings.layout.database.exists():
        return warning("database")  # looking must not make an empty one
    try:
        open_database(settings).close()
    except StorageError as refusal:
        return error("database", code=refusal.code)
    return ok("database")


def blobs(settings: Settings) -> Finding:
    """Whether a document could be stored in the folder: written, synced, and linked into place."""
    folder = settings.blob_directory
    if not folder.exists():
        return warning("blobs", folder=folder)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as trial:
            trial.write(b"x")
            trial.flush()
            os.fsync(trial.fileno())
            linked = Path(f"{trial.name}.linked")
            linked.hardlink_to(trial.name)
            linked.unlink()
    except OSError as refused:
        return error("blobs", folder=folder, why=refused.strerror or refused)
    return ok("blobs", folder=folder)


def disk(folder: Path) -> Finding:
    """Whether there is room for documents."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    values = {"gib": f"{free / (1 << 30):.1f}", "folder": there}
    if free < TOO_LITTLE_BYTES:
        return error("disk", **values)
    return (warning if free < RATHER_LITTLE_BYTES else ok)("disk", **values)


def clock(settings: Settings, now: datetime) -> Finding:
    """Whether the clock is not behind what has already been written."""
    layout = settings.layout
    files = (layout.database, layout.temporal_file, layout.session_secret, Path(__file__))
    newest = max(_written(file) for file in files if file.exists())
    if newest > now + CLOCK_TOLERANCE:
        return error("clock", now=f"{now:%Y-%m-%d %H:%M:%S}", newest=f"{newest:%Y-%m-%d %H:%M:%S}")
    return ok("clock")


def authority(settings: Settings) -> Finding:
    """Whether signatures would rest on the development authority."""
    if (settings.pki_dir / DEVELOPMENT_MARK).exists():
        return (error if settings.production else warning)("authority", folder=settings.pki_dir)
    return ok("authority")


def timestamps(settings: Settings) -> Finding:
    """Whether timestamps would come from our own authority, under the same management."""
    if not settings.tsa_urls:
        return (error if settings.production else warning)("timestamps")
    return ok("timestamps", urls=" ".join(settings.tsa_urls))


def address(settings: Settings) -> Finding:
    """Whether people reach the pages by TLS, without which a cookie can be read on the way."""
    if settings.production and not settings.base_url.startswith("https:"):
        return error("address", url=settings.base_url)
    return ok("address", url=settings.base_url)


def _written(file: Path) -> datetime:
    """Return when a file was last written."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
