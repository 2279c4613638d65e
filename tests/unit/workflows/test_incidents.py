"""An act asked for at once and then patiently is one task: one incident, ended by any answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput
from typing_extensions import override

from storage.database import Database
from storage.errors import StorageError
from storage.migrate import migrate
from storage.readmodel.incidents import open_incidents
from workflows.activities.incidents import Incidents
from workflows.contracts.payloads import RecordAsk
from workflows.domain.errors import NoRightError
from workflows.domain.lifecycle import Act
from workflows.domain.orders import Order

if TYPE_CHECKING:
    from pathlib import Path

    from storage.readmodel.incidents import Incident

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)


class AwayError(StorageError):
    """The shelf is away."""

    code = "storage.failed"
    retryable = True


class Ending(ActivityInboundInterceptor):
    """The end of the line: an activity that comes out as it is told."""

    def __init__(self, failure: Exception | None) -> None:  # nothing follows it
        self._failure = failure

    @override
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        if self._failure is not None:
            raise self._failure
        return "done"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = Database(f"sqlite:///{tmp_path / 'trinhky.db'}")
    migrate(found)
    return found


async def asked(
    database: Database, ask: object, failure: Exception | None = None, *, is_local: bool
) -> list[Incident]:
    """Ask once, whatever comes of it; return the incidents that are open then."""
    at_work = ActivityEnvironment()
    at_work.info = replace(at_work.info, is_local=is_local, activity_id="1" if is_local else "2")
    keeper = Incidents(database, lambda: NOON).intercept_activity(Ending(failure))
    if failure is None:
        await at_work.run(keeper.execute_activity, _input(ask))
    else:
        with pytest.raises(ApplicationError):
            await at_work.run(keeper.execute_activity, _input(ask))
    with database.reading() as conn:
        return open_incidents(conn)


def _input(ask: object) -> ExecuteActivityInput:
    return ExecuteActivityInput(fn=lambda _: None, args=[ask], executor=None, headers={})


def an_act(act_id: str = "act-1") -> RecordAsk:
    return RecordAsk("vb-1", 1, Order(act_id, Act.SAVE, "ng-1"))


async def test_what_failed_at_once_is_ended_when_it_is_done_patiently(database: Database) -> None:
    [incident] = await asked(database, an_act(), AwayError("away"), is_local=True)
    assert incident.code == "storage.failed"
    assert await asked(database, an_act(), is_local=False) == []


async def test_what_fails_in_both_ways_is_one_incident(database: Database) -> None:
    first = await asked(database, an_act(), AwayError("away"), is_local=True)
    second = await asked(database, an_act(), AwayError("away"), is_local=False)
    assert [one.incident_id for one in first] == [one.incident_id for one in second]


async def test_a_refusal_is_an_answer_and_ends_the_incident_before_it(database: Database) -> None:
    assert await asked(database, an_act(), AwayError("away"), is_local=True)
    assert await asked(database, an_act(), NoRightError(Act.SAVE), is_local=False) == []


async def test_another_act_does_not_end_it(database: Database) -> None:
    assert await asked(database, an_act(), AwayError("away"), is_local=True)
    assert await asked(database, an_act("act-2"), is_local=False)
