"""Something behind does not serve: the document waits where people see why, and goes on after."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from service.gateway import Extras
from storage.people import images
from storage.people.tables import CERTIFICATES, IMAGES
from storage.readmodel import incidents, queries
from tests.homes import real_clock
from tests.waiting import until
from tests.workflow.office import CHAIR, DRAFTER, SECRETARY, STRANGER, Office, awaits
from tests.workflow.running import RunningWorker, worker_process
from workflows.contracts import queues
from workflows.domain.lifecycle import Act, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from service.config import Settings

pytestmark = [pytest.mark.temporal, pytest.mark.office]


def test_without_libreoffice_a_document_waits_and_goes_on_once_it_is_there(
    own_settings: Settings, tmp_path: Path
) -> None:
    office, missing = Office(own_settings), tmp_path / "soffice"
    with RunningWorker(own_settings, soffice=str(missing)):
        plan = office.voted()
        until(lambda: any(one.attempts > 1 for one in office.incidents(plan)))
        [incident] = office.incidents(plan)
        assert (incident.code, incident.where) == ("paper.converter_failed", "render")
        assert office.document(plan).state is State.RECONCILING
        assert not office.document(plan).stuck
        missing.symlink_to(shutil.which("soffice") or "")
        office.until(plan, lambda doc: awaits(doc, SECRETARY))
        until(lambda: not office.incidents(plan))


def test_what_trying_again_cannot_help_is_stuck_until_somebody_mends_it(
    own_settings: Settings,
) -> None:
    office = Office(own_settings)
    database = office.gateway.recorder.database
    with database.writing() as conn:
        image = images.signature_image(conn, SECRETARY, real_clock())
        conn.execute(delete(IMAGES).where(IMAGES.c.person_id == SECRETARY))
    with RunningWorker(own_settings):
        plan = office.voted()
        stuck = office.until(plan, lambda doc: bool(doc.stuck))
        assert stuck.stuck == "sign.no_image"
        with database.reading() as conn:
            told = incidents.incident(conn, stuck.incident)
            assert [row.document_id for row in queries.stuck(conn)] == [plan]
        assert told is not None
        assert (told.code, told.document_id, told.where) == ("sign.no_image", plan, "render")
        assert office.code(STRANGER, office.target(plan), Act.RETRY) == "doc.unknown"
        assert image is not None
        with database.writing() as conn:
            images.add_image(conn, image)
        office.cast.act(DRAFTER, plan, Act.RETRY)
        after = office.until(plan, lambda doc: awaits(doc, SECRETARY))
        assert (after.stuck, after.incident) == ("", "")


def test_what_is_not_mended_is_stuck_again(own_settings: Settings) -> None:
    office = Office(own_settings)
    with office.gateway.recorder.database.writing() as conn:
        conn.execute(
            update(CERTIFICATES).where(CERTIFICATES.c.person_id == CHAIR).values(until=real_clock())
        )
    with RunningWorker(own_settings):
        plan = office.voted()
        first = office.until(plan, lambda doc: bool(doc.stuck))
        office.cast.act(DRAFTER, plan, Act.RETRY)
        again = office.until(plan, lambda doc: doc.version >= first.version + 2)
        assert (first.stuck, again.stuck) == ("sign.no_certificate", "sign.no_certificate")
        assert first.incident != again.incident
        withdraw = office.code(
            DRAFTER, office.target(plan), Act.WITHDRAW, Extras(reason="Không có chứng thư")
        )
        assert withdraw == ""


def test_a_worker_killed_at_its_work_is_noticed_long_before_the_works_own_limit(
    own_settings: Settings, surroundings: Mapping[str, str], tmp_path: Path
) -> None:
    slow, begun = tmp_path / "soffice", tmp_path / "begun"
    slow.write_text(f'#!/bin/sh\ntouch {begun}\nsleep 3\nexec /usr/bin/soffice "$@"\n', "ascii")
    slow.chmod(0o755)
    office = Office(own_settings)
    with worker_process(own_settings, slow, surroundings) as worker:
        plan = office.voted()
        until(begun.exists)
        worker.kill()
        worker.wait()
    with worker_process(own_settings, slow, surroundings):
        office.until(plan, lambda doc: awaits(doc, SECRETARY), queues.RENDER_LIMIT.seconds / 3)
    assert [e.act for e in office.entries(plan)][-2:] == [Act.RENDERED, Act.PREPARED]


def test_work_that_takes_longer_than_a_missed_heartbeat_is_left_alone(
    own_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "HEARTBEAT_LIMIT", timedelta(seconds=1.5))
    slow, times = tmp_path / "soffice", tmp_path / "times"
    converting = f'case "$*" in *--convert-to*) echo x >> {times}; sleep 4;; esac'
    slow.write_text(f'#!/bin/sh\n{converting}\nexec /usr/bin/soffice "$@"\n', "ascii")
    slow.chmod(0o755)
    office = Office(own_settings)
    with RunningWorker(own_settings, soffice=str(slow)):
        plan = office.voted()
        office.until(plan, lambda doc: awaits(doc, SECRETARY))
    assert times.read_text("ascii").split() == ["x"]
