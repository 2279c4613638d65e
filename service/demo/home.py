"""Plants the demo organisation into a home, and says how its people sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.accounts.secret_box import box_of
from service.catalogue import sentence
from service.demo.organisation import (
    DEMO_PASSWORD,
    DEMO_PIN,
    DEMO_TOTP_SECRET,
    PEOPLE,
    DemoPerson,
    Organisation,
)
from service.demo.planting import add, seed
from service.demo.second_factors import plant
from service.errors import SettingInvalidError
from signing.trust.own_ca import DevPki
from workflows.stores import open_blobs, open_database

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.config import Settings

_LOGIN: Final = max(len(person.login) for person in PEOPLE)


def seed_home(settings: Settings, now: datetime) -> Sequence[str]:
    """Plant the demo where there is none yet; return how to sign in.

    One line a person, and at the end one about the code that stands in for a telephone.

    Raises:
        SettingInvalidError: the settings say that this is production, or a key file is missing.
        StorageError: the database did not take it.
        KeyUnusableError: the authority or the desk's folder is damaged.
    """
    if settings.production:
        raise SettingInvalidError("TRINHKY_DEMO: everybody knows its passwords; not in production")
    database = open_database(settings)
    try:
        blobs = open_blobs(settings)
        seed(database, blobs, settings.pki_dir, settings.desk_dir, now, settings.base_url)
        plant(database, box_of(settings), now)
    finally:
        database.close()
    lines = [_line(person) for person in PEOPLE]
    return [*lines, sentence("stack", "up.demo_totp", secret=DEMO_TOTP_SECRET)]


def add_to_home(settings: Settings, now: datetime, more: Organisation) -> None:
    """Plant further units and people into a home that `seed_home` planted.

    Raises:
        StorageError: the database did not take them; or they are there already.
        KeyUnusableError: the authority or the desk's folder is damaged.
    """
    database = open_database(settings)
    try:
        pki = DevPki(settings.pki_dir, f"{settings.base_url}/pki")
        add(database, pki, settings.desk_dir, now, more)
        plant(database, box_of(settings), now, more.people)
    finally:
        database.close()


def _line(person: DemoPerson) -> str:
    """Login, password, PIN for those who have a key, name and post."""
    pin = f"PIN {DEMO_PIN}" if person.signs or person.sealed_for else ""
    login = f"{person.login:<{_LOGIN}}  {DEMO_PASSWORD}  {pin:<10}"
    return f"{login}  {person.name}, {person.seats[0].title}"
