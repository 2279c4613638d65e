"""The demo's calendar: a year's holidays, added once and on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.instants import to_text
from storage.ledger import ledger
from storage.ledger.chain import NewEntry
from storage.readmodel.projections import project
from storage.registers import calendar

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.blobs.port import BlobStore


def seed_year(
    connection: Connection, blobs: BlobStore, year: int, now: datetime, person_id: str
) -> None:
    """Add the holidays of a year that was not added before; a day removed since stays removed."""
    act_id = f"demo-calendar-{year}"
    new = calendar.new_holidays(connection, [year])
    if not new or ledger.by_act(connection, act_id) is not None:
        return
    calendar.add_holidays(connection, new)
    days = [{"day": one.day.isoformat(), "kind": one.kind.value} for one in new]
    entry = NewEntry(
        at=to_text(now),
        act_id=act_id,
        act="calendar_seeded",
        person_id=person_id,
        origin="demo",
        details={"year": year, "days": days},
    )
    project(connection, ledger.append(connection, entry), blobs)
