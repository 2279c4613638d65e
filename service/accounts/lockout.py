"""Five failures lock an account for 15 minutes, whether passwords or codes were wrong.

Wrong codes are counted a second time, by themselves: who knows the password could otherwise sign
in between two guesses at a code, forget the failures by that, and guess for ever.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from storage.people import accounts, second_factors

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.people.accounts import Account

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


def is_locked(account: Account, now: datetime) -> bool:
    """Say whether the account is locked, for a while or for good; tries then are not counted."""
    if account.left_at is not None:
        return True
    return account.locked_until is not None and now < account.locked_until


def wrong_password(conn: Connection, account: Account, now: datetime) -> None:
    """Count a wrong password."""
    _count(conn, account, now, 0)


def wrong_code(conn: Connection, account: Account, now: datetime) -> None:
    """Count a wrong code."""
    codes = second_factors.note_failure(conn, account.person_id)
    _count(conn, account, now, codes)


def right_password(conn: Connection, account: Account) -> None:
    """Forget wrong passwords; wrong codes are remembered."""
    accounts.note_success(conn, account.person_id)


def right_code(conn: Connection, account: Account) -> None:
    """Forget all failures, after password and code were right."""
    accounts.note_success(conn, account.person_id)
    second_factors.forget_failures(conn, account.person_id)


def _count(conn: Connection, account: Account, now: datetime, codes: int) -> None:
    """Lock at the fifth failure; after a lock has run out, the count begins again."""
    if account.locked_until is not None:
        accounts.note_success(conn, account.person_id)
        account = replace(account, failed_count=0, locked_until=None)
    is_last = max(account.failed_count + 1, codes) >= TRIES
    if is_last:
        second_factors.forget_failures(conn, account.person_id)
    accounts.note_failure(conn, account.person_id, now + LOCKED_FOR if is_last else None)
