"""Step-ups: proofs by password and code that one person gave for one content of one document.

A proof stands behind one act, for which it is good five minutes. What was used is kept: it is the
evidence behind an entry of the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from storage.errors import (
    StepUpExpiredError,
    StepUpMissingError,
    StepUpOtherError,
    StepUpUsedError,
)
from storage.people.tables import STEP_UPS

if TYPE_CHECKING:
    from sqlalchemy import Connection

GOOD_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Seen:
    """Who had which content (sha256 of what was shown) of which document before his eyes."""

    person_id: str
    document_id: str
    sha256: str


def grant(conn: Connection, step_up_id: str, seen: Seen, at: datetime) -> None:
    """Note a proof that was just given, and drop this person's old ones that nobody used."""
    old = STEP_UPS.c.expires_at <= at, STEP_UPS.c.used_by_act.is_(None)
    conn.execute(delete(STEP_UPS).where(STEP_UPS.c.person_id == seen.person_id, *old))
    conn.execute(
        insert(STEP_UPS).values(
            id=step_up_id, person_id=seen.person_id, document_id=seen.document_id,
            seen_sha256=seen.sha256, at=at, expires_at=at + GOOD_FOR,
        )
    )  # fmt: skip


def consume(conn: Connection, step_up_id: str, seen: Seen, act_id: str, at: datetime) -> None:
    """Let a proof stand behind an act; for the same act again it stands already, however late.

    Belongs into the transaction that records the act.

    Raises:
        StepUpMissingError: there is no such proof.
        StepUpOtherError: it is another person's, or for another document or content.
        StepUpUsedError: it stands behind another act.
        StepUpExpiredError: it is five minutes old or more.
    """
    row = conn.execute(select(STEP_UPS).where(STEP_UPS.c.id == step_up_id)).first()
    if row is None:
        raise StepUpMissingError(step_up_id)
    if Seen(row.person_id, row.document_id, row.seen_sha256) != seen:
        raise StepUpOtherError(step_up_id)
    if row.used_by_act == act_id:
        return
    if row.used_by_act is not None:
        raise StepUpUsedError(step_up_id)
    if at >= row.expires_at:
        raise StepUpExpiredError(step_up_id)
    conn.execute(update(STEP_UPS).where(STEP_UPS.c.id == step_up_id).values(used_by_act=act_id))
