"""The worker process: its composition root, which alone names adapters."""

from __future__ import annotations

import asyncio
import logging
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from temporalio.client import Client
from temporalio.worker import Worker

from doc_templates.render import LibreOfficeRenderer
from doc_templates.to_pdf import LibreOffice
from signing.trust.own_ca import DevPki
from signing.trust.revocation import CrlFolder
from signing.trust.timestamps import HttpTimestamper, LocalTimestamper, Timestamper
from storage.blobs.local import LocalBlobStore
from storage.database import Database
from workflows.activities.heartbeats import Heartbeats
from workflows.activities.incidents import Incidents
from workflows.activities.papers import LivePapers
from workflows.activities.recording import LiveRecording
from workflows.activities.workshop import Trust, Workshop
from workflows.definitions.plan import Plan
from workflows.failures import CONVERTER
from workflows.recording.record import Recorder
from workflows.sandbox import runner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workflows.config import CoreSettings

THREADS = 16
CACHED_WORKFLOWS = 500
CONNECT_AGAIN_SECONDS = 0.5
LISTS_EVERY_SECONDS = 12 * 60 * 60

_LOG = logging.getLogger(__name__)


def main(settings: CoreSettings) -> None:
    """Run one worker until SIGINT or SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("temporalio.activity", "temporalio.workflow"):
        logging.getLogger(name).addFilter(_without_trace)
    asyncio.run(_serve(settings))


def clock() -> datetime:
    """Read the clock: the one place of the worker that does."""
    return datetime.now(UTC)  # noqa: TID251 -- a composition root


async def connect(settings: CoreSettings, identity: str) -> Client:
    """Connect to Temporal, waiting for it as long as it takes."""
    while True:
        try:
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                data_converter=CONVERTER,
                identity=identity,
            )
        except RuntimeError:
            _LOG.info("waiting for Temporal at %s", settings.temporal_address)
            await asyncio.sleep(CONNECT_AGAIN_SECONDS)


def build(
    settings: CoreSettings,
    client: Client,
    now: Callable[[], datetime],
    converter: LibreOffice,
    cached_workflows: int = CACHED_WORKFLOWS,
) -> Worker:
    """Put the worker together; with no cached workflows every step is a replay."""
    database = Database(settings.database_url.reveal())
    blobs = LocalBlobStore(settings.blob_directory)
    recorder = Recorder(database, blobs, now)
    shop = Workshop(database, blobs, now, LibreOfficeRenderer(converter), _trust(settings, now))
    papers = LivePapers(shop)
    recording = LiveRecording(recorder)
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[Plan],
        activities=[
            recording.record,
            papers.render,
            papers.prepare,
            papers.embed,
            papers.archive,
        ],
        activity_executor=ThreadPoolExecutor(THREADS, "activity"),
        max_concurrent_activities=THREADS,
        max_cached_workflows=cached_workflows,
        workflow_runner=runner(),
        interceptors=[Heartbeats(), Incidents(database, now)],
    )


async def _serve(settings: CoreSettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    client = await connect(settings, "worker")
    with LibreOffice(shutil.which(settings.soffice)) as converter:
        async with build(settings, client, clock, converter):
            _LOG.info("worker ready")
            lists = asyncio.create_task(_keep_lists_current(settings.pki_dir))
            await stop.wait()
            lists.cancel()


async def _keep_lists_current(folder: Path) -> None:
    """Publish the development authority's revocation lists anew before they end (30 days)."""
    if not (folder / "keys").is_dir():
        return  # a real authority publishes its own
    while True:
        await asyncio.to_thread(DevPki(folder, "").publish_lists, clock())
        await asyncio.sleep(LISTS_EVERY_SECONDS)


def _trust(settings: CoreSettings, now: Callable[[], datetime]) -> Trust:
    folder = settings.pki_dir
    return Trust(
        anchors=folder / "trust.pem",
        intermediates=folder / "issuing.pem",
        revocation=CrlFolder(folder),
        timestamper=_timestamper(settings, now),
    )


def _timestamper(settings: CoreSettings, now: Callable[[], datetime]) -> Timestamper:
    if settings.tsa_urls:
        return HttpTimestamper(settings.tsa_urls)
    return LocalTimestamper(DevPki(settings.pki_dir, "").tsa(now).respond)


def _without_trace(record: logging.LogRecord) -> bool:
    """Temporal logs whole tracebacks, which may quote a document: the incident holds them."""
    record.exc_info = None
    record.exc_text = None
    return True
