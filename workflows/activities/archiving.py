"""Stores the record for good and reads it back before anybody says "archived"."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows.activities.workshop import ticket_of
from workflows.domain.deadlines import VIETNAM
from workflows.domain.errors import IncompleteError

if TYPE_CHECKING:
    from workflows.activities.workshop import Workshop
    from workflows.domain.document import Document, Ticket


def archive_document(shop: Workshop, doc: Document) -> Ticket:
    """Put the issued paper away with its appendix files and minutes. Safe to run twice.

    Raises:
        IncompleteError: there is no paper.
        StorageError: a store did not take it, or gave other bytes back.
    """
    if doc.main is None:
        raise IncompleteError(())
    until = retained_until(doc)
    if doc.minutes is not None:
        put_away(shop, doc.document_id, shop.fetch(doc.minutes.current), until)
    for appendix in doc.appendices:
        put_away(shop, doc.document_id, shop.fetch(appendix.current), until)
    return put_away(shop, doc.document_id, shop.fetch(doc.main.current), until)


def put_away(shop: Workshop, document_id: str, pdf: bytes, until: datetime | None) -> Ticket:
    """Store one file for good and read it back. Raises StorageError."""
    ref = shop.blobs.put_record(document_id, pdf, until)
    shop.blobs.get(ref)  # verified against its sha256 on the way back
    return ticket_of(ref)


def retained_until(doc: Document) -> datetime | None:
    """Return the end of the retention, from the day of issue or registration; None is for ever."""
    years = doc.the_route.retention_years
    if years is None:
        return None
    number = doc.number
    began = datetime.fromisoformat(f"{number.day}T00:00:00+07:00" if number else doc.entered_at)
    local = began.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    return local.replace(year=local.year + years, day=min(local.day, 28))
