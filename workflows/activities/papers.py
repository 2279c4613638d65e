"""The activities around the papers: one thin door each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import activity
from typing_extensions import override

from workflows.activities.archiving import archive_document
from workflows.activities.drafting import render_paper
from workflows.activities.sealing import embed_signature, prepare_item
from workflows.contracts.activities import Papers
from workflows.contracts.payloads import WorkAsk
from workflows.domain.document import Item, Paper, SignatureMade, Ticket

if TYPE_CHECKING:
    from workflows.activities.workshop import Workshop


class LivePapers(Papers):
    """Works through the workshop's ports."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    @override
    @activity.defn(name="render", no_thread_cancel_exception=True)
    def render(self, ask: WorkAsk) -> Paper:
        """Make the paper of the present phase and reserve its fields. Safe to run twice."""
        return render_paper(self._shop, ask.doc)

    @override
    @activity.defn(name="prepare", no_thread_cancel_exception=True)
    def prepare(self, ask: WorkAsk) -> Item:
        """Cut the hole for the next signature. Safe to run twice."""
        return prepare_item(self._shop, ask.doc)

    @override
    @activity.defn(name="embed", no_thread_cancel_exception=True)
    def embed(self, ask: WorkAsk) -> SignatureMade:
        """Put the signature in, with its evidence, and judge the result. Safe to run twice."""
        return embed_signature(self._shop, ask.doc)

    @override
    @activity.defn(name="archive", no_thread_cancel_exception=True)
    def archive(self, ask: WorkAsk) -> Ticket:
        """Store the record, read it back and check it. Safe to run twice."""
        return archive_document(self._shop, ask.doc)
