"""Somebody leaves for good: one act in three steps, each of which may be done again.

1. One transaction: the account is closed, posts and lent rights end, certificates are taken out of
   use, and each is noted as to be revoked by whoever issued it. From then on nothing is signed.
2. At the desk: his keys, copies of seals among them, are destroyed.
3. At the site's own authority: what it issued to him is revoked as of step 1, and published. What
   others issued stays as a task of the administrators until it is marked as done.

A step whose folder is on another machine is done there, by the same command. Each entry of the
ledger has an id that follows from the act's, so that none is written twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.accounts.administration import admin_of, note_as_admin
from service.accounts.ending_posts import end_every_post
from service.accounts.errors import AccountUnknownError, LeavesHimselfError, NothingToRevokeError
from service.desk.cabinet import Cabinet
from signing.errors import AlreadyRevokedError
from signing.trust.site_ca import SiteCa
from signing.trust.site_lists import is_issued_here, not_published
from storage.database import Database
from storage.ledger import ledger
from storage.people import accounts, certificates, departures, posts, second_factors
from storage.people.departures import Departure, Revocation
from workflows.domain.people import Role, holds_at

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from service.accounts.administration import ByAdmin
    from signing.trust.site_register import Line

REASONS = ("affiliation-changed", "cessation")  # words of the authority's register


@dataclass(frozen=True, slots=True)
class Authority:
    """The site's own authority on this machine; opened only when there is something to revoke."""

    folder: Path
    open: Callable[[], SiteCa]


@dataclass(frozen=True, slots=True)
class Rooms:
    """What of the installation is on this machine; None for a room that is elsewhere."""

    database: Database
    cabinet: Cabinet | None = None
    authority: Authority | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """How far it is: the departure, and the certificates that somebody else must revoke."""

    departure: Departure
    to_ask: tuple[Revocation, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.departure.keys_gone_at is not None and not self.to_ask


def leave(rooms: Rooms, login: str, reason: str, by: ByAdmin) -> Gone:
    """Let somebody leave, or go on where it was stopped; a second time the reason is the first's.

    Raises:
        AdminNeededError: `by` names nobody who is an administrator now.
        AccountUnknownError: nobody has this login.
        LeavesHimselfError: an administrator is let go by another one.
        AuthorityUnusableError, PassphraseWrongError: the last step waits; the others are done.
    """
    departure = _close(rooms.database, login, reason, by)
    if rooms.cabinet is not None:
        _destroy_keys(rooms.database, rooms.cabinet, departure, by)
    if rooms.authority is not None:
        _revoke(rooms.database, rooms.authority, departure, by)
    return how_far(rooms.database, departure.person_id)


def how_far(database: Database, person_id: str) -> Gone:
    """Return how far somebody's departure is. Raises AccountUnknownError: he has not left."""
    with database.reading() as conn:
        departure = departures.departure_of(conn, person_id)
        if departure is None:
            raise AccountUnknownError(person_id)
        return Gone(departure, tuple(departures.open_revocations(conn, person_id)))


def provider_has_revoked(database: Database, login: str, sha256: str, by: ByAdmin) -> str:
    """Note that another issuer has revoked a certificate, named by how its digest begins.

    Of somebody who has left it closes the task. Of somebody who works here, and of an agency whose
    seal he uses, it takes the certificate out of use at this instant: nothing more is signed with
    it, and what was signed before stays. Returns the certificate's digest.

    Raises:
        AdminNeededError: as for `leave`.
        NothingToRevokeError: none is open or in use, or more than one.
    """
    with database.writing() as conn:
        admin = admin_of(conn, by)
        account = accounts.account_by_login(conn, login)
        person_id = account.person_id if account else ""
        asked = [task.sha256 for task in departures.open_revocations(conn, person_id)]
        used = _in_use(conn, person_id, by.at)
        named = {one for one in (*asked, *used) if person_id and sha256 and one.startswith(sha256)}
        if len(named) != 1:
            raise NothingToRevokeError(login)
        [found] = named
        if not departures.revocation_is_done(conn, found, admin, by.at):
            certificates.end_certificate(conn, found, by.at)
        details: dict[str, object] = {"certificate": found}
        note_as_admin(conn, by, "provider_revoked", {"person_id": person_id} | details)
    return found


def _in_use(conn: Connection, person_id: str, at: datetime) -> list[str]:
    """Return the certificates that somebody signs with now: his own, and of seals he uses."""
    if not person_id:
        return []
    held = [one for one in posts.holdings_of(conn, person_id) if one.role == Role.CLERK]
    offices = [one.unit_id for one in held if holds_at(one.since, one.until, at)]
    found = certificates.every_certificate(conn, person_id, offices)
    return [one.sha256 for one in found if holds_at(one.since, one.until, at)]


def _close(database: Database, login: str, reason: str, by: ByAdmin) -> Departure:
    """Do the first step, all of it or nothing; where it is done, return what was done then."""
    with database.writing() as conn:
        admin = admin_of(conn, by)
        account = accounts.account_by_login(conn, login)
        if account is None:
            raise AccountUnknownError(login)
        if account.person_id == admin:
            raise LeavesHimselfError(login)
        earlier = departures.departure_of(conn, account.person_id)
        if earlier is not None:
            return earlier
        departure = Departure(account.person_id, by.at, reason, admin, by.act_id)
        departures.add_departure(conn, departure)
        accounts.end_sessions(conn, account.person_id)
        second_factors.remove(conn, account.person_id)
        details: dict[str, object] = {"person_id": account.person_id, "reason": reason}
        details["posts"] = end_every_post(conn, account.person_id, by.at)
        details["certificates"] = _end_certificates(conn, account.person_id, by)
        note_as_admin(conn, by, "leave", details)
    return departure


def _end_certificates(conn: Connection, person_id: str, by: ByAdmin) -> list[str]:
    """Take them out of use; return which, those that nobody had ended before."""
    mine = certificates.every_certificate(conn, person_id)
    ended = [one.sha256 for one in mine if one.until is None or one.until > by.at]
    for sha256 in ended:
        certificates.end_certificate(conn, sha256, by.at)
        departures.want_revocation(conn, sha256, person_id, by.at)
    return ended


def _destroy_keys(database: Database, cabinet: Cabinet, departure: Departure, by: ByAdmin) -> None:
    """The ledger is first, as wherever a key is withdrawn; the file may be gone already then."""
    for sha256 in cabinet.digests(departure.person_id):
        with database.writing() as conn:
            details: dict[str, object] = {"certificate": sha256}
            _note(conn, departure, by, "withdraw_key", details)
        cabinet.destroy(departure.person_id, sha256)
    cabinet.clear(departure.person_id)
    with database.writing() as conn:
        departures.keys_are_gone(conn, departure.person_id, by.at)


def _revoke(database: Database, authority: Authority, departure: Departure, by: ByAdmin) -> None:
    """Revoke what the authority issued to him, registered here or not, and close those tasks."""
    with database.reading() as conn:
        tasks = departures.open_revocations(conn, departure.person_id)
        found = [(task, certificates.certificate(conn, task.sha256)) for task in tasks]
    ders = {task.sha256: one.der for task, one in found if one is not None}
    lines = not_published(authority.folder, departure.person_id, ders.values())
    if lines:
        opened = authority.open()
        for line in lines:
            _revoke_line(database, opened, line, departure, by)
    ours = [sha256 for sha256, der in ders.items() if is_issued_here(authority.folder, der)]
    with database.writing() as conn:
        admin = admin_of(conn, by)
        for sha256 in ours:
            departures.revocation_is_done(conn, sha256, admin, by.at)


def _revoke_line(
    database: Database, opened: SiteCa, line: Line, departure: Departure, by: ByAdmin
) -> None:
    """Revoke as of the departure, inside the transaction of the entry; publish it in any case."""
    with database.writing() as conn:
        try:
            opened.revoke(line.serial, departure.reason, by.at, since=departure.at)
        except AlreadyRevokedError:
            opened.publish(by.at)
        details: dict[str, object] = {"serial": line.serial, "reason": departure.reason}
        _note(conn, departure, by, "pki_revoke", details)


def _note(
    conn: Connection, departure: Departure, by: ByAdmin, act: str, details: dict[str, object]
) -> None:
    """Note a step once, by an id that follows from the departure's and what was done to what."""
    what = str(details.get("certificate") or details.get("serial"))[:16]
    act_id = f"{departure.act_id}-{act}-{what}"
    if ledger.by_act(conn, act_id) is None:
        named: dict[str, object] = {"person_id": departure.person_id, "leave": departure.act_id}
        note_as_admin(conn, by.as_act(act_id), act, named | details)
