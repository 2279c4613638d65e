"""Proving oneself again while signed in: by the password, or by password and code together.

Each gives the write transaction in which the proof counts: what is done in it is done together
with the using up of the code, or not at all.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.accounts import lockout
from service.accounts.codes import use_code, use_recovery_code
from service.accounts.errors import ProofRefusedError, SecondFactorNeededError
from service.accounts.passwords import is_right
from service.accounts.secret_box import SecretBox
from storage.database import Database
from storage.people import accounts, second_factors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.people.accounts import Account


@dataclass(frozen=True, slots=True)
class Door:
    """Where accounts are kept, and what opens their secrets."""

    database: Database
    box: SecretBox


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody typed to prove himself."""

    password: str
    code: str = ""


@contextmanager
def by_password(
    database: Database, person_id: str, password: str, now: datetime
) -> Iterator[Connection]:
    """Give a write transaction to whoever knows the password.

    Raises:
        ProofRefusedError: wrong, or the account is locked; the failure was counted.
        SignInBusyError: too many passwords are being checked at once.
    """
    checked, is_known = _checked(database, person_id, password)
    with database.writing() as conn:
        account = _current(conn, checked, now)
        if account is not None and is_known:
            lockout.right_password(conn, account)
            yield conn
            return
        if account is not None:
            lockout.wrong_password(conn, account, now)
    raise ProofRefusedError


@contextmanager
def by_both(
    door: Door, person_id: str, given: Given, now: datetime, *, takes_recovery: bool = False
) -> Iterator[Connection]:
    """Give a write transaction to whoever knows the password and has the second factor.

    With `takes_recovery` a recovery code will do for the code.

    Raises:
        SecondFactorNeededError: the person has none; nothing was checked.
        ProofRefusedError: either is wrong, the code was used before, or the account is locked;
            the failure was counted.
        SecondFactorUnreadableError: the secret cannot be opened.
        SignInBusyError: too many passwords are being checked at once.
    """
    with door.database.reading() as conn:
        if not second_factors.is_on(conn, person_id):
            raise SecondFactorNeededError
    checked, is_known = _checked(door.database, person_id, given.password)
    with door.database.writing() as conn:
        account = _current(conn, checked, now)
        if account is not None and not is_known:
            lockout.wrong_password(conn, account, now)
        elif account is not None:
            if use_code(conn, door.box, person_id, given.code, now) or (
                takes_recovery and use_recovery_code(conn, person_id, given.code)
            ):
                lockout.right_code(conn, account)
                yield conn
                return
            lockout.wrong_code(conn, account, now)
    raise ProofRefusedError


def _checked(database: Database, person_id: str, password: str) -> tuple[Account | None, bool]:
    """Check the password before the write lock is taken: that takes a tenth of a second."""
    with database.reading() as conn:
        account = accounts.account_of(conn, person_id)
    return account, is_right(account.password_hash if account else None, password)


def _current(conn: Connection, checked: Account | None, now: datetime) -> Account | None:
    """Return the account as it is under the write lock.

    None: it is gone, locked, or has had another password since it was checked.
    """
    account = accounts.account_of(conn, checked.person_id) if checked else None
    if account is None or checked is None or lockout.is_locked(account, now):
        return None
    return account if account.password_hash == checked.password_hash else None
