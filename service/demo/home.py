"""Plants the demo organisation into the home of one stack, and says who plays in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.demo.organisation import demo_people
from service.demo.planting import DEMO_PASSWORD, DEMO_PIN, seed
from storage.blobs.local import LocalBlobStore
from storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.config import Settings


def seed_home(settings: Settings, now: datetime) -> Sequence[str]:
    """Plant what is not there; return a line for each demo person, password and PIN first."""
    database = Database(settings.database_url.reveal())
    try:
        seed(
            database, LocalBlobStore(settings.blob_directory), settings.pki_dir,
            settings.desk_dir, now, settings.base_url,
        )  # fmt: skip
    finally:
        database.close()
    people = [f"{login:<18} {name} ({post})" for login, name, post, _ in demo_people()]
    return [f"{DEMO_PASSWORD} / {DEMO_PIN}", *people]
