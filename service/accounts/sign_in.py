"""Signing in: five wrong passwords lock an account for 15 minutes, counted in the database.

The answer never tells an unknown login from a wrong password or a lock, in words or in time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from service.accounts.errors import SignInRefusedError
from service.accounts.passwords import is_right
from storage.people import accounts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.database import Database
    from storage.people.accounts import Account

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


def sign_in(database: Database, login: str, password: str, now: datetime) -> Account:
    """Return the account that login and password belong to.

    Raises:
        SignInRefusedError: they belong to none, or the account is locked.
        SignInBusyError: too many passwords are being checked at once.
    """
    with database.reading() as conn:
        account = accounts.account_by_login(conn, login)
    right = is_right(account.password_hash if account else None, password)
    if account is None:
        raise SignInRefusedError
    return _settle(database, account.person_id, right=right, now=now)


def _settle(database: Database, person_id: str, *, right: bool, now: datetime) -> Account:
    """Count under the write lock: of tries made at once, none is missed."""
    with database.writing() as conn:
        account = accounts.account_of(conn, person_id)
        if account is not None and not _is_locked(account, now):
            if right:
                accounts.note_success(conn, person_id)
                return account
            _count_failure(conn, account, now)
    raise SignInRefusedError


def _is_locked(account: Account, now: datetime) -> bool:
    return account.locked_until is not None and now < account.locked_until


def _count_failure(conn: Connection, account: Account, now: datetime) -> None:
    """Lock at the fifth failure; after a lock has run out, the count begins again."""
    if account.locked_until is not None:
        accounts.note_success(conn, account.person_id)
        account = replace(account, failed_count=0, locked_until=None)
    is_last = account.failed_count + 1 >= TRIES
    accounts.note_failure(conn, account.person_id, now + LOCKED_FOR if is_last else None)
