"""Rounds of renewal on a real Temporal, over really signed records, years later."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from temporalio.client import ScheduleActionStartWorkflow, ScheduleOverlapPolicy

from signing.trust.dated_anchors import dated_anchors
from signing.trust.own_ca import create_dev_pki
from signing.verify.codes import Code
from signing.verify.judge import verify
from storage.ledger import ledger
from storage.readmodel import queries
from tests.homes import settings_in
from tests.waiting import until
from tests.web_site import web_site
from tests.workflow.records import AHEAD, Records, begin, ended
from tests.workflow.running import RunningWorker
from tests.workflow.temporal_runs import histories
from workflows.connecting import connect_once
from workflows.contracts.names import COMMITMENT, RENEWAL, workflow_id
from workflows.contracts.payloads import PlanStart
from workflows.contracts.renewing import Round
from workflows.domain.lifecycle import State
from workflows.scheduling import RoundNotBegunError, begin_round, keep_schedule

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from service.config import Settings
    from service.stack.layout import Layout
    from signing.trust.own_ca import DevPki
    from workflows.domain.document import Document

pytestmark = pytest.mark.temporal
NOBODY = "http://127.0.0.1:9/"  # the discard port: nobody answers there


@pytest.fixture
def records(own_settings: Settings) -> Records:
    return Records(own_settings)


def worker_of(records: Records, settings: Settings | None = None) -> RunningWorker:
    return RunningWorker(settings or records.settings, clock=lambda: records.later)


def codes(records: Records) -> list[str]:
    return [one.code for one in records.incidents()]


def test_an_appendix_file_is_renewed_with_its_paper_and_each_by_itself(records: Records) -> None:
    before = records.archived("vb-1", appendices=1)
    records.next_authority()
    with worker_of(records):
        done = ended(records.settings, begin(records.settings))
    assert (done.renewed, done.failed, done.held) == (1, 0, 0)
    doc = records.gateway.document("vb-1")
    old, [new] = before.appendices[0].current, doc.appendices
    assert new.renewed is not None
    pdf = records.fetch(new.current)
    assert pdf.startswith(records.fetch(old))
    assert len(pdf) > old.size


def test_copies_are_renewed_after_the_papers_and_go_on_where_a_worker_stopped(
    records: Records,
) -> None:
    records.archived("vb-1")
    old = {name: records.copied(name) for name in ("a1", "a2")}
    records.next_authority()
    with worker_of(records):
        named = begin(records.settings, Round(steps_per_run=1, page=1))
        until(lambda: records.copy("a1").renewals == 1)
    with worker_of(records):
        first = ended(records.settings, named)
        second = ended(records.settings, begin(records.settings))
    assert (first.renewed, first.failed, second.renewed) == (3, 0, 0)
    assert records.gateway.document("vb-1").renewals == 1
    assert records.renewed_copies() == ["sao-a1:renew:1", "sao-a2:renew:1"]
    for name, before in old.items():
        signed, pdf = records.fetch(before.file), records.fetch(records.copy(name).file)
        assert pdf.startswith(signed)
        assert verify(pdf, records.office.anchors, records.later + AHEAD).code is Code.VALID
        assert verify(signed, records.office.anchors, records.later + AHEAD).code is not Code.VALID
    assert records.incidents() == []


def test_two_rounds_at_once_renew_a_copy_once(records: Records) -> None:
    records.copied("a1")
    records.next_authority()
    with worker_of(records):
        rounds = [begin(records.settings) for _ in range(2)]
        assert [ended(records.settings, named).failed for named in rounds] == [0, 0]
    assert records.renewed_copies() == ["sao-a1:renew:1"]
    assert records.incidents() == []


def test_a_copy_whose_file_was_lost_is_an_incident_and_the_next_one_is_renewed(
    records: Records,
) -> None:
    records.copied("a1", is_lost=True)
    records.copied("a2")
    records.next_authority()
    with worker_of(records):
        done = ended(records.settings, begin(records.settings))
    assert (done.renewed, done.failed) == (1, 1)
    assert [(one.document_id, one.code) for one in records.incidents()] == [
        ("sao-a1", "blob.missing")
    ]
    assert records.renewed_copies() == ["sao-a2:renew:1"]


def test_what_is_due_is_renewed_once_and_then_outlives_its_first_authority(
    records: Records,
) -> None:
    before = records.archived("vb-1")
    records.next_authority()
    with worker_of(records):
        first = ended(records.settings, begin(records.settings))
        second = ended(records.settings, begin(records.settings))
    assert (first.renewed, first.failed, first.held) == (1, 0, 0)
    assert second.renewed == 0
    doc = records.gateway.document("vb-1")
    assert doc.renewals == 1
    assert doc.main is not None
    assert doc.minutes is not None
    assert before.main is not None
    assert doc.record == doc.main.current
    old = records.fetch(before.main.current)
    for paper in (doc.main, doc.minutes):
        pdf = records.fetch(paper.current)
        assert verify(pdf, records.office.anchors, records.later + AHEAD).code is Code.VALID
    assert records.fetch(doc.main.current).startswith(old)
    assert verify(old, records.office.anchors, records.later + AHEAD).code is not Code.VALID
    with records.gateway.recorder.database.reading() as conn:
        acts = [entry.act for entry in ledger.of_document(conn, "vb-1")]
        row = queries.document(conn, "vb-1")
    assert acts == ["archive", "renew"]
    assert row is not None
    assert row.main is not None
    assert row.main.sha256 == doc.record.sha256
    assert records.incidents() == []


def test_a_record_whose_file_is_lost_is_an_incident_and_stops_nobody_else(
    records: Records,
) -> None:
    good = records.archived("vb-2")
    records.lost("vb-1", good)
    records.next_authority()
    with worker_of(records):
        done = ended(records.settings, begin(records.settings, Round(steps_per_run=1, page=1)))
    assert (done.renewed, done.failed) == (1, 1)
    assert [(one.document_id, one.code) for one in records.incidents()] == [
        ("vb-1", "blob.missing")
    ]
    assert records.gateway.document("vb-2").renewals == 1
    assert records.gateway.document("vb-1").renewals == 0


def test_a_record_that_is_not_valid_any_more_is_not_stamped_again(records: Records) -> None:
    records.archived("vb-1")
    records.later += AHEAD  # nobody renewed it in time: its authority has ended
    records.next_authority()
    with worker_of(records):
        done = ended(records.settings, begin(records.settings))
    assert (done.renewed, done.failed) == (0, 1)
    assert codes(records) == ["renewal.not_valid"]
    assert records.gateway.document("vb-1").renewals == 0


def test_nothing_is_stamped_in_vain_while_the_authority_ends_no_later(records: Records) -> None:
    records.archived("vb-1")
    records.publishes()
    with worker_of(records):
        held = ended(records.settings, begin(records.settings))
    assert (held.renewed, held.held) == (0, 1)
    assert codes(records) == ["renewal.authority_ends"]
    records.next_authority()
    with worker_of(records):
        done = ended(records.settings, begin(records.settings))
    assert (done.renewed, done.held) == (1, 0)
    assert records.incidents() == []


def test_a_record_is_renewed_before_the_root_of_its_stamp_is_believed_no_more(
    records: Records, own_home: Layout, tmp_path: Path
) -> None:
    records.archived("vb-1")
    records.later = records.office.now + timedelta(days=30)
    other = create_dev_pki(tmp_path, records.office.now, "http://ca.example.invalid/other")
    other.publish_lists(records.later)
    ends = records.later + timedelta(days=100)
    believe(records.settings.pki_dir, other, ends)
    records.publishes()
    with worker_of(records):
        assert ended(records.settings, begin(records.settings)).held == 1
    assert codes(records) == ["renewal.authority_ends"]
    tsa = other.tsa(lambda: records.later)
    with web_site(lambda _, body: (200, {}, tsa.respond(body))) as url:
        elsewhere = settings_in(
            own_home, temporal_address=records.settings.temporal_address,
            task_queue=records.settings.task_queue, tsa_urls=url,
        )  # fmt: skip
        with worker_of(records, elsewhere):
            assert ended(records.settings, begin(records.settings)).renewed == 1
    assert records.incidents() == []
    doc, anchors = records.gateway.document("vb-1"), dated_anchors(own_home.home / "pki/trust.pem")
    assert doc.main is not None
    new, old = doc.main.current, doc.main.signatures[-1].file
    assert verify(records.fetch(new), anchors, ends).code is Code.VALID
    assert Code.TIMESTAMP_UNTRUSTED in verify(records.fetch(old), anchors, ends).all_codes


def believe(folder: Path, other: DevPki, until: datetime) -> None:
    """Believe the home's own root until then, and another one, whose lists are at hand."""
    since = "from = 2020-01-01T00:00:00+07:00\n"
    rows = (("root.pem", f"{since}to = {until.isoformat()}\n"), ("other.pem", since))
    (folder / "other.pem").write_bytes(other.trust_pem)
    table = "".join(
        f'[[anchor]]\nfile = "{name}"\ndomain = "public"\n{times}' for name, times in rows
    )
    (folder / "anchors.toml").write_text(table, "utf-8")
    for file in other.directory.glob("*.crl"):
        shutil.copy(file, folder / f"other-{file.name}")


def test_a_round_without_an_authority_waits_visibly_and_goes_on_with_another_worker(
    records: Records, own_home: Layout
) -> None:
    records.archived("vb-1")
    records.next_authority()
    deaf = settings_in(
        own_home, temporal_address=records.settings.temporal_address,
        task_queue=records.settings.task_queue, tsa_urls=NOBODY,
    )  # fmt: skip
    with worker_of(records, deaf):
        named = begin(records.settings)
        until(lambda: codes(records) == ["signing.timestamp_unavailable"])
    with worker_of(records):
        assert ended(records.settings, named).renewed == 1
    assert records.incidents() == []


def test_a_commitment_in_force_is_renewed_and_its_workflow_told_where_one_runs(
    records: Records,
) -> None:
    plan = records.archived("vb-9")
    told, untold = (
        records.write(
            replace(
                plan, document_id=name, kind="cam-ket-dang", route="chi-bo", minutes=None,
                state=State.IN_FORCE,
            )
        )
        for name in ("ck-1", "ck-2")
    )  # fmt: skip
    carry(records.settings, told)
    records.next_authority()
    with worker_of(records):
        assert ended(records.settings, begin(records.settings)).renewed == 3
        until(lambda: asked_the_ledger(records.settings, told.document_id))
    for doc in (told, untold):
        after = records.gateway.document(doc.document_id)
        assert (after.state, after.renewals) == (State.IN_FORCE, 1)


def carry(settings: Settings, doc: Document) -> None:
    """Begin the workflow of a document that stands so."""

    async def ask() -> None:
        client = await connect_once(settings, "test")
        named = workflow_id(doc.document_id)
        await client.start_workflow(
            COMMITMENT, PlanStart(doc), id=named, task_queue=settings.task_queue
        )

    asyncio.run(ask())


def asked_the_ledger(settings: Settings, document_id: str) -> bool:
    """Say whether a document's workflow was told to catch up, and did."""
    events = [event for run in histories(settings, document_id) for event in run.events]
    local = [e for e in events if e.marker_recorded_event_attributes.marker_name]
    signalled = [e for e in events if e.workflow_execution_signaled_event_attributes.signal_name]
    return bool(local and signalled)


async def test_workers_keep_one_schedule_and_leave_a_paused_one_paused(
    own_settings: Settings,
) -> None:
    client = await connect_once(own_settings, "test")
    handle = client.get_schedule_handle(RENEWAL)
    try:
        await keep_schedule(client, own_settings.task_queue)
        await handle.pause()
        await keep_schedule(client, "q-next")
        known = (await handle.describe()).schedule
        assert known.state.paused
        assert isinstance(known.action, ScheduleActionStartWorkflow)
        assert (known.action.workflow, known.action.task_queue) == (RENEWAL, "q-next")
        assert known.policy.overlap is ScheduleOverlapPolicy.SKIP
    finally:
        await handle.delete()
    with pytest.raises(RoundNotBegunError):
        await begin_round(client)


async def test_a_round_is_begun_by_hand_through_the_schedule(records: Records) -> None:
    client = await connect_once(records.settings, "test")
    await keep_schedule(client, records.settings.task_queue)
    handle = client.get_schedule_handle(RENEWAL)
    try:
        await begin_round(client)
        await asyncio.to_thread(records.archived, "vb-1")
        records.next_authority()
        with worker_of(records):
            await asyncio.to_thread(until, lambda: records.gateway.document("vb-1").renewals == 1)
    finally:
        await handle.delete()
