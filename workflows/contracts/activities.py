"""The hands that workflows may ask for; bodies are in `workflows.activities`."""

from __future__ import annotations

from temporalio import activity

from workflows.contracts.payloads import RecordAsk, Recorded, WorkAsk
from workflows.domain.document import Item, Paper, SignatureMade, Ticket


class Recording:
    """The one door to the ledger."""

    @activity.defn(name="record", no_thread_cancel_exception=True)
    def record(self, ask: RecordAsk) -> Recorded:
        """Check the right, append the entry, project it: one transaction. Safe to run twice."""
        raise NotImplementedError


class Papers:
    """Slow work on papers. Each is safe to run twice."""

    @activity.defn(name="render", no_thread_cancel_exception=True)
    def render(self, ask: WorkAsk) -> Paper:
        """Make the paper of the present phase and reserve its fields."""
        raise NotImplementedError

    @activity.defn(name="prepare", no_thread_cancel_exception=True)
    def prepare(self, ask: WorkAsk) -> Item:
        """Cut the hole for the next signature."""
        raise NotImplementedError

    @activity.defn(name="embed", no_thread_cancel_exception=True)
    def embed(self, ask: WorkAsk) -> SignatureMade:
        """Put the signature in, with its evidence, and judge the result strictly."""
        raise NotImplementedError

    @activity.defn(name="archive", no_thread_cancel_exception=True)
    def archive(self, ask: WorkAsk) -> Ticket:
        """Store the record, read it back and check it."""
        raise NotImplementedError


class Lists:
    """Slow work on the lists of a campaign. Safe to run twice."""

    @activity.defn(name="create_listed", no_thread_cancel_exception=True)
    def create_listed(self, ask: WorkAsk) -> Ticket:
        """Create the commitments of a list, and tell line by line what became of each."""
        raise NotImplementedError
