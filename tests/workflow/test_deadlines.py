"""What a document does by itself: reminders, rounds that close, deadlines computed anew on waking.

The recorder's clock runs weeks behind, so that the instants it sets are due in Temporal at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from service.demo.organisation import SO_CELL
from storage.readmodel import queries, rounds
from storage.registers import calendar
from storage.registers.calendar import DayKind
from tests.homes import real_clock
from tests.workflow.office import CHAIR, DRAFTER, MEMBER, Office
from tests.workflow.running import RunningWorker
from workflows.domain.deadlines import VIETNAM
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import SYSTEM, Role

if TYPE_CHECKING:
    from service.config import Settings

pytestmark = pytest.mark.temporal


@dataclass(frozen=True, slots=True)
class BehindBy:
    """A clock that runs behind the real one."""

    span: timedelta

    def __call__(self) -> datetime:
        return real_clock() - self.span


LATE = BehindBy(timedelta(days=30))


def acts(office: Office, document_id: str) -> list[str]:
    return [entry.act for entry in office.entries(document_id)]


def test_a_reminder_becomes_a_notice_for_whoever_is_asked(own_settings: Settings) -> None:
    office = Office(own_settings, LATE)
    with RunningWorker(own_settings, LATE):
        plan = office.drafted()
        office.until(plan, lambda doc: doc.is_reminded)
    with office.gateway.recorder.database.reading() as conn:
        [notice] = queries.notices_for(conn, DRAFTER, [])
    assert (notice.document_id, notice.act, notice.kind) == (plan, Act.SAVE, "remind")
    assert acts(office, plan) == [Act.CREATE, Act.REMIND]


def test_a_round_closes_by_itself_at_its_deadline(own_settings: Settings) -> None:
    office = Office(own_settings, LATE)
    with RunningWorker(own_settings, LATE):
        plan = office.drafted()
        office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
        office.until(plan, lambda doc: doc.state is State.RECONCILING)
    closing = next(e for e in office.entries(plan) if e.act == Act.CLOSE_ROUND)
    assert closing.person_id == SYSTEM
    with office.gateway.recorder.database.reading() as conn:
        [held] = rounds.rounds_of(conn, plan)
        told = queries.notices_for(conn, MEMBER, [(Role.MEMBER, SO_CELL)])
    assert held.closed_at is not None
    assert "comment" in {notice.act for notice in told}


def test_days_off_that_were_added_meanwhile_move_the_deadline(own_settings: Settings) -> None:
    """The worker sleeps over the deadline; when it wakes the calendar is another."""
    office = Office(own_settings, LATE)
    with RunningWorker(own_settings, LATE) as worker:
        plan = office.drafted()
        office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
        worker.stop()
        before = office.document(plan)
        _take_days_off(office, before.entered_at, days=40)
        worker.start()
        after = office.until(plan, lambda doc: doc.deadline != before.deadline)
        time.sleep(1.5)  # longer than the shortest wait of a workflow
        assert office.document(plan).state is State.COMMENTING
        assert datetime.fromisoformat(after.deadline) > real_clock()
        assert not after.is_reminded
        office.cast.act(CHAIR, plan, Act.CLOSE_ROUND)


def test_a_round_that_was_closed_is_not_closed_again(own_settings: Settings) -> None:
    office = Office(own_settings, BehindBy(timedelta(0)))
    with RunningWorker(own_settings):
        plan = office.drafted()
        office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
        office.cast.act(CHAIR, plan, Act.CLOSE_ROUND)
        due = datetime.fromisoformat(office.document(plan).deadline).astimezone(VIETNAM)
    assert (due.hour, due.minute) == (17, 0)
    assert due > real_clock()
    assert acts(office, plan) == [Act.CREATE, Act.OPEN_ROUND, Act.CLOSE_ROUND]


def _take_days_off(office: Office, since: str, days: int) -> None:
    first = datetime.fromisoformat(since).astimezone(VIETNAM).date()
    with office.gateway.recorder.database.writing() as conn:
        for number in range(1, days + 1):
            calendar.add_day(conn, first + timedelta(days=number), DayKind.OFF, "lũ lụt")
