"""A proof stands behind one act of one person on one content, for five minutes."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from storage.errors import (
    StepUpExpiredError,
    StepUpMissingError,
    StepUpOtherError,
    StepUpUsedError,
    StorageError,
)
from storage.people import persons, step_ups
from storage.people.step_ups import GOOD_FOR, Seen
from storage.people.tables import STEP_UPS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SEEN = Seen("p-an", "vb-1", "a" * 64)
JUST_BEFORE = NOW + GOOD_FOR - timedelta(microseconds=1)


@pytest.fixture
def granted(conn: Connection) -> Connection:
    for person_id in ("p-an", "p-binh"):
        persons.add_person(conn, persons.Person(person_id, "Nguyễn Văn"))
    step_ups.grant(conn, "su-1", SEEN, NOW)
    return conn


def ids(conn: Connection) -> set[str]:
    return set(conn.execute(select(STEP_UPS.c.id)).scalars())


@pytest.mark.parametrize("at", [NOW, JUST_BEFORE])
def test_it_stands_behind_an_act_within_five_minutes(granted: Connection, at: datetime) -> None:
    step_ups.consume(granted, "su-1", SEEN, "act-1", at)
    used = granted.execute(select(STEP_UPS.c.used_by_act)).scalar_one()
    assert used == "act-1"


def test_for_the_same_act_it_stands_however_often_and_late(granted: Connection) -> None:
    step_ups.consume(granted, "su-1", SEEN, "act-1", NOW)
    step_ups.consume(granted, "su-1", SEEN, "act-1", NOW + timedelta(days=400))


def test_it_stands_behind_one_act_only(granted: Connection) -> None:
    step_ups.consume(granted, "su-1", SEEN, "act-1", NOW)
    with pytest.raises(StepUpUsedError):
        step_ups.consume(granted, "su-1", SEEN, "act-2", NOW)


def test_after_five_minutes_it_is_void(granted: Connection) -> None:
    with pytest.raises(StepUpExpiredError):
        step_ups.consume(granted, "su-1", SEEN, "act-1", NOW + GOOD_FOR)


@pytest.mark.parametrize(
    "other",
    [
        replace(SEEN, person_id="p-binh"),
        replace(SEEN, document_id="vb-2"),
        replace(SEEN, sha256="b" * 64),
        replace(SEEN, sha256=""),
    ],
)
def test_it_is_for_one_person_one_document_one_content(granted: Connection, other: Seen) -> None:
    with pytest.raises(StepUpOtherError):
        step_ups.consume(granted, "su-1", other, "act-1", NOW)
    step_ups.consume(granted, "su-1", SEEN, "act-1", NOW)
    with pytest.raises(StepUpOtherError):
        step_ups.consume(granted, "su-1", other, "act-1", NOW)


@pytest.mark.parametrize("step_up_id", ["", "su-2"])
def test_what_was_never_granted_is_missing(granted: Connection, step_up_id: str) -> None:
    with pytest.raises(StepUpMissingError):
        step_ups.consume(granted, step_up_id, SEEN, "act-1", NOW)


def test_old_ones_that_nobody_used_are_dropped_and_evidence_is_kept(granted: Connection) -> None:
    step_ups.consume(granted, "su-1", SEEN, "act-1", NOW)
    step_ups.grant(granted, "su-2", SEEN, NOW)
    step_ups.grant(granted, "su-3", replace(SEEN, person_id="p-binh"), NOW)
    step_ups.grant(granted, "su-4", SEEN, JUST_BEFORE)
    assert ids(granted) == {"su-1", "su-2", "su-3", "su-4"}
    step_ups.grant(granted, "su-5", SEEN, NOW + GOOD_FOR)
    assert ids(granted) == {"su-1", "su-3", "su-4", "su-5"}


def test_of_two_acts_at_once_one_has_it(database: Database) -> None:
    with database.writing() as conn:
        persons.add_person(conn, persons.Person("p-an", "Nguyễn Văn An"))
        step_ups.grant(conn, "su-1", SEEN, NOW)
    codes: list[str] = []

    def act(number: int) -> None:
        try:
            with database.writing() as conn:
                step_ups.consume(conn, "su-1", SEEN, f"act-{number}", NOW)
            codes.append("")
        except StorageError as refusal:
            codes.append(refusal.code)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["", *["step_up.used"] * 7]


def test_an_act_that_is_rolled_back_gives_it_back(database: Database) -> None:
    with database.writing() as conn:
        persons.add_person(conn, persons.Person("p-an", "Nguyễn Văn An"))
        step_ups.grant(conn, "su-1", SEEN, NOW)
    with contextlib.suppress(LookupError), database.writing() as conn:
        step_ups.consume(conn, "su-1", SEEN, "act-1", NOW)
        raise LookupError
    with database.writing() as conn:
        step_ups.consume(conn, "su-1", SEEN, "act-2", NOW)
