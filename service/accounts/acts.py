"""What is done to accounts stands in the ledger, by whoever does it: ids only, no document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Doing:
    """One act on an account: who does it, when, from where (`web:127.0.0.1`, `cli`)."""

    act_id: str
    person_id: str
    at: datetime
    origin: str


def note(conn: Connection, doing: Doing, act: str, details: dict[str, object]) -> None:
    """Add the act to the ledger, in the transaction that does it.

    Raises:
        LedgerTakenError: this act id was used before.
    """
    entry = NewEntry(
        at=to_text(doing.at), act_id=doing.act_id, act=act, person_id=doing.person_id,
        origin=doing.origin, details=details,
    )  # fmt: skip
    ledger.append(conn, entry)
