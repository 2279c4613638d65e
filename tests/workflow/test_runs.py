"""Handing over from run to run, from worker to worker: everything once, versions without a gap."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from service.demo import NEW_PLANS
from service.gateway import Actor, RefusedError, Target
from service.temporal_gateway import document_id_for
from tests.waiting import until
from tests.workflow.office import (
    CHAIR,
    CONTENT,
    DRAFTER,
    LEADER,
    SECRETARY,
    Office,
    at_once,
    awaits,
    versions,
)  # fmt: skip
from tests.workflow.running import RunningWorker
from tests.workflow.temporal_runs import describe, drafted_in_short_runs, histories, status
from workflows.contracts import queues
from workflows.domain.kinds import PLAN
from workflows.domain.lifecycle import Act
from workflows.domain.people import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from service.config import Settings

pytestmark = pytest.mark.temporal
SCHEDULED = "activity_task_scheduled_event_attributes"


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Keep the database's write lock, as another process in the middle of its own act does."""
    with closing(sqlite3.connect(settings.layout.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def kinds(settings: Settings, document_id: str) -> list[str | None]:
    """Return what happened in the document's first run, by the names of Temporal's events."""
    try:
        events = histories(settings, document_id)[0].events
    except RPCError:  # not started yet
        return []
    return [event.WhichOneof("attributes") for event in events]


def save(office: Office, target: Target, title: str) -> str:
    actor = Actor(DRAFTER, "test")
    return str(office.gateway.save(actor, target, {**CONTENT, "title": title}).version)


def test_acts_asked_again_across_new_runs_are_done_once(office: Office) -> None:
    """Each act is asked by four callers at once; at the end all are asked for once more."""
    plan = drafted_in_short_runs(office, acts_per_run=3)
    done = []
    for number in range(2, 12):
        target = office.target(plan)
        ask = partial(save, office, target, f"Bản {number}")
        assert at_once([ask] * 4) == [str(number)] * 4
        done.append((ask, str(number)))
    assert [ask() for ask, _ in done] == [version for _, version in done]
    assert versions(office.entries(plan)) == list(range(1, 12))
    assert len(histories(office.settings, plan)) >= 3


@pytest.mark.office
def test_a_run_that_is_full_lets_its_work_finish_and_hands_over(
    own_settings: Settings, tmp_path: Path
) -> None:
    """The minutes are being rendered when the run gets full by an act that it only hears of."""
    slow = tmp_path / "soffice"
    slow.write_text('#!/bin/sh\nsleep 2\nexec /usr/bin/soffice "$@"\n', encoding="ascii")
    slow.chmod(0o755)
    office = Office(own_settings)
    with RunningWorker(own_settings, soffice=str(slow)):
        plan = drafted_in_short_runs(office, acts_per_run=5)
        office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
        office.cast.act(CHAIR, plan, Act.CLOSE_ROUND)
        office.vote(plan)
        office.past_the_workflow(plan, office.order(SYSTEM, plan, Act.REMIND), version=4)
        office.gateway.temporal.catch_up(plan)
        office.until(plan, lambda doc: awaits(doc, SECRETARY))
    acts = [Act.CREATE, Act.OPEN_ROUND, Act.CLOSE_ROUND, Act.RECORD_VOTE, Act.REMIND]
    assert [e.act for e in office.entries(plan)] == [*acts, Act.RENDERED, Act.PREPARED]
    assert len(histories(own_settings, plan)) == 2


@pytest.mark.office
def test_workers_that_remember_nothing_replay_to_the_same(own_settings: Settings) -> None:
    """Two workers without a cache take turns: each step replays what the other one did."""
    office = Office(own_settings)
    with (
        RunningWorker(own_settings, cached_workflows=0),
        RunningWorker(own_settings, cached_workflows=0),
    ):
        plan = office.voted()
        office.until(plan, lambda doc: awaits(doc, SECRETARY))
    assert versions(office.entries(plan)) == [1, 2, 3, 4, 5, 6]


def is_at_work(settings: Settings, document_id: str) -> bool:
    """Whether an act is being recorded at once, inside the workflow's own task."""
    described = describe(settings, document_id).raw_description
    return described.HasField("pending_workflow_task")


def waits_patiently(settings: Settings, document_id: str) -> bool:
    """Whether an act that could not be recorded at once is tried until it can."""
    return SCHEDULED in kinds(settings, document_id)


@pytest.mark.parametrize("is_under_way", [is_at_work, waits_patiently])
def test_an_act_under_way_when_the_worker_is_told_to_end_is_done_once(
    own_settings: Settings, is_under_way: Callable[[Settings, str], bool]
) -> None:
    office, worker = Office(own_settings), RunningWorker(own_settings)
    worker.start()
    plan = office.drafted()
    target, answers = office.target(plan), list[str]()
    asking = threading.Thread(
        target=lambda: answers.append(office.code(DRAFTER, target, Act.OPEN_ROUND))
    )
    ending = threading.Thread(target=worker.stop)
    with locked(own_settings):
        asking.start()
        until(lambda: is_under_way(own_settings, plan))
        ending.start()
        ending.join(0.5)
    ending.join()
    with worker:
        asking.join()
    assert answers == [""]
    assert versions(office.entries(plan)) == [1, 2]


def test_a_start_whose_first_act_is_refused_ends(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "ABANDONED", timedelta(seconds=1))
    target = Target("", office.act_id())
    with pytest.raises(RefusedError, match=r"right\.none"):
        office.gateway.create(Actor(LEADER, "test"), target, NEW_PLANS["so"], CONTENT)
    document_id = document_id_for(target.act_id, PLAN.kind_id)
    ended = WorkflowExecutionStatus.COMPLETED
    until(lambda: status(office.settings, document_id) is ended)
    with pytest.raises(RefusedError, match=r"doc\.unknown"):
        office.document(document_id)


def test_a_first_act_that_outlasts_the_patience_of_its_start_counts(
    own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "ABANDONED", timedelta(seconds=0.5))
    office, target = Office(own_settings), Target("", "late")
    plan = document_id_for(target.act_id, PLAN.kind_id)
    create = partial(
        office.gateway.create, Actor(DRAFTER, "test"), target, NEW_PLANS["so"], CONTENT
    )
    with RunningWorker(own_settings), ThreadPoolExecutor() as pool:
        with locked(own_settings):
            asked = pool.submit(create)
            until(lambda: "timer_fired_event_attributes" in kinds(own_settings, plan))
        assert asked.result().version == 1
        office.cast.act(DRAFTER, plan, Act.OPEN_ROUND)
    assert versions(office.entries(plan)) == [1, 2]
