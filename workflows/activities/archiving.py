"""Stores the record for good and reads it back before anybody says "archived"."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows.activities.workshop import ticket_of
from workflows.domain.errors import IncompleteError

if TYPE_CHECKING:
    from workflows.activities.workshop import Workshop
    from workflows.domain.document import Document, Ticket


def archive_document(shop: Workshop, doc: Document) -> Ticket:
    """Put the issued paper and its minutes away with their retention. Safe to run twice.

    Raises:
        IncompleteError: there is no paper.
        StorageError: a store did not take it, or gave other bytes back.
    """
    if doc.main is None:
        raise IncompleteError(())
    until = _retained_until(doc)
    if doc.minutes is not None:
        _put_away(shop, doc, doc.minutes.current, until)
    return _put_away(shop, doc, doc.main.current, until)


def _put_away(shop: Workshop, doc: Document, paper: Ticket, until: datetime | None) -> Ticket:
    ref = shop.blobs.put_record(doc.document_id, shop.fetch(paper), until)
    shop.blobs.get(ref)  # verified against its sha256 on the way back
    return ticket_of(ref)


def _retained_until(doc: Document) -> datetime | None:
    """Return the end of the retention, counted from the day of issue; None is for ever."""
    years = doc.the_route.retention_years
    if years is None or doc.number is None:
        return None
    issued = datetime.fromisoformat(f"{doc.number.day}T00:00:00+07:00")
    return issued.replace(year=issued.year + years, day=min(issued.day, 28))
