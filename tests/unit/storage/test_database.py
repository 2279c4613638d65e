"""Transactions: whole or not at all, whatever is thrown, and one writer at a time."""

from __future__ import annotations

import gc
import sys
import threading
import time
import traceback
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, insert, select, text

from storage.database import Database
from storage.errors import (
    DatabaseBusyError,
    DatabaseFailedError,
    DatabaseRefusedError,
    DatabaseUnsupportedError,
)
from storage.people.tables import ACCOUNTS
from storage.registers.calendar import DayKind, add_day, listed_days
from storage.registers.tables import CALENDAR
from tests.unit.storage.builders import url_of
from tests.unit.storage.outsiders import can_write_at_once, holding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

DAY = date(2026, 9, 2)
EVERY = {"sqlite": 3, "postgres": 11}  # connecting anew to a server takes 10 ms each time
TWICE = {"day": DAY, "kind": "off", "note": "Nguyễn Văn An", "source": ""}


def write_a_day(conn: Connection) -> None:
    add_day(conn, DAY, DayKind.OFF, "Quốc khánh")


def days_in(database: Database) -> list[date]:
    with database.reading() as conn:
        return [d.day for d in listed_days(conn, DAY, DAY)]


def test_what_was_written_is_there_afterwards(database: Database) -> None:
    with database.writing() as conn:
        write_a_day(conn)
    assert days_in(database) == [DAY]


def test_an_exception_takes_everything_back(database: Database) -> None:
    with pytest.raises(KeyError), database.writing() as conn:  # noqa: PT012
        write_a_day(conn)
        raise KeyError
    assert days_in(database) == []


def test_a_reader_cannot_leave_anything_behind(database: Database) -> None:
    with database.reading() as conn:
        write_a_day(conn)
    assert days_in(database) == []


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.reading() as before:
        assert listed_days(before, DAY, DAY) == []
        with database.writing() as conn:
            write_a_day(conn)
        assert listed_days(before, DAY, DAY) == []
    assert days_in(database) == [DAY]


def test_the_write_lock_is_taken_before_anything_is_read(database: Database, url: str) -> None:
    with database.writing():
        assert not can_write_at_once(url)
    with database.reading() as conn:
        listed_days(conn, DAY, DAY)
        assert can_write_at_once(url)


def test_every_connection_to_a_file_has_the_promised_settings(path: Path) -> None:
    database = Database(url_of(path))
    for door in (database.reading, database.writing):
        with door() as conn:
            asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            said = [conn.execute(text(f"PRAGMA {name}")).scalar_one() for name in asked]
        assert said == ["wal", 2, 1, 5000]
    database.close()


def test_another_process_that_holds_the_lock_is_a_busy_database(url: str) -> None:
    database = Database(url, busy_ms=50)
    with holding(url), pytest.raises(DatabaseBusyError) as failure, database.writing():
        pass
    assert failure.value.retryable
    with database.writing() as conn:
        write_a_day(conn)
    database.close()


def test_a_transaction_inside_a_transaction_is_refused_not_waited_for(url: str) -> None:
    database = Database(url, busy_ms=50)
    with pytest.raises(DatabaseBusyError), database.writing(), database.writing():
        pass
    database.close()


def test_a_constraint_is_a_refusal_that_is_not_tried_again(database: Database) -> None:
    with pytest.raises(DatabaseRefusedError) as failure, database.writing() as conn:
        conn.execute(insert(CALENDAR), [TWICE, TWICE])
    assert not failure.value.retryable


def test_a_reference_to_nobody_is_refused(database: Database) -> None:
    account = {"login": "x", "password_hash": "", "failed_count": 0, "session_epoch": 0}
    with pytest.raises(DatabaseRefusedError), database.writing() as conn:
        conn.execute(insert(ACCOUNTS).values(person_id="nobody", **account))


def test_a_missing_table_is_a_refusal_that_is_not_tried_again(empty_url: str) -> None:
    empty = Database(empty_url)
    with pytest.raises(DatabaseRefusedError), empty.reading() as conn:
        conn.execute(select(CALENDAR))
    empty.close()


@pytest.mark.parametrize("rows", [[TWICE, TWICE], [TWICE | {"kind": "x"}]], ids=["twice", "check"])
def test_messages_do_not_tell_what_was_written(
    database: Database, rows: list[dict[str, object]]
) -> None:
    with pytest.raises(DatabaseRefusedError) as failure, database.writing() as conn:
        conn.execute(insert(CALENDAR), rows)
    told = "".join(traceback.format_exception(failure.value))
    assert "Nguyễn" not in f"{told} {failure.value!r} {failure.value.__cause__!r}"


def test_a_file_that_is_no_database_has_a_code(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(DatabaseFailedError):
        Database(url_of(tmp_path / "other"))


def test_a_file_that_cannot_be_opened_has_a_code(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFailedError):
        Database(url_of(tmp_path / "nowhere" / "x.db"))


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://localhost/x"])
def test_a_kind_of_database_that_is_not_served_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnsupportedError):
        Database(url)


def test_twenty_writers_at_once_all_get_their_turn(url: str) -> None:
    """They queue ahead of the database's own wait: with no such wait at all, none is refused."""
    database = Database(url, busy_ms=0)
    written: list[date] = []

    def write(number: int) -> None:
        for turn in range(5):
            day = date(2000 + number, 1, 1 + turn)
            with database.writing() as conn:
                add_day(conn, day, DayKind.OFF, "")
                time.sleep(0.002)
            written.append(day)

    run_together([lambda n=n: write(n) for n in range(20)])  # type: ignore[misc]
    assert len(written) == 100
    with database.reading() as conn:
        assert [d.day for d in listed_days(conn, min(written), max(written))] == sorted(written)
    database.close()


def run_together(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Thrown(BaseException):
    """What a cancelled activity gets thrown into its thread."""


class ThrowAt:
    """Throws at the n-th place a thread passes: each call anywhere, each line of SQLAlchemy.

    A generator that is entered again is left out: there the interpreter looks for a thrown
    exception only inside its `try`.
    """

    def __init__(self, place: int) -> None:
        self.passed = 0
        self._place = place

    def __call__(self, frame: FrameType, event: str, arg: object) -> ThrowAt:  # noqa: ARG002
        file = frame.f_code.co_filename
        is_call = event == "call" and frame.f_lasti <= 0 and not file.endswith("contextlib.py")
        is_line = event == "line" and "sqlalchemy" in file
        if is_call or is_line:
            self.passed += 1
            if self.passed == self._place:
                raise Thrown
        return self


def interrupted(work: Callable[[], None], place: int, ends: list[BaseException]) -> int:
    """Do the work in a thread that is interrupted there; return how many places it passed.

    What it ends with is kept in `ends`, as the future of a thread pool keeps it: nothing that
    hangs on its traceback is freed.
    """
    thrower: Any = ThrowAt(place)

    def body() -> None:
        try:
            sys.settrace(thrower)
            work()
        except (Thrown, Exception) as error:  # noqa: BLE001 - any end will do
            ends.append(error)
        finally:
            sys.settrace(None)

    run_together([body])
    return int(thrower.passed)


def can_write_soon(database: Database) -> bool:
    """In a thread of its own, as one that waits for ever must not stop the test."""
    done = threading.Event()

    def write() -> None:
        with database.writing():
            pass
        done.set()  # committed: the database may be closed now

    threading.Thread(target=write, daemon=True).start()
    return done.wait(30)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # thrown in `del`
@pytest.mark.parametrize("fails", [False, True], ids=["committing", "rolling back"])
@pytest.mark.timeout(600)
def test_an_exception_thrown_anywhere_leaves_no_transaction_open(
    database: Database,
    url: str,
    kind: str,
    fails: bool,  # noqa: FBT001
) -> None:
    def work() -> None:
        with database.writing() as conn:
            write_a_day(conn)
            if fails:
                raise KeyError

    interrupted(work, 0, [])  # what is only done once is done now
    places = interrupted(work, 0, [])
    assert places > 500
    gc.disable()  # what only the collector would end has not ended
    try:
        for place in range(1, places + 1, EVERY[kind]):
            ends: list[BaseException] = []
            interrupted(work, place, ends)
            assert can_write_at_once(url), place
    finally:
        gc.enable()
    assert can_write_soon(database)
