"""The ledger in the database: appended once, in order, and never by two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, update

from storage.errors import (
    DatabaseRefusedError,
    LedgerBrokenError,
    LedgerInvalidError,
    LedgerTakenError,
)
from storage.ledger import ledger
from storage.ledger.chain import GENESIS, check_chain
from storage.ledger.export import export_jsonl, read_jsonl
from storage.ledger.tables import LEDGER
from tests.unit.storage.builders import new_entry

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from storage.database import Database


def three(conn: Connection) -> None:
    for version in (1, 2, 3):
        new = new_entry(f"act-{version}", version=version, details={"tờ": version})
        ledger.append(conn, new)


def test_an_empty_ledger_has_the_genesis_as_its_head(conn: Connection) -> None:
    assert ledger.head(conn) == (0, GENESIS)
    assert ledger.verify(conn) == (0, GENESIS)


def test_an_entry_comes_back_as_it_was_appended(conn: Connection) -> None:
    new = new_entry(after={"signatures": (1, 2)}, details={"b": 1, "a": None}, origin="10.0.0.7")
    appended = ledger.append(conn, new)
    assert ledger.entries(conn) == [appended]
    assert appended.after == {"signatures": [1, 2]}


def test_entries_hang_together(conn: Connection) -> None:
    three(conn)
    count, last = ledger.head(conn)
    assert count == 3
    assert ledger.verify(conn, last, count) == (count, last)
    assert [e.prev for e in ledger.entries(conn)][1:] == [e.hash for e in ledger.entries(conn)][:2]


def test_entries_are_read_in_pages(conn: Connection) -> None:
    three(conn)
    assert [e.seq for e in ledger.entries(conn, after_seq=1, limit=1)] == [2]
    assert [e.seq for e in ledger.entries(conn, after_seq=2)] == [3]


def test_the_whole_chain_is_read_over_the_edge_of_a_batch(
    conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(conn)
    everything = ledger.entries(conn)
    monkeypatch.setattr(ledger.entries, "__defaults__", (0, 2))
    assert list(ledger.all_entries(conn)) == everything


def test_an_act_is_recorded_once(conn: Connection) -> None:
    ledger.append(conn, new_entry())
    with pytest.raises(LedgerTakenError):
        ledger.append(conn, new_entry(version=2))
    assert ledger.head(conn)[0] == 1


def test_a_version_is_recorded_once(conn: Connection) -> None:
    ledger.append(conn, new_entry())
    with pytest.raises(LedgerTakenError):
        ledger.append(conn, new_entry("act-2"))


def test_versions_of_different_documents_do_not_meet(conn: Connection) -> None:
    ledger.append(conn, new_entry())
    ledger.append(conn, new_entry("act-2", document_id="doc-2"))
    assert ledger.head(conn)[0] == 2


def test_acts_beside_the_process_have_no_version(conn: Connection) -> None:
    for number in range(3):
        ledger.append(conn, new_entry(f"view-{number}", act="view", version=None, after=None))
    assert ledger.latest(conn, "doc-1") is None
    assert len(ledger.of_document(conn, "doc-1")) == 3


def test_the_latest_entry_is_the_one_with_the_highest_version(conn: Connection) -> None:
    three(conn)
    ledger.append(conn, new_entry("view", act="view", version=None, after=None))
    latest = ledger.latest(conn, "doc-1")
    assert latest is not None
    assert latest.version == 3


def test_what_a_workflow_missed_is_found_by_its_version(conn: Connection) -> None:
    three(conn)
    assert [e.version for e in ledger.after_version(conn, "doc-1", 1)] == [2, 3]
    assert ledger.after_version(conn, "doc-1", 3) == []


def test_an_act_is_found_by_its_id(conn: Connection) -> None:
    three(conn)
    found = ledger.by_act(conn, "act-2")
    assert found is not None
    assert found.version == 2
    assert ledger.by_act(conn, "act-9") is None


def test_the_newest_acts_on_registers_come_first(conn: Connection) -> None:
    beside = {"document_id": "", "version": None, "after": None}
    for act_id, act in (("a-1", "calendar_set"), ("a-2", "other"), ("a-3", "calendar_seeded")):
        ledger.append(conn, new_entry(act_id, act=act, **beside))
    ledger.append(conn, new_entry("a-4", act="calendar_set"))
    acts = ("calendar_set", "calendar_seeded")
    assert [e.act_id for e in ledger.latest_of(conn, acts, 10)] == ["a-3", "a-1"]
    assert [e.act_id for e in ledger.latest_of(conn, acts, 1)] == ["a-3"]


def test_a_float_never_reaches_the_ledger(conn: Connection) -> None:
    with pytest.raises(LedgerInvalidError):
        ledger.append(conn, new_entry(details={"ratio": 0.5}))
    assert ledger.head(conn)[0] == 0


def test_the_database_itself_refuses_a_version_twice(database: Database) -> None:
    with database.writing() as conn:
        three(conn)
        row = conn.execute(LEDGER.select().where(LEDGER.c.seq == 3)).one()._asdict()
    twice = row | {"seq": 4, "hash": "f" * 64, "act_id": "act-4"}
    with pytest.raises(DatabaseRefusedError), database.writing() as conn:
        conn.execute(insert(LEDGER).values(twice))


@pytest.mark.parametrize("column", ["person_id", "details", "after", "at"])
def test_a_row_changed_in_the_database_is_found(conn: Connection, column: str) -> None:
    three(conn)
    conn.execute(update(LEDGER).where(LEDGER.c.seq == 2).values({column: '{"x":1}'}))
    with pytest.raises(LedgerBrokenError) as failure:
        ledger.verify(conn)
    assert failure.value.seq == 2


def test_a_row_taken_out_of_the_database_is_found(conn: Connection) -> None:
    three(conn)
    conn.execute(delete(LEDGER).where(LEDGER.c.seq == 2))
    with pytest.raises(LedgerBrokenError) as failure:
        ledger.verify(conn)
    assert failure.value.seq == 2


def test_the_last_rows_taken_out_are_found_by_the_noted_head(conn: Connection) -> None:
    three(conn)
    count, last = ledger.head(conn)
    conn.execute(delete(LEDGER).where(LEDGER.c.seq == 3))
    assert ledger.verify(conn)[0] == 2  # the chain alone cannot tell
    with pytest.raises(LedgerBrokenError):
        ledger.verify(conn, last, count)


def test_an_export_is_read_back_entry_by_entry(conn: Connection, tmp_path: Path) -> None:
    three(conn)
    noted = export_jsonl(conn, tmp_path / "audit.jsonl")
    assert noted == ledger.head(conn)
    read = list(read_jsonl(tmp_path / "audit.jsonl"))
    assert read == ledger.entries(conn)
    assert check_chain(read, noted[1], noted[0]) == noted


def test_an_empty_export_has_the_genesis_as_its_head(conn: Connection, tmp_path: Path) -> None:
    assert export_jsonl(conn, tmp_path / "audit.jsonl") == (0, GENESIS)
    assert list(read_jsonl(tmp_path / "audit.jsonl")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"act":', '"extra":1,"act":'),
        ('"act":"create",', ""),
        ('"act":', '"act":"x","act":'),
        ('"seq":1', '"seq":1.0'),
        ('"seq":1', '"seq":true'),
        ('"seq":1', '"seq":"1"'),
        ('"version":1', '"version":NaN'),
        ('"tờ":1', '"tờ":1e0'),
        ('"tờ":1', '"tờ":1,"tờ":2'),
        ('"details":{"tờ":1}', '"details":[]'),
        ('"person_id":"p-an"', '"person_id":null'),
        ("{", "[{"),
        ("tờ", "\udcff"),
    ],
)
def test_a_line_that_is_no_entry_is_refused(
    conn: Connection, tmp_path: Path, old: str, new: str
) -> None:
    three(conn)
    path = tmp_path / "audit.jsonl"
    export_jsonl(conn, path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", errors="surrogateescape")
    with pytest.raises(LedgerInvalidError, match="line 1"):
        list(read_jsonl(path))
