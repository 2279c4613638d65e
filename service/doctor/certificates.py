"""Checks of certificates: of people and agencies, of leavers, and of the site's own authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509

from service.accounts import certificate_ends
from service.doctor.finding import error, ok, warning
from storage.database import Database
from storage.errors import StorageError
from storage.migrate import is_current
from storage.people import departures
from workflows.domain.certificate_ends import Stage, days_left, stage_of
from workflows.domain.deadlines import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from service.config import Settings
    from service.doctor.finding import Finding

OWN: Final = ("root", "issuing", "trust", "tsa")
LIST_DAYS: Final = 7  # a list is good for thirty: whoever signs it has a week


def people(settings: Settings, now: datetime) -> list[Finding]:
    """Whose certificate ends, and what of leavers is not done; nothing without a database."""
    url = settings.database_url.reveal()
    if url == settings.layout.database_url and not settings.layout.database.exists():
        return []
    database = Database(url)
    try:
        return _people(database, now) if is_current(database) else []
    except StorageError:
        return []  # the check of the database says what is wrong
    finally:
        database.close()


def authorities(settings: Settings, now: datetime) -> list[Finding]:
    """Which certificates and lists of our own authorities end."""
    folders = (settings.pki_dir, settings.layout.home / "authority" / "public")
    findings = [
        *(one for folder in folders for one in _own(folder, now)),
        *(one for folder in folders for one in _lists(folder, now)),
    ]
    return findings or [ok("authority_ends")]


def _people(database: Database, now: datetime) -> list[Finding]:
    with database.reading() as conn:
        endings = certificate_ends.of_all(conn, now)
        names = certificate_ends.names_of(conn, endings)
        left = departures.open_revocations(conn), departures.with_keys(conn)
        without_post = certificate_ends.without_post(conn, now)
    found = []
    for one in endings:
        level = error if one.stage is Stage.ENDED else warning
        name = names.get(one.unit_id or one.person_id, one.unit_id or one.person_id)
        values = {"name": name, "day": _day(one.until), "days": max(one.days, 0)}
        found.append(level("certificate_ends", **values))
    if any(left):
        found.append(warning("leavers", count=len(left[0]), keys=len(left[1])))
    if without_post:
        found.append(warning("without_post", count=len(without_post)))
    return found or [ok("certificate_ends")]


def _own(folder: Path, now: datetime) -> list[Finding]:
    found = []
    for file in (folder / f"{name}.pem" for name in OWN):
        for until in _ends(file):
            stage = stage_of(until, now)
            if stage is not None:
                level = error if stage is Stage.ENDED else warning
                values = {"file": file, "day": _day(until)}
                found.append(level("authority_ends", **values))
    return found


def _lists(folder: Path, now: datetime) -> list[Finding]:
    found = []
    for file in sorted(folder.glob("*.crl")):
        try:
            ends = x509.load_der_x509_crl(file.read_bytes()).next_update_utc
        except (OSError, ValueError):
            continue  # whoever needs it refuses it with a code
        if ends is not None and days_left(ends, now) <= LIST_DAYS:
            level = error if ends < now else warning
            found.append(level("list_ends", file=file, day=_day(ends)))
    return found


def _ends(file: Path) -> list[datetime]:
    """Return when the certificates of a file end; none where it is missing or damaged."""
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        return []
    return [one.not_valid_after_utc for one in found]


def _day(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y")
