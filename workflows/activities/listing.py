"""Creates the commitments of a campaign's list: one workflow each, some at a time, resumable.

Each line is an act with an id of its own, so that a list that was broken off is simply done again:
what the ledger holds already is passed over. The list and what became of it are bodies; no line
travels.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from temporalio import activity
from typing_extensions import override

from doc_templates.canonical import canonical_bytes
from storage.blobs.port import Area
from storage.ledger import ledger
from workflows import sending
from workflows.activities.workshop import ticket_of
from workflows.contracts.activities import Lists
from workflows.contracts.lists import Line, Outcome, outcome_of, outcomes_body, read_list
from workflows.contracts.payloads import PlanStart, WorkAsk
from workflows.domain.document import Document, Ticket
from workflows.domain.errors import DomainError, IncompleteError
from workflows.domain.lifecycle import Act
from workflows.domain.orders import Order
from workflows.recording.content import blob_ref

if TYPE_CHECKING:
    from temporalio.client import Client

    from storage.blobs.port import BlobStore
    from storage.database import Database

AT_ONCE = 8  # more would make people wait behind the list
SECONDS_A_LINE = 60.0


class ListBrokenOffError(DomainError):
    """A commitment of a list was not answered in time; the list goes on where it stopped."""

    code = "campaign.list_broken_off"
    retryable = True


class LiveLists(Lists):
    """Creates through a client of the worker's own."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        client: Client,
        task_queue: str,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._database, self._blobs = database, blobs
        self._client, self._task_queue, self._loop = client, task_queue, loop

    @override
    @activity.defn(name="create_listed", no_thread_cancel_exception=True)
    def create_listed(self, ask: WorkAsk) -> Ticket:
        """Create the commitments of the list; tell line by line what became of each."""
        campaign = ask.doc.campaign
        if campaign is None or campaign.listing is None:
            raise IncompleteError(())
        lines = read_list(self._blobs.get(blob_ref(campaign.listing)))
        creating = self._create_all(lines, campaign.listed_by)
        outcomes = asyncio.run_coroutine_threadsafe(creating, self._loop).result()
        body = outcomes_body(outcomes)
        return ticket_of(self._blobs.put(Area.CONTENT, ask.doc.document_id, body))

    async def _create_all(self, lines: list[Line], organiser: str) -> list[Outcome]:
        done = await asyncio.to_thread(self._recorded, lines)
        some = asyncio.Semaphore(AT_ONCE)

        async def create(line: Line) -> Outcome:
            if line.act_id in done:
                return outcome_of(line)
            async with some:
                return await self._create(line, organiser)

        return list(await asyncio.gather(*(create(line) for line in lines)))

    def _recorded(self, lines: list[Line]) -> frozenset[str]:
        with self._database.reading() as conn:
            return ledger.recorded(conn, [line.act_id for line in lines])

    async def _create(self, line: Line, organiser: str) -> Outcome:
        body = canonical_bytes(line.content)
        ref = await asyncio.to_thread(self._blobs.put, Area.CONTENT, line.document_id, body)
        order = Order(
            act_id=line.act_id,
            act=Act.CREATE,
            person_id=organiser,
            origin="list",
            new=line.new,
            content=ticket_of(ref),
        )
        start = PlanStart(Document(line.document_id))
        try:
            done = await sending.until_answered(
                lambda: sending.begin(self._client, self._task_queue, start, order), SECONDS_A_LINE
            )
        except sending.NotDoneError as refused:
            return outcome_of(line, refused.code)
        if done is None:
            raise ListBrokenOffError(line.document_id)
        return outcome_of(line)
