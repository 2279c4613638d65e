"""What an order's tickets hold, as far as rules look at it; read before the write lock is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.contracts.lists import Line, key_of, read_list
from workflows.domain.campaign_errors import ListInvalidError
from workflows.domain.document import Campaign
from workflows.domain.kinds import EMPLOYEE_COMMITMENT
from workflows.domain.lifecycle import Act
from workflows.recording.content import (
    NO_CONTENT,
    ContentFacts,
    blob_ref,
    campaign_of,
    content_facts,
    load_content,
)
from workflows.recording.roll import Roll, load_roll

if TYPE_CHECKING:
    from storage.blobs.port import BlobStore
    from workflows.domain.document import Document
    from workflows.domain.orders import Order


@dataclass(frozen=True, slots=True)
class Bodies:
    """The facts of a content, a roll call, what a campaign is launched with, a list's length."""

    content: ContentFacts = NO_CONTENT
    roll: Roll | None = None
    campaign: Campaign | None = None
    lines: int = 0
    list_key: str = ""


def bodies_of(blobs: BlobStore, doc: Document, order: Order) -> Bodies:
    """Read what the order refers to.

    Raises:
        ContentInvalidError: a content does not fit its kind's schema.
        ListInvalidError: a list holds what its campaign may not create.
        StorageError: the store did not serve.
    """
    roll = load_roll(blobs, order.roll) if order.roll is not None else None
    content, campaign = NO_CONTENT, None
    if order.content is not None:
        content = content_facts(blobs, order.content, doc.kind, doc.the_route)
    if order.act is Act.LAUNCH and doc.content is not None:
        campaign = campaign_of(load_content(blobs, doc.content))
    lines = _lines(blobs, doc, order) if order.act is Act.ADD_LIST else []
    return Bodies(content, roll, campaign, len(lines), key_of(lines))


def _lines(blobs: BlobStore, doc: Document, order: Order) -> list[Line]:
    """Read a list that is handed in: commitments of employees for this very campaign, nothing else.

    A campaign is the state's; what a cell's members commit themselves to never passes through it.
    """
    lines = read_list(blobs.get(blob_ref(order.listing))) if order.listing else []
    allowed = {(EMPLOYEE_COMMITMENT.kind_id, doc.document_id)}
    if not key_of(lines) or {(one.new.kind, one.new.campaign_id) for one in lines} != allowed:
        raise ListInvalidError(doc.document_id)
    return lines
