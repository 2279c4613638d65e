"""Ledger and workflow drift apart, by a crash or an older backup: they find together again."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from service.gateway import Extras, RefusedError
from service.stack.ports import free_ports
from service.stack.temporal_server import TemporalServer
from storage.ledger import ledger
from tests.homes import copy_database, settings_in
from tests.waiting import until
from tests.workflow.office import CHAIR, CONTENT, DRAFTER, Office, versions
from tests.workflow.running import RunningTemporal, RunningWorker
from tests.workflow.temporal_runs import status
from workflows.contracts.names import workflow_id
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from service.config import Settings
    from service.stack.layout import Layout

pytestmark = pytest.mark.temporal


def forget(office: Office, document_id: str) -> None:
    """Take a workflow away, as a Temporal that is older than the document does not have it."""

    async def terminate() -> None:
        client = await Client.connect(office.settings.temporal_address)
        await client.get_workflow_handle(workflow_id(document_id)).terminate()

    asyncio.run(terminate())


def closes(office: Office, document_id: str) -> bool:
    """Whether the chair's act went through, asked for as somebody who reads the page anew does."""
    return office.code(CHAIR, office.target(document_id), Act.CLOSE_ROUND) == ""


def test_an_act_whose_answer_was_lost_is_adopted_when_it_is_asked_again(office: Office) -> None:
    plan = office.drafted()
    order = office.order(DRAFTER, plan, Act.OPEN_ROUND)
    office.past_the_workflow(plan, order, version=1)
    receipt = office.gateway.perform(plan, order)
    assert (receipt.version, receipt.state) == (2, State.COMMENTING)
    assert versions(office.entries(plan)) == [1, 2]


def test_the_next_persons_act_waits_for_a_workflow_that_lags_and_heals_it(office: Office) -> None:
    plan = office.drafted()
    order = office.order(DRAFTER, plan, Act.OPEN_ROUND)
    office.past_the_workflow(plan, order, version=1)
    assert office.act(CHAIR, office.target(plan), Act.CLOSE_ROUND).version == 3
    assert versions(office.entries(plan)) == [1, 2, 3]


def test_an_act_that_the_older_workflow_lets_through_is_refused_by_the_ledger(
    office: Office,
) -> None:
    plan = office.drafted()
    seen = office.target(plan)
    order = office.order(DRAFTER, plan, Act.OPEN_ROUND)
    office.past_the_workflow(plan, order, version=1)
    assert office.code(DRAFTER, seen, Act.WITHDRAW, Extras(reason="Nhầm")) == "doc.stale"
    assert office.code(CHAIR, office.target(plan), Act.CLOSE_ROUND) == ""
    assert versions(office.entries(plan)) == [1, 2, 3]


def test_a_workflow_that_is_told_catches_up(office: Office) -> None:
    plan = office.drafted()
    order = office.order(DRAFTER, plan, Act.OPEN_ROUND)
    office.past_the_workflow(plan, order, version=1)
    office.gateway.temporal.catch_up(plan)
    until(partial(closes, office, plan), 60)
    assert versions(office.entries(plan)) == [1, 2, 3]


def test_a_document_without_its_workflow_goes_on_from_the_ledger(office: Office) -> None:
    plan = office.drafted()
    opened = office.target(plan)
    office.act(DRAFTER, opened, Act.OPEN_ROUND)
    forget(office, plan)
    assert office.act(DRAFTER, opened, Act.OPEN_ROUND).version == 2  # known, not done again
    assert office.act(CHAIR, office.target(plan), Act.CLOSE_ROUND).version == 3
    assert status(office.settings, plan) is WorkflowExecutionStatus.RUNNING
    assert versions(office.entries(plan)) == [1, 2, 3]


def test_an_older_copy_of_temporal_heals(
    own_home: Layout, temporal_program: Path, surroundings: Mapping[str, str], tmp_path: Path
) -> None:
    """Temporal's file is copied while it works; acts go on; the copy comes back."""
    server = TemporalServer(temporal_program, free_ports(1)[0], own_home.temporal_file)
    settings = settings_in(own_home, temporal_address=server.address)
    temporal, office = RunningTemporal(server, surroundings), Office(settings)
    with RunningWorker(settings) as worker:
        kept = [office.drafted() for _ in range(3)]
        copy_database(own_home.temporal_file, tmp_path / "older.sqlite3")
        late = [office.drafted() for _ in range(2)]
        for plan in kept + late:
            office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
        worker.stop()
        temporal.restore(tmp_path / "older.sqlite3")
        worker.start()
        for plan in kept + late:
            until(partial(closes, office, plan))
    temporal.stop()
    assert [versions(office.entries(plan)) for plan in kept + late] == [[1, 2, 3]] * 5


def test_a_ledger_older_than_its_workflow_is_an_incident_and_nothing_more_is_written(
    own_settings: Settings, tmp_path: Path
) -> None:
    office, database = Office(own_settings), own_settings.layout.database
    with RunningWorker(own_settings):
        plan = office.drafted()
        copy_database(database, tmp_path / "older.sqlite3")
        office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
        copy_database(database, tmp_path / "newer.sqlite3")
        copy_database(tmp_path / "older.sqlite3", database)
        target = office.target(plan)
        assert office.code(DRAFTER, target, Act.OPEN_ROUND) == "ledger.behind"
        until(lambda: [i.code for i in office.incidents(plan)] == ["ledger.behind"])
        assert versions(office.entries(plan)) == [1]
        assert status(own_settings, plan) is WorkflowExecutionStatus.RUNNING
        copy_database(tmp_path / "newer.sqlite3", database)
        office.cast.act(CHAIR, plan, Act.CLOSE_ROUND)
    assert versions(office.entries(plan)) == [1, 2, 3]
    with office.gateway.recorder.database.reading() as conn:
        ledger.verify(conn)


def test_saving_on_an_older_ledger_says_so_too(own_settings: Settings, tmp_path: Path) -> None:
    office, database = Office(own_settings), own_settings.layout.database
    with RunningWorker(own_settings):
        plan = office.drafted()
        copy_database(database, tmp_path / "older.sqlite3")
        office.cast.save(DRAFTER, plan, {**CONTENT, "title": "Mới hơn"})
        copy_database(tmp_path / "older.sqlite3", database)
        with pytest.raises(RefusedError, match=r"ledger\.behind"):
            office.cast.save(DRAFTER, plan, {**CONTENT, "title": "Khác"})
