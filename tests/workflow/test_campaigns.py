"""A campaign on a real server: its list is created once whatever dies, its deadlines tell."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.gateway import Extras
from storage.ledger import ledger
from storage.readmodel import campaigns, queries
from storage.readmodel.shapes import Filters, Viewer
from tests.homes import copy_home, real_clock, short_folder
from tests.waiting import until
from tests.workflow.campaigns import (
    HOSPITAL_HEAD,
    OFFICER,
    Days,
    Movement,
    issued,
    more_nurses,
)
from tests.workflow.conftest import settings_on
from tests.workflow.office import Office
from tests.workflow.running import RunningWorker, running_desk, worker_process
from tests.workflow.test_deadlines import LATE, acts
from workflows.contracts.lists import read_outcomes
from workflows.domain.lifecycle import Act, State
from workflows.domain.people import SYSTEM, Role
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from service.config import Settings
    from service.stack.layout import Layout
    from service.stack.temporal_server import TemporalServer
    from workflows.domain.document import Document

pytestmark = [pytest.mark.temporal, pytest.mark.office]
LONGEST_S = 120.0
LIST = 30
KILLED_AT = (4, 14)  # commitments that exist when the worker is killed


@pytest.fixture(scope="module")
def issued_home(
    new_home: Callable[[], Layout], temporal_server: TemporalServer, surroundings: Mapping[str, str]
) -> tuple[Layout, str]:
    """A home in which the founding plan was issued on the way that every plan goes."""
    layout = new_home()
    settings = settings_on(layout, temporal_server)
    with running_desk(settings, surroundings), RunningWorker(settings):
        return layout, issued(Office(settings))


@pytest.fixture
def ready(
    issued_home: tuple[Layout, str], temporal_server: TemporalServer
) -> Iterator[tuple[Settings, str]]:
    """A copy of it for one test, with a task queue of its own, and the plan's id."""
    layout, plan = issued_home
    with short_folder() as folder:
        yield settings_on(copy_home(layout, folder), temporal_server), plan


def a_movement(settings: Settings, plan: str) -> Movement:
    return Movement(Office(settings), plan)


def far_ahead() -> Days:
    return Days(real_clock().date(), plans=60, people=90)


def test_a_list_is_created_once_however_often_its_worker_is_killed(
    ready: tuple[Settings, str], surroundings: Mapping[str, str]
) -> None:
    settings, plan = ready
    movement, soffice = a_movement(settings, plan), Path(shutil.which("soffice") or "soffice")
    office = movement.office
    logins = more_nurses(office, LIST, real_clock() - timedelta(days=1))
    with worker_process(settings, soffice, surroundings) as worker:
        campaign = movement.launched(far_ahead())
        lines = movement.hands_in(campaign, movement.checked(campaign, logins))
        killed = [_killed_when(office, campaign, KILLED_AT[0], worker.kill)]
        worker.wait()
    with worker_process(settings, soffice, surroundings) as worker:
        killed.append(_killed_when(office, campaign, KILLED_AT[1], worker.kill))
        worker.wait()
    assert all(0 < count < LIST for count in killed), killed
    with worker_process(settings, soffice, surroundings):
        done = office.until(campaign, is_listed, LONGEST_S)
        one = lines[0]  # goes on as any commitment does
        office.cast.act(
            one.new.subject_id, one.document_id, Act.WITHDRAW, Extras(reason="Lập nhầm")
        )
    assert outcomes_of(office, done) == [(line.row, "") for line in lines]
    _each_exists_once(office, campaign, {line.document_id: line.new.subject_id for line in lines})


def test_other_acts_do_not_break_a_list_off(ready: tuple[Settings, str]) -> None:
    settings, plan = ready
    movement = a_movement(settings, plan)
    office = movement.office
    logins = more_nurses(office, 12, real_clock() - timedelta(days=1))
    with RunningWorker(settings):
        campaign = movement.launched(far_ahead())
        movement.hands_in(campaign, movement.checked(campaign, logins))
        for _ in range(3):
            office.cast.act(OFFICER, campaign, Act.URGE)
        assert office.code(OFFICER, office.target(campaign), Act.CLOSE) in {
            "campaign.list_under_way", "",
        }  # fmt: skip
        office.until(campaign, is_listed, LONGEST_S)
    assert _created(office, campaign) == len(logins)
    assert Counter(acts(office, campaign))[Act.LISTED] == 1


def test_a_row_that_is_refused_keeps_no_other_from_being_created(
    ready: tuple[Settings, str],
) -> None:
    """Between the check and the creation somebody got his commitment by another list."""
    settings, plan = ready
    movement = a_movement(settings, plan)
    office = movement.office
    logins = more_nurses(office, 3, real_clock() - timedelta(days=1))
    with RunningWorker(settings):
        campaign = movement.launched(far_ahead())
        all_of_them = movement.checked(campaign, logins)
        movement.hands_in(campaign, movement.checked(campaign, logins[1:2]))
        office.until(campaign, is_listed, LONGEST_S)
        movement.hands_in(campaign, all_of_them)
        done = office.until(campaign, is_listed, LONGEST_S)
    assert outcomes_of(office, done) == [(2, ""), (3, "commitment.exists"), (4, "")]
    assert _created(office, campaign) == 2


def test_units_are_reminded_and_lateness_is_told_without_anybody(
    ready: tuple[Settings, str],
) -> None:
    """The recorder's clock runs a month behind, so that what it sets is due at once."""
    settings, plan = ready
    office = Office(settings, LATE)
    movement = Movement(office, plan)
    with RunningWorker(settings, LATE):
        campaign = movement.launched(Days(LATE().date(), plans=10, people=15))
        after = office.until(
            campaign, lambda doc: doc.campaign is not None and len(acts(office, campaign)) >= 6
        )
        assert after.campaign is not None
        first, second = (LATE().date() + timedelta(days=n) for n in (10, 15))
        assert after.campaign.awaited > second.isoformat() > first.isoformat()
        time.sleep(1.5)  # longer than the shortest wait of a workflow
        assert acts(office, campaign) == [
            Act.CREATE, Act.LAUNCH, Act.REMIND, Act.ESCALATE, Act.REMIND, Act.ESCALATE,
        ]  # fmt: skip
    assert {e.person_id for e in office.entries(campaign) if e.act == Act.ESCALATE} == {SYSTEM}
    with office.gateway.recorder.database.reading() as conn:
        unit = queries.notices_for(conn, HOSPITAL_HEAD, [(Role.HEAD, "dv-bv")])
        keeper = queries.notices_for(conn, OFFICER, [(Role.OFFICE, "dv-syt")])
    assert [(n.kind, n.act) for n in reversed(unit)] == [
        ("remind", "hand_in_plan"), ("escalate", "hand_in_plan"),
        ("remind", "register_people"), ("escalate", "register_people"),
    ]  # fmt: skip
    late = [(n.kind, n.act) for n in reversed(keeper) if n.kind == "escalate"]
    assert late == [("escalate", "hand_in_plan"), ("escalate", "register_people")]


def test_a_campaign_that_is_closed_ends_its_workflow(ready: tuple[Settings, str]) -> None:
    settings, plan = ready
    movement = a_movement(settings, plan)
    office = movement.office
    with RunningWorker(settings):
        campaign = movement.launched(far_ahead())
        office.cast.act(OFFICER, campaign, Act.CLOSE)
        assert office.document(campaign).state is State.CLOSED
        target = office.target(campaign)
        until(lambda: office.code(OFFICER, target, Act.URGE, Extras()) == "doc.wrong_state")


def is_listed(doc: Document) -> bool:
    return doc.campaign is not None and doc.campaign.listed is not None


def outcomes_of(office: Office, doc: Document) -> list[tuple[int, str]]:
    """Return what became of each row."""
    assert doc.campaign is not None
    assert doc.campaign.listed is not None
    body = office.gateway.recorder.blobs.get(blob_ref(doc.campaign.listed))
    return [(one.row, one.code) for one in read_outcomes(body)]


def _killed_when(office: Office, campaign: str, count: int, kill: Callable[[], None]) -> int:
    """Kill once so many commitments exist; return how many there were then."""
    until(lambda: _created(office, campaign) >= count, LONGEST_S)
    kill()
    return _created(office, campaign)


def _created(office: Office, campaign: str) -> int:
    doc = office.document(campaign)
    assert doc.campaign is not None
    with office.gateway.recorder.database.reading() as conn:
        return campaigns.created_from(conn, doc.campaign.list_key)


def _each_exists_once(office: Office, campaign: str, people: dict[str, str]) -> None:
    """Nothing is doubled and nothing lost: one document and one first act for each person."""
    with office.gateway.recorder.database.reading() as conn:
        every = Filters(campaign_id=campaign)
        rows = queries.documents_list(
            conn, Viewer("", audits=frozenset({"state"})), every, limit=200
        ).documents
        entries = {row.document_id: ledger.of_document(conn, row.document_id) for row in rows}
        ledger.verify(conn)
    assert {row.document_id: row.drafter_id for row in rows} == people
    for found in entries.values():
        assert (found[0].act, found[0].person_id) == (Act.CREATE, OFFICER)
        assert [e.version for e in found] == list(range(1, len(found) + 1))
    assert sum(len(found) for found in entries.values()) == len(people) + 1
