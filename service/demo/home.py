"""Plants the demo organisation into a home, and says how its people sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.demo.organisation import DEMO_PASSWORD, DEMO_PIN, PEOPLE, DemoPerson
from service.demo.planting import seed
from service.errors import SettingInvalidError
from storage.blobs.local import LocalBlobStore
from storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.config import Settings

_LOGIN: Final = max(len(person.login) for person in PEOPLE)


def seed_home(settings: Settings, now: datetime) -> Sequence[str]:
    """Plant the demo where there is none yet; return one line a person: how to sign in.

    Raises:
        SettingInvalidError: the settings say that this is production.
        StorageError: the database did not take it.
        KeyUnusableError: the authority or the desk's folder is damaged.
    """
    if settings.production:
        raise SettingInvalidError("TRINHKY_DEMO: everybody knows its passwords; not in production")
    database = Database(settings.database_url.reveal())
    try:
        blobs = LocalBlobStore(settings.blob_directory)
        seed(database, blobs, settings.pki_dir, settings.desk_dir, now, settings.base_url)
    finally:
        database.close()
    return [_line(person) for person in PEOPLE]


def _line(person: DemoPerson) -> str:
    """Login, password, PIN for those who have a key, name and post."""
    pin = f"PIN {DEMO_PIN}" if person.signs or person.sealed_for else ""
    login = f"{person.login:<{_LOGIN}}  {DEMO_PASSWORD}  {pin:<10}"
    return f"{login}  {person.name}, {person.seats[0].title}"
