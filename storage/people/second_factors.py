"""Second factors: a sealed secret of time-based codes (RFC 6238), and what was used of it.

What is sealed here is opened elsewhere, with a key that is not in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from storage.people.tables import RECOVERY_CODES, SECOND_FACTORS

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Update


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """One person's second factor; it counts once it was confirmed by a code.

    `last_step` is the newest time step (of 30 s, RFC 6238) whose code was used;
    `failed_count` counts wrong codes since the last right one.
    """

    person_id: str
    sealed_secret: bytes
    begun_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0
    failed_count: int = 0
    asked_at_sign_in: bool = False

    @property
    def is_on(self) -> bool:
        """Whether codes of it are accepted."""
        return self.confirmed_at is not None


def begin(conn: Connection, person_id: str, sealed_secret: bytes, at: datetime) -> None:
    """Keep a secret that is not confirmed yet, in place of an earlier one that never was.

    Raises:
        DatabaseRefusedError: a confirmed one is there; it must be removed first.
    """
    unconfirmed = SECOND_FACTORS.c.confirmed_at.is_(None)
    conn.execute(delete(SECOND_FACTORS).where(SECOND_FACTORS.c.person_id == person_id, unconfirmed))
    conn.execute(
        insert(SECOND_FACTORS).values(
            person_id=person_id, sealed_secret=sealed_secret, begun_at=at, last_step=0,
            failed_count=0, asked_at_sign_in=False,
        )
    )  # fmt: skip


def confirm(conn: Connection, person_id: str, at: datetime, *, asked_at_sign_in: bool) -> None:
    """Turn on what was begun, after a code of it was used."""
    conn.execute(_mine(person_id).values(confirmed_at=at, asked_at_sign_in=asked_at_sign_in))


def second_factor(conn: Connection, person_id: str) -> SecondFactor | None:
    """Return somebody's second factor, confirmed or not."""
    mine = SECOND_FACTORS.c.person_id == person_id
    row = conn.execute(select(SECOND_FACTORS).where(mine)).first()
    return _factor(row) if row else None


def is_on(conn: Connection, person_id: str) -> bool:
    """Say whether somebody can prove himself by password and code."""
    factor = second_factor(conn, person_id)
    return factor is not None and factor.is_on


def second_factors(conn: Connection) -> list[SecondFactor]:
    """Return everybody's second factor, by person."""
    ordered = select(SECOND_FACTORS).order_by(SECOND_FACTORS.c.person_id)
    return [_factor(row) for row in conn.execute(ordered)]


def use_step(conn: Connection, person_id: str, step: int) -> bool:
    """Use up a time step and all before it; say whether it was still unused."""
    unused = _mine(person_id).where(SECOND_FACTORS.c.last_step < step)
    return conn.execute(unused.values(last_step=step)).rowcount == 1


def note_failure(conn: Connection, person_id: str) -> int:
    """Count a wrong code; return how many there were since the last right one."""
    conn.execute(_mine(person_id).values(failed_count=SECOND_FACTORS.c.failed_count + 1))
    mine = select(SECOND_FACTORS.c.failed_count).where(SECOND_FACTORS.c.person_id == person_id)
    return int(conn.execute(mine).scalar_one_or_none() or 0)


def forget_failures(conn: Connection, person_id: str) -> None:
    """Begin to count wrong codes anew."""
    conn.execute(_mine(person_id).values(failed_count=0))


def ask_at_sign_in(conn: Connection, person_id: str, *, is_asked: bool) -> None:
    """Choose whether a code is asked for at each sign-in."""
    conn.execute(_mine(person_id).values(asked_at_sign_in=is_asked))


def reseal(conn: Connection, person_id: str, sealed_secret: bytes) -> None:
    """Put the same secret, sealed anew, in place of the old sealing."""
    conn.execute(_mine(person_id).values(sealed_secret=sealed_secret))


def remove(conn: Connection, person_id: str) -> None:
    """Remove somebody's second factor and recovery codes."""
    for table in (SECOND_FACTORS, RECOVERY_CODES):
        conn.execute(delete(table).where(table.c.person_id == person_id))


def _mine(person_id: str) -> Update:
    return update(SECOND_FACTORS).where(SECOND_FACTORS.c.person_id == person_id)


def _factor(row: Row[Any]) -> SecondFactor:
    return SecondFactor(
        row.person_id, row.sealed_secret, row.begun_at, row.confirmed_at, row.last_step,
        row.failed_count, row.asked_at_sign_in,
    )  # fmt: skip
