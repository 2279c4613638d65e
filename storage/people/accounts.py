"""Accounts: a login, a password hash (made elsewhere), failures, and an epoch of sessions.

A password that an administrator has set is temporary: until when, and that another is to be chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from storage.people.tables import ACCOUNTS, DEPARTURES, TEMPORARY_PASSWORDS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody signs in. A session made under another epoch is void.

    `temporary_until` is None for a password that the person chose; since `left_at` the account is
    closed for good.
    """

    person_id: str
    login: str
    password_hash: str
    failed_count: int = 0
    locked_until: datetime | None = None
    session_epoch: int = 0
    temporary_until: datetime | None = None
    left_at: datetime | None = None


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
    return _found(conn, ACCOUNTS.c.login == _folded(login))


def account_of(conn: Connection, person_id: str) -> Account | None:
    """Return somebody's account."""
    return _found(conn, ACCOUNTS.c.person_id == person_id)


def people_by_login(conn: Connection) -> dict[str, str]:
    """Return the person of each login; logins as they are kept, folded."""
    columns = ACCOUNTS.c.login, ACCOUNTS.c.person_id
    return {row.login: row.person_id for row in conn.execute(select(*columns))}


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


def set_password(
    conn: Connection, person_id: str, password_hash: str, temporary_until: datetime | None = None
) -> None:
    """Set another password hash and end every session; until when, if it is a temporary one."""
    mine = update(ACCOUNTS).where(ACCOUNTS.c.person_id == person_id)
    conn.execute(mine.values(password_hash=password_hash))
    conn.execute(delete(TEMPORARY_PASSWORDS).where(TEMPORARY_PASSWORDS.c.person_id == person_id))
    if temporary_until is not None:
        row = {"person_id": person_id, "until": temporary_until}
        conn.execute(insert(TEMPORARY_PASSWORDS).values(row))
    end_sessions(conn, person_id)


def end_sessions(conn: Connection, person_id: str) -> None:
    """Make every session of this account void."""
    mine = update(ACCOUNTS).where(ACCOUNTS.c.person_id == person_id)
    conn.execute(mine.values(session_epoch=ACCOUNTS.c.session_epoch + 1))


def _folded(login: str) -> str:
    return login.strip().casefold()


def _found(conn: Connection, wanted: ColumnElement[bool]) -> Account | None:
    temporary = TEMPORARY_PASSWORDS.c.person_id == ACCOUNTS.c.person_id
    left = DEPARTURES.c.person_id == ACCOUNTS.c.person_id
    columns = select(ACCOUNTS, TEMPORARY_PASSWORDS.c.until, DEPARTURES.c.at.label("left_at"))
    joined = columns.outerjoin(TEMPORARY_PASSWORDS, temporary).outerjoin(DEPARTURES, left)
    row = conn.execute(joined.where(wanted)).first()
    return _account(row) if row else None


def _account(row: Row[Any]) -> Account:
    return Account(
        row.person_id, row.login, row.password_hash, row.failed_count, row.locked_until,
        row.session_epoch, row.until, row.left_at,
    )  # fmt: skip
