"""The documents that keep a record, by id, a page at a time: what the round of renewals reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.readmodel.queries import document_row
from storage.readmodel.tables import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from storage.readmodel.shapes import DocumentRow


def records_after(
    conn: Connection, states: Collection[str], after: str, limit: int
) -> list[DocumentRow]:
    """Return documents with a paper in these states whose ids follow `after`, in order."""
    kept = select(DOCUMENTS).where(
        DOCUMENTS.c.id > after, DOCUMENTS.c.state.in_(sorted(states)), DOCUMENTS.c.main_key != ""
    )
    return [document_row(row) for row in conn.execute(kept.order_by(DOCUMENTS.c.id).limit(limit))]
