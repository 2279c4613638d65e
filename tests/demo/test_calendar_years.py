"""A year of the demo's calendar is planted once; what was removed since stays removed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from service.demo.calendar_years import seed_year
from storage.blobs.local import LocalBlobStore
from storage.database import Database
from storage.ledger import ledger
from storage.migrate import migrate
from storage.registers import calendar

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NATIONAL_DAY = date(2026, 9, 2)


def test_a_holiday_that_was_removed_is_not_planted_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/db.sqlite3")
    migrate(database)
    blobs = LocalBlobStore(tmp_path / "blobs")
    with database.writing() as conn:
        seed_year(conn, blobs, 2026, NOW, "ng-admin")
        assert NATIONAL_DAY in calendar.days(conn, NATIONAL_DAY, NATIONAL_DAY)[0]
        calendar.remove_day(conn, NATIONAL_DAY)
        seed_year(conn, blobs, 2026, NOW, "ng-admin")
        assert calendar.days(conn, NATIONAL_DAY, NATIONAL_DAY) == (frozenset(), frozenset())
        assert [entry.act for entry in ledger.all_entries(conn)] == ["calendar_seeded"]
    database.close()
