"""Recovery codes, for whoever has lost the second factor: hashes only, each good for one use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from storage.people.tables import RECOVERY_CODES

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def replace_all(conn: Connection, person_id: str, hashes: Collection[str]) -> None:
    """Keep these (sha256, hexadecimal) in place of all earlier ones."""
    conn.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.person_id == person_id))
    rows = [{"person_id": person_id, "code_sha256": sha256} for sha256 in sorted(set(hashes))]
    if rows:
        conn.execute(insert(RECOVERY_CODES), rows)


def use(conn: Connection, person_id: str, sha256: str) -> bool:
    """Use a code up; say whether it was there."""
    mine = RECOVERY_CODES.c.person_id == person_id, RECOVERY_CODES.c.code_sha256 == sha256
    return conn.execute(delete(RECOVERY_CODES).where(*mine)).rowcount == 1


def left(conn: Connection, person_id: str) -> int:
    """Return how many of somebody's codes are unused."""
    mine = RECOVERY_CODES.c.person_id == person_id
    counted = select(func.count()).select_from(RECOVERY_CODES).where(mine)
    return int(conn.execute(counted).scalar_one())
