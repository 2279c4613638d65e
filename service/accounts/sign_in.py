"""Signing in: the password, and a code where the person wants to be asked for one.

The answer never tells an unknown login from a wrong password, a wrong code or a lock, in words or
in time. Only the whole sign-in forgets earlier failures (`service.accounts.lockout`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from service.accounts import lockout
from service.accounts.codes import use_code, use_recovery_code
from service.accounts.errors import SignInRefusedError
from service.accounts.passwords import is_right
from storage.people import accounts, second_factors
from storage.people.accounts import Account

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.accounts.proof import Door
    from storage.database import Database

CODE_WITHIN = timedelta(minutes=5)  # after the password


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose password was right; the sign-in ends here unless a code is asked for."""

    account: Account
    needs_code: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whose code is waited for; void once the account's sessions were ended."""

    person_id: str
    session_epoch: int
    since: datetime

    def is_over(self, now: datetime) -> bool:
        """Say whether it was waited long enough."""
        return not timedelta() <= now - self.since < CODE_WITHIN


@dataclass(frozen=True, slots=True)
class Entered:
    """Who has signed in, and whether a recovery code was used up for it."""

    account: Account
    by_recovery: bool = False


def sign_in(database: Database, login: str, password: str, now: datetime) -> Known:
    """Return whom login and password belong to.

    Raises:
        SignInRefusedError: they belong to none, or the account is locked.
        SignInBusyError: too many passwords are being checked at once.
    """
    with database.reading() as conn:
        account = accounts.account_by_login(conn, login)
    right = is_right(account.password_hash if account else None, password)
    if account is None:
        raise SignInRefusedError
    return _settle(database, account, right=right, now=now)


def sign_in_by_code(door: Door, waiting: Waiting, code: str, now: datetime) -> Entered:
    """Return who has signed in, after password and code (or a recovery code) were right.

    Raises:
        SignInRefusedError: wrong or used, the account is locked, or it took too long.
        SecondFactorUnreadableError: the secret cannot be opened.
    """
    with door.database.writing() as conn:
        account = accounts.account_of(conn, waiting.person_id)
        if account is not None and _may_try(account, waiting, now):
            by_code = use_code(conn, door.box, account.person_id, code, now)
            if by_code or use_recovery_code(conn, account.person_id, code):
                lockout.right_code(conn, account)
                return Entered(account, by_recovery=not by_code)
            lockout.wrong_code(conn, account, now)
    raise SignInRefusedError


def _settle(database: Database, checked: Account, *, right: bool, now: datetime) -> Known:
    """Count under the write lock: of tries made at once, none is missed."""
    with database.writing() as conn:
        account = accounts.account_of(conn, checked.person_id)
        if account is not None and not lockout.is_locked(account, now):
            if right and _is_good(account, checked, now):
                return _known(conn, account)
            lockout.wrong_password(conn, account, now)
    raise SignInRefusedError


def _known(conn: Connection, account: Account) -> Known:
    factor = second_factors.second_factor(conn, account.person_id)
    needs_code = factor is not None and factor.is_on and factor.asked_at_sign_in
    if not needs_code:
        lockout.right_password(conn, account)
    return Known(account, needs_code)


def _is_good(account: Account, checked: Account, now: datetime) -> bool:
    """Whether the password that was checked is still the one, and has not run out."""
    is_over = account.temporary_until is not None and now >= account.temporary_until
    return account.password_hash == checked.password_hash and not is_over


def _may_try(account: Account, waiting: Waiting, now: datetime) -> bool:
    same = account.session_epoch == waiting.session_epoch
    return same and not waiting.is_over(now) and not lockout.is_locked(account, now)
