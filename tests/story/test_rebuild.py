"""What pages read is thrown away and made again from ledger, papers and registers: all the same."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from service.cli import run
from storage.database import Database
from storage.readmodel.tables import REBUILT
from storage.tables import METADATA

if TYPE_CHECKING:
    from service.stack.layout import Layout
    from tests.story.playing import Story

    Rows = dict[str, list[tuple[object, ...]]]

pytestmark = [pytest.mark.temporal, pytest.mark.office]
MADE_AGAIN = {table.name for table in REBUILT}


def rows(home: Layout) -> Rows:
    """Every row of every table, in an order of its own."""
    database = Database(home.database_url)
    try:
        with database.reading() as conn:
            return {
                table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
                for table in METADATA.sorted_tables
            }
    finally:
        database.close()


def spoil(home: Layout) -> None:
    """Make the read model lie, miss rows and have rows too many."""
    with closing(sqlite3.connect(home.database)) as raw, raw:
        raw.execute("UPDATE documents SET title = 'khác', state = 'drafting', number_text = ''")
        raw.execute("DELETE FROM document_events WHERE seq % 2 = 0")
        raw.execute("DELETE FROM comments")
        raw.execute("UPDATE rounds SET state = 'open', closed_at = NULL")
        raw.execute(
            "INSERT INTO waiting (document_id, role, unit_id, person_id, act) "
            "SELECT id, 'clerk', unit_id, drafter_id, 'sign' FROM documents"
        )
        raw.execute("UPDATE openings SET unit_id = unit_id || '-khac'")


def test_the_read_model_is_made_again_to_the_last_row(
    story: Story, own_copy: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows(own_copy)
    assert {name for name in MADE_AGAIN if before[name]} >= {
        "documents", "document_events", "rounds", "comments",
    }  # fmt: skip
    spoil(own_copy)
    spoilt = rows(own_copy)
    assert {name for name in before if before[name] != spoilt[name]} == MADE_AGAIN - {"notices"}
    assert run(["audit", "rebuild", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"count": len(story.ledger.read_bytes().splitlines())}
    assert rows(own_copy) == before


def test_a_broken_ledger_makes_no_read_model(own_copy: Layout) -> None:
    with closing(sqlite3.connect(own_copy.database)) as raw, raw:
        raw.execute("UPDATE ledger_entries SET person_id = 'ng-999' WHERE seq = 7")
    before = rows(own_copy)
    assert run(["audit", "rebuild"]) == 1
    assert rows(own_copy) == before


def test_a_paper_that_is_not_there_stops_the_rebuilding_as_a_whole(own_copy: Layout) -> None:
    before = rows(own_copy)
    own_copy.blobs.rename(own_copy.home / "elsewhere")
    assert run(["audit", "rebuild"]) == 3
    assert rows(own_copy) == before
