"""Accounts: a login, a password hash (made elsewhere), failures, and an epoch of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from storage.people.tables import ACCOUNTS

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody signs in. A session made under another epoch is void."""

    person_id: str
    login: str
    password_hash: str
    failed_count: int = 0
    locked_until: datetime | None = None
    session_epoch: int = 0


def add_account(conn: Connection, account: Account) -> None:
    """Add an account; a login is taken once, whatever its letters' case."""
    conn.execute(
        insert(ACCOUNTS).values(
            person_id=account.person_id, login=_folded(account.login),
            password_hash=account.password_hash, failed_count=account.failed_count,
            locked_until=account.locked_until, session_epoch=account.session_epoch,
        )
    )  # fmt: skip


def account_by_login(conn: Connection, login: str) -> Account | None:
    """Return the account of a login."""
    row = conn.execute(select(ACCOUNTS).where(ACCOUNTS.c.login == _folded(login))).first()
    return _account(row) if row else None


def account_of(conn: Connection, person_id: str) -> Account | None:
    """Return somebody's account."""
    row = conn.execute(select(ACCOUNTS).where(ACCOUNTS.c.person_id == person_id)).first()
    return _account(row) if row else None


def note_failure(conn: Connection, person_id: str, locked_until: datetime | None) -> int:
    """Count a failed sign-in and set the lock the caller decided on; return the count."""
    mine = ACCOUNTS.c.person_id == person_id
    failed = update(ACCOUNTS).where(mine)
    conn.execute(failed.values(failed_count=ACCOUNTS.c.failed_count + 1, locked_until=locked_until))
    return int(conn.execute(select(ACCOUNTS.c.failed_count).where(mine)).scalar_one())


def note_success(conn: Connection, person_id: str) -> None:
    """Forget the failures after a sign-in that succeeded."""
    mine = update(ACCOUNTS).where(ACCOUNTS.c.person_id == person_id)
    conn.execute(mine.values(failed_count=0, locked_until=None))


def set_password(conn: Connection, person_id: str, password_hash: str) -> None:
    """Set another password hash and end every session."""
    mine = update(ACCOUNTS).where(ACCOUNTS.c.person_id == person_id)
    conn.execute(mine.values(password_hash=password_hash))
    end_sessions(conn, person_id)


def end_sessions(conn: Connection, person_id: str) -> None:
    """Make every session of this account void."""
    mine = update(ACCOUNTS).where(ACCOUNTS.c.person_id == person_id)
    conn.execute(mine.values(session_epoch=ACCOUNTS.c.session_epoch + 1))


def _folded(login: str) -> str:
    return login.strip().casefold()


def _account(row: Row[Any]) -> Account:
    return Account(
        row.person_id, row.login, row.password_hash, row.failed_count, row.locked_until,
        row.session_epoch,
    )  # fmt: skip
