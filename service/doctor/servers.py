"""Checks of the servers that an installation leans on: do they keep what we rely on?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from temporalio.service import RPCError

from service.deployment.namespace import RETENTION, retention_of
from service.deployment.transport import SOON, ends_at
from service.doctor import installation
from service.doctor.finding import Level, error, ok, warning
from storage.errors import DatabaseUnsupportedError, StorageError
from storage.grants import excess
from workflows.connecting import connect_once
from workflows.stores import try_blobs, unchecked_database

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from service.config import Settings
    from service.doctor.finding import Finding


def rights(settings: Settings) -> list[Finding]:
    """Whether the application could rewrite the ledger; says nothing where there is no database."""
    if installation.database(settings).level is not Level.OK:
        return []
    with unchecked_database(settings) as database:
        try:
            found = excess(database)
        except DatabaseUnsupportedError:
            return [warning("rights", kind="SQLite")] if settings.production else []
        except StorageError as refusal:
            return [error("rights", found=refusal.code)]
    return [error("rights", found=", ".join(found))] if found else [ok("rights")]


def records(settings: Settings, now: datetime, probe_id: str) -> Finding:
    """Whether the store itself keeps records from being deleted; a bucket's locks are tried."""
    if settings.s3 is None:
        return (warning if settings.production else ok)("records", folder=settings.blob_directory)
    try:
        try_blobs(settings, now, probe_id)
    except StorageError as refusal:
        return error("records", where=settings.blobs, code=refusal.code, why=refusal)
    return ok("bucket", where=settings.blobs)


def retention(settings: Settings) -> list[Finding]:
    """Whether Temporal keeps closed histories; says nothing where it does not answer at all."""
    try:
        kept = asyncio.run(_retention(settings))
    except (RuntimeError, RPCError, OSError) as refused:
        silent = installation.temporal(settings, expected=False).level is not Level.OK
        return [] if silent else [error("retention", why=type(refused).__name__)]
    if kept is None:
        return [error("namespace", name=settings.temporal_namespace)]
    days = {"days": kept.days, "wanted": RETENTION.days}
    return [(ok if kept >= RETENTION else warning)("retention", **days)]


def transport(settings: Settings, now: datetime) -> list[Finding]:
    """Whether the certificates between us and Temporal hold; says nothing where there are none."""
    files = settings.temporal_tls
    named = [] if files is None else [files.ca_file, files.cert_file]
    try:
        ends = min((ends_at(file.read_bytes()) for file in named if file), default=None)
    except (OSError, ValueError) as unreadable:
        return [error("transport", day="?", why=type(unreadable).__name__)]
    if ends is None:
        return []
    level = error if ends <= now else warning if ends <= now + SOON else ok
    return [level("transport", day=f"{ends:%d/%m/%Y}", why="")]


async def _retention(settings: Settings) -> timedelta | None:
    client = await connect_once(settings, "doctor")
    return await retention_of(client, settings.temporal_namespace)
