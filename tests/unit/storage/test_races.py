"""Threads and processes at once, and processes that are killed: nothing doubled, nothing half."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date
from typing import TYPE_CHECKING

from storage.errors import LedgerTakenError, RoundClosedError
from storage.ledger import ledger
from storage.readmodel import queries, rounds
from storage.registers import numbers
from tests.unit.storage.builders import drafted, new_entry

if TYPE_CHECKING:
    from storage.blobs.local import LocalBlobStore
    from storage.database import Database

DAY = date(2026, 2, 10)


KEY = numbers.year_key("so", "KH-SYT", 2026)


def open_series(database: Database) -> str:
    with database.writing() as conn:
        return numbers.open_series(
            conn, numbers.year_key("so", "KH-SYT", 2026), 0, "act-1"
        ).series_id


def allotted(database: Database, series: str) -> list[tuple[int, str]]:
    with database.reading() as conn:
        return [(row.value, row.document_id) for row in numbers.register_rows(conn, series)]


def test_sixty_four_threads_get_sixty_four_numbers(database: Database) -> None:
    series = open_series(database)
    together = threading.Barrier(64)

    def allot(document_id: str) -> None:
        together.wait()
        with database.writing() as conn:
            numbers.allot(conn, series, document_id, DAY)

    threads = [threading.Thread(target=allot, args=(f"doc-{n}",)) for n in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = allotted(database, series)
    assert [value for value, _ in rows] == list(range(1, 65))
    assert len({document for _, document in rows}) == 64


def test_threads_that_retry_for_one_document_get_one_number(database: Database) -> None:
    series = open_series(database)
    given: list[int] = []

    def allot() -> None:
        with database.writing() as conn:
            given.append(numbers.allot(conn, series, "doc-1", DAY).value)

    threads = [threading.Thread(target=allot) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == [1] * 8


ALLOT = """
import sys
from datetime import date
from storage.database import Database
from storage.ledger.chain import NewEntry
from storage.ledger.ledger import append
from storage.registers.numbers import allot

database = Database(sys.argv[1], busy_ms=30_000)
for number in range(16):
    name = f"{sys.argv[2]}-{number}"
    with database.writing() as conn:
        allot(conn, "so/KH-SYT/2026", f"doc-{name}", date(2026, 2, 10))
        append(conn, NewEntry("2026-02-10T00:00:00.000000Z", name, "allot_number", "p-clerk"))
"""


def test_processes_at_once_leave_no_gap_and_one_chain(database: Database, url: str) -> None:
    series = open_series(database)
    running = [subprocess.Popen([sys.executable, "-c", ALLOT, url, str(n)]) for n in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    rows = allotted(database, series)
    assert [value for value, _ in rows] == list(range(1, 65))
    assert len({document for _, document in rows}) == 64
    with database.reading() as conn:
        assert ledger.verify(conn)[0] == 64


AT_ONCE = """
import sys, threading
from datetime import date
from storage.database import Database
from storage.ledger.chain import NewEntry
from storage.ledger.ledger import append
from storage.registers.numbers import allot

database, together = Database(sys.argv[1], busy_ms=30_000), threading.Barrier(16)

def record(name):
    together.wait()
    with database.writing() as conn:
        number = allot(conn, "so/KH-SYT/2026", f"doc-{name}", date(2026, 2, 10))
        append(conn, NewEntry(
            "2026-02-10T00:00:00.000000Z", name, "allot_number", "p-clerk",
            document_id=f"doc-{name}", version=1, after={"value": number.value},
        ))

threads = [threading.Thread(target=record, args=(f"{sys.argv[2]}-{n}",)) for n in range(16)]
print("ready", flush=True)
sys.stdin.readline()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_sixty_four_threads_of_four_processes_number_and_record_at_once(
    database: Database, application_url: str
) -> None:
    series = open_series(database)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", AT_ONCE, application_url, str(n)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for n in range(4)
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in running:  # all of them, before any is waited for
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    assert {process.communicate()[0] for process in running} == {b""}
    assert {process.returncode for process in running} == {0}
    rows = allotted(database, series)
    assert [value for value, _ in rows] == list(range(1, 65))
    assert len({document for _, document in rows}) == 64
    with database.reading() as conn:
        assert ledger.verify(conn)[0] == 64
        told = {e.document_id: (e.after or {})["value"] for e in ledger.all_entries(conn)}
    assert told == {document: value for value, document in rows}


KILLED = """
import os, signal, sys
from datetime import date
from sqlalchemy import Engine, event
from storage.database import Database
from storage.ledger.chain import NewEntry
from storage.ledger.ledger import append, head, verify
from storage.registers.numbers import allot, register_rows

def record(limit):
    database, statements = Database(sys.argv[1]), 0

    def count(*_):
        nonlocal statements
        statements += 1
        if statements == limit:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    with database.writing() as conn:
        number = allot(conn, "so/KH-SYT/2026", "doc-1", date(2026, 2, 10))
        append(conn, NewEntry(
            "2026-02-10T00:00:00.000000Z", "act-1", "allot_number", "p-clerk",
            document_id="doc-1", version=1, after={"value": number.value},
        ))

def look(died):
    with Database(sys.argv[1], busy_ms=1000).writing() as conn:  # the lock died with its holder
        verify(conn)
        print(died, head(conn)[0], len(register_rows(conn, "so/KH-SYT/2026")), flush=True)

def forked(work, argument):
    child = os.fork()
    if child == 0:
        work(argument)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in {0, signal.SIGKILL}, status
    return status != 0

step, died = 1, True
while died:
    died = forked(record, step)
    assert not forked(look, died)
    step += 1
"""


def test_a_transaction_killed_at_any_statement_leaves_nothing(database: Database, url: str) -> None:
    open_series(database)
    said = subprocess.run(
        [sys.executable, "-c", KILLED, url], capture_output=True, text=True, check=True
    )
    *killed, survived = said.stdout.splitlines()
    assert len(killed) > 6  # at many places
    assert set(killed) == {"True 0 0"}
    assert survived == "False 1 1"


def test_a_version_recorded_by_two_at_once_is_recorded_by_one(database: Database) -> None:
    together, taken = threading.Barrier(8), []

    def record(number: int) -> None:
        together.wait()
        try:
            with database.writing() as conn:
                ledger.append(conn, new_entry(f"act-{number}"))
        except LedgerTakenError:
            taken.append(number)

    threads = [threading.Thread(target=record, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 7
    with database.reading() as conn:
        assert ledger.verify(conn)[0] == 1


def test_no_comment_gets_into_a_round_after_it_closed(
    database: Database, blobs: LocalBlobStore
) -> None:
    with database.writing() as conn:
        story = drafted(conn, blobs)
        story.becomes("commenting").acts("open_round", round=1, circle_id="u-chi-bo")
    closed, refused = threading.Event(), []

    def comment(number: int) -> None:
        try:
            with database.writing() as conn:
                open_round = rounds.require_open(conn, "doc-1")
                story.conn = conn
                text = {"key": "comment/doc-1/x", "sha256": "0" * 64, "size": 1}
                story.notes("comment", comment_id=f"c{number}", round=open_round.number, text=text)
        except RoundClosedError:
            refused.append(number)
            assert closed.is_set()

    def close() -> None:
        with database.writing() as conn:
            story.conn = conn
            story.becomes("reconciling").acts("close_round", round=1)
            closed.set()

    threads = [threading.Thread(target=comment, args=(n,)) for n in range(12)]
    threads.insert(6, threading.Thread(target=close))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as conn:
        events = [e.act for e in queries.history(conn, "doc-1")]
        assert len(rounds.comments_of(conn, "doc-1", 1)) == 12 - len(refused)
    assert "comment" not in events[events.index("close_round") :]
