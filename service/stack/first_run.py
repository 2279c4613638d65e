"""Preparing a home before its processes start: folders, database, development authority, demo.

Each step may be run again at every start: what is there stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from signing.trust.own_ca import create_dev_pki
from storage.database import Database
from storage.migrate import migrate, revision

if TYPE_CHECKING:
    from service.config import Settings

Say = Callable[[str, str], None]  # a key of the table "stack", and what it is about
Seed = Callable[["Settings", datetime], Sequence[str]]  # returns one line a demo person


def prepare(settings: Settings, now: datetime, say: Say, seed: Seed | None) -> Sequence[str]:
    """Make what the home lacks, and return what the seed says of its people.

    Args:
        settings: of the home; its folders need not exist.
        now: aware; from when certificates made here are valid.
        say: told of each thing that is made, and of nothing that was there already.
        seed: fills an empty database with the demo organisation; None: leave it empty.

    Raises:
        SettingInvalidError: the home cannot hold a unix socket.
        StorageError: the database cannot be brought to the schema of this version.
        KeyUnusableError: the development authority is damaged.
    """
    settings.layout.make()
    _bring_up_to_date(settings, say)
    if not settings.production:
        _make_authority(settings, now, say)
    return seed(settings, now) if seed is not None else ()


def _bring_up_to_date(settings: Settings, say: Say) -> None:
    """Bring the database to the schema of this version."""
    database = Database(settings.database_url.reveal())
    try:
        before = revision(database)
        after = migrate(database)
    finally:
        database.close()
    if not before:
        say("first.database", make_url(settings.database_url.reveal()).render_as_string())
    elif before != after:
        say("first.migrated", f"{before} -> {after}")


def _make_authority(settings: Settings, now: datetime, say: Say) -> None:
    """Make the development authority, or renew its revocation lists."""
    is_new = not (settings.pki_dir / "trust.pem").exists()
    create_dev_pki(settings.pki_dir, now, f"{settings.base_url}/pki")
    if is_new:
        say("first.authority", str(settings.pki_dir))
