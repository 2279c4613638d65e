"""What an administrator does for somebody who cannot get in: each an act of the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from service.accounts import lockout
from service.accounts.acts import Doing, note
from service.accounts.errors import AccountClosedError, AccountUnknownError, AdminNeededError
from service.accounts.passwords import hash_password
from signing.errors import NoKeyError
from storage.people import accounts, posts, second_factors
from workflows.domain.people import Role, holds_at

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.accounts.proof import Door
    from service.desk.cabinet import Cabinet
    from storage.database import Database
    from storage.people.accounts import Account

TEMPORARY_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class ByAdmin:
    """By whose hand it is done: the login of an administrator, and an id for the act."""

    login: str
    act_id: str
    at: datetime
    origin: str = "cli"

    def as_act(self, act_id: str) -> ByAdmin:
        """Return the same hand under another act id."""
        return replace(self, act_id=act_id)


def reset_totp(database: Database, login: str, by: ByAdmin) -> None:
    """Remove a second factor that was lost, and end the sessions.

    Raises:
        AdminNeededError: `by` names nobody who is an administrator now.
        AccountUnknownError: nobody has this login.
    """
    with database.writing() as conn:
        account = noted(conn, login, by, "reset_totp")
        second_factors.remove(conn, account.person_id)
        accounts.end_sessions(conn, account.person_id)


def reset_password(database: Database, login: str, password: str, by: ByAdmin) -> datetime:
    """Set a password that its owner must change at once; return until when it is good.

    Raises:
        AdminNeededError, AccountUnknownError: as for `reset_totp`.
    """
    until, password_hash = by.at + TEMPORARY_FOR, hash_password(password)
    with database.writing() as conn:
        account = noted(conn, login, by, "reset_password")
        accounts.set_password(conn, account.person_id, password_hash, until)
        lockout.right_code(conn, account)
    return until


def unlock(database: Database, login: str, by: ByAdmin) -> None:
    """Let somebody try again before the lock has run out.

    Raises:
        AdminNeededError, AccountUnknownError: as for `reset_totp`.
    """
    with database.writing() as conn:
        account = noted(conn, login, by, "unlock_account")
        lockout.right_code(conn, account)


def unlock_key(database: Database, cabinet: Cabinet, login: str, by: ByAdmin) -> int:
    """Let somebody try PINs again; return for how many keys. The desk may run meanwhile.

    The ledger is first: nothing is unlocked that it does not know of.

    Raises:
        NoKeyError: the person has no key at this desk.
        AdminNeededError, AccountUnknownError: as for `reset_totp`.
    """
    with database.writing() as conn:
        account = noted(conn, login, by, "unlock_key")
        if not cabinet.cards(account.person_id):
            raise NoKeyError("no key at this desk")
    return cabinet.unlock_key(account.person_id)


def rewrap_totp(door: Door, by: ByAdmin) -> int:
    """Seal every second factor with the newest key; return how many were sealed anew.

    Raises:
        SecondFactorUnreadableError: one was sealed with a key that is gone; nothing was changed.
        AdminNeededError: as for `reset_totp`.
    """
    with door.database.writing() as conn:
        admin = admin_of(conn, by)
        old = [
            factor
            for factor in second_factors.second_factors(conn)
            if not door.box.is_newest(factor.sealed_secret)
        ]
        for factor in old:
            secret = door.box.open(factor.sealed_secret, factor.person_id)
            sealed = door.box.seal(secret, factor.person_id)
            second_factors.reseal(conn, factor.person_id, sealed)
        note(conn, _doing(admin, by), "rewrap_totp", {"count": len(old)})
    return len(old)


def require_admin(conn: Connection, by: ByAdmin) -> None:
    """Return when `by` names an administrator of now. Raises AdminNeededError: it does not."""
    admin_of(conn, by)


def note_as_admin(conn: Connection, by: ByAdmin, act: str, details: dict[str, object]) -> None:
    """Note an administrator's act on something else than an account. Raises AdminNeededError."""
    note(conn, _doing(admin_of(conn, by), by), act, details)


def noted(
    conn: Connection, login: str, by: ByAdmin, act: str, details: dict[str, object] | None = None
) -> Account:
    """Note an administrator's act on somebody's account, and return the account. Raises `known`."""
    account = known(conn, login, by)
    note_as_admin(conn, by, act, {"person_id": account.person_id} | (details or {}))
    return account


def known(conn: Connection, login: str, by: ByAdmin) -> Account:
    """Return the account that an administrator means.

    Raises:
        AdminNeededError, AccountUnknownError: as for `reset_totp`.
        AccountClosedError: the person has left.
    """
    admin_of(conn, by)
    account = accounts.account_by_login(conn, login)
    if account is None:
        raise AccountUnknownError(login)
    if account.left_at is not None:
        raise AccountClosedError(login)
    return account


def admin_of(conn: Connection, by: ByAdmin) -> str:
    """Return the person id of who does it. Raises AdminNeededError: no administrator of now."""
    account = accounts.account_by_login(conn, by.login)
    held = posts.holdings_of(conn, account.person_id) if account else []
    is_admin = any(h.role == Role.ADMIN and holds_at(h.since, h.until, by.at) for h in held)
    if account is None or not is_admin:
        raise AdminNeededError(by.login)
    return account.person_id


def _doing(person_id: str, by: ByAdmin) -> Doing:
    return Doing(by.act_id, person_id, by.at, by.origin)
