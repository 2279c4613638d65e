"""The worker process: its composition root, which alone names adapters."""

from __future__ import annotations

import asyncio
import logging
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4  # noqa: TID251 -- composition root

from temporalio.service import RPCError
from temporalio.worker import Worker

from doc_templates.render import LibreOfficeRenderer
from doc_templates.to_pdf import LibreOffice
from signing.trust.own_ca import DevPki
from storage.errors import StorageError
from workflows.activities.due import Shelf
from workflows.activities.heartbeats import Heartbeats
from workflows.activities.incidents import Incidents
from workflows.activities.listing import LiveLists
from workflows.activities.papers import LivePapers
from workflows.activities.recording import LiveRecording
from workflows.activities.renewals import LiveRenewals
from workflows.activities.renewing import Hands
from workflows.activities.workshop import Workshop
from workflows.believing import trust_of
from workflows.connecting import AGAIN_SECONDS, connect_waiting, identity
from workflows.definitions.campaign import Campaign
from workflows.definitions.commitment import Commitment
from workflows.definitions.plan import Plan
from workflows.definitions.renewal import Renewal
from workflows.domain.renewal import RenewalRule
from workflows.recording.record import Recorder
from workflows.sandbox import runner
from workflows.scheduling import keep_schedule
from workflows.stores import open_blobs, open_database, try_blobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from temporalio.client import Client

    from workflows.config import CoreSettings

THREADS = 16
RECORDING_THREADS = 8  # of their own: an act never waits for a thread behind slow work
CACHED_WORKFLOWS = 500
LISTS_EVERY_SECONDS = 12 * 60 * 60

_LOG = logging.getLogger(__name__)


def main(settings: CoreSettings) -> None:
    """Run one worker until SIGINT or SIGTERM.

    Raises:
        StorageError: the database is not of this version, or a store keeps not what it promises.
    """
    open_database(settings).close()  # before Temporal is waited for
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("temporalio.activity", "temporalio.workflow"):
        logging.getLogger(name).addFilter(_without_trace)
    asyncio.run(_serve(settings))


def clock() -> datetime:
    """Read the clock: the one place of the worker that does."""
    return datetime.now(UTC)  # noqa: TID251 -- a composition root


def build(
    settings: CoreSettings,
    client: Client,
    now: Callable[[], datetime],
    converter: LibreOffice,
    cached_workflows: int = CACHED_WORKFLOWS,
) -> Worker:
    """Put the worker together; with no cached workflows every step is a replay."""
    database, blobs = open_database(settings), open_blobs(settings)
    recorder = Recorder(database, blobs, now)
    shop = Workshop(database, blobs, now, LibreOfficeRenderer(converter), trust_of(settings, now))
    papers = LivePapers(shop)
    recording = LiveRecording(recorder)
    lists = LiveLists(database, blobs, client, settings.task_queue, asyncio.get_running_loop())
    shelf = Shelf(database, blobs, now, rule_of(settings), shop.trust)
    renewals = LiveRenewals(Hands(shop, recorder, shelf))
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[Plan, Commitment, Campaign, Renewal],
        activities=[
            recording.record,
            papers.render,
            papers.prepare,
            papers.embed,
            papers.archive,
            lists.create_listed,
            renewals.due_records,
            renewals.renew_record,
            renewals.end_round,
        ],
        activity_executor=ThreadPoolExecutor(THREADS + RECORDING_THREADS, "activity"),
        max_concurrent_activities=THREADS,
        max_concurrent_local_activities=RECORDING_THREADS,
        max_cached_workflows=cached_workflows,
        workflow_runner=runner(),
        interceptors=[Heartbeats(), Incidents(database, now)],
    )


async def _serve(settings: CoreSettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await _require_fit_store(settings)
    client = await connect_waiting(settings, identity("worker"))
    with LibreOffice(shutil.which(settings.soffice)) as converter:
        async with build(settings, client, clock, converter):
            _LOG.info("worker ready")
            beside = (
                asyncio.create_task(_keep_lists_current(settings.pki_dir)),
                asyncio.create_task(_keep_renewing(client, settings.task_queue)),
            )
            await stop.wait()
            for task in beside:
                task.cancel()


async def _require_fit_store(settings: CoreSettings) -> None:
    """Refuse a bucket whose locks do not hold, before a record is kept in it.

    One that does not answer is waited for, as Temporal is: then nothing is known yet.
    """
    while True:
        try:
            return await asyncio.to_thread(try_blobs, settings, clock(), uuid4().hex)
        except StorageError as refusal:
            if not refusal.retryable:
                raise
            _LOG.info("waiting for the store of bodies: %s", refusal.code)
            await asyncio.sleep(AGAIN_SECONDS)


async def _keep_lists_current(folder: Path) -> None:
    """Publish the development authority's revocation lists anew before they end (30 days)."""
    if not (folder / "keys").is_dir():
        return  # a real authority publishes its own
    while True:
        await asyncio.to_thread(DevPki(folder, "").publish_lists, clock())
        await asyncio.sleep(LISTS_EVERY_SECONDS)


async def _keep_renewing(client: Client, task_queue: str) -> None:
    """See that rounds of renewals are scheduled; Temporal may be away just now."""
    while True:
        try:
            return await keep_schedule(client, task_queue)
        except RPCError as err:
            _LOG.info("waiting to schedule renewals: %s", err.status.name)
            await asyncio.sleep(AGAIN_SECONDS)


def rule_of(settings: CoreSettings) -> RenewalRule:
    """Return when records are due for renewal."""
    return RenewalRule(timedelta(days=settings.renewing.days), settings.renewing.algorithm_ends)


def _without_trace(record: logging.LogRecord) -> bool:
    """Temporal logs whole tracebacks, which may quote a document: the incident holds them."""
    record.exc_info = None
    record.exc_text = None
    return True
