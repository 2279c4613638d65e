"""Checks of what accounts need: the key file that opens the second factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.accounts.errors import SecondFactorUnreadableError
from service.accounts.secret_box import box_of
from service.doctor.finding import error, ok, warning
from service.errors import SettingInvalidError
from storage.database import Database
from storage.errors import StorageError
from storage.migrate import is_current
from storage.people import second_factors as kept

if TYPE_CHECKING:
    from service.accounts.secret_box import SecretBox
    from service.config import Settings
    from service.doctor.finding import Finding
    from storage.people.second_factors import SecondFactor


def second_factors(settings: Settings) -> Finding:
    """Whether the key file opens every second factor in the database."""
    file = settings.second_factor_key_file
    try:
        sealed = _sealed(settings)
        box = box_of(settings)
    except SettingInvalidError:
        return error("second_factors", file=file, count=len(sealed))
    except StorageError:
        return warning("second_factors")  # the check of the database says what is wrong
    unreadable = sum(not _opens(box, factor) for factor in sealed)
    return (
        error("second_factors", file=file, count=unreadable) if unreadable else ok("second_factors")
    )


def _sealed(settings: Settings) -> list[SecondFactor]:
    """Return all second factors; looking makes no empty database."""
    url = settings.database_url.reveal()
    if url == settings.layout.database_url and not settings.layout.database.exists():
        return []
    database = Database(url)
    try:
        if not is_current(database):
            return []
        with database.reading() as conn:
            return kept.second_factors(conn)
    finally:
        database.close()


def _opens(box: SecretBox, factor: SecondFactor) -> bool:
    try:
        box.open(factor.sealed_secret, factor.person_id)
    except SecondFactorUnreadableError:
        return False
    return True
