"""What waits for one person's own key: the list he signs from, and what of it he has opened."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select, tuple_

from storage.readmodel.queries import document_row
from storage.readmodel.tables import DOCUMENTS, EVENTS, WAITING

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from storage.readmodel.shapes import DocumentRow

SIGN = "sign"
VIEW = "view"
SIGN_REFUSED = "sign_refused"
MAKES_THE_PAPER = ("rendered", "embedded")  # after these a paper looks as it will be signed


def counted(
    conn: Connection, person_id: str, states: Collection[str]
) -> dict[tuple[str, str], int]:
    """Return how many documents in these states wait for somebody's key, by state and kind."""
    grouped = (
        select(DOCUMENTS.c.state, DOCUMENTS.c.kind, func.count())
        .join(WAITING, WAITING.c.document_id == DOCUMENTS.c.id)
        .where(_his(person_id, states))
        .group_by(DOCUMENTS.c.state, DOCUMENTS.c.kind)
    )
    return {(state, kind): count for state, kind, count in conn.execute(grouped)}


def waiting_for_key(
    conn: Connection, person_id: str, places: Collection[tuple[str, str]], limit: int
) -> list[DocumentRow]:
    """Return the documents that wait for somebody's own key, soonest due first.

    Args:
        conn: any connection.
        person_id: who is asked by name.
        places: pairs of state and kind that are wanted; none finds nothing.
        limit: how many, at most.
    """
    if not places:
        return []
    wanted = (
        select(DOCUMENTS)
        .join(WAITING, WAITING.c.document_id == DOCUMENTS.c.id)
        .where(_his(person_id, {state for state, _ in places}))
        .where(tuple_(DOCUMENTS.c.state, DOCUMENTS.c.kind).in_(sorted(places)))
        .order_by(DOCUMENTS.c.deadline.is_(None), DOCUMENTS.c.deadline, DOCUMENTS.c.id)
        .limit(limit)
    )
    return [document_row(row) for row in conn.execute(wanted)]


def opened(conn: Connection, person_id: str, document_ids: Collection[str]) -> frozenset[str]:
    """Return which of these documents somebody opened since their paper is as it is now."""
    made, viewed = EVENTS.c.act.in_(MAKES_THE_PAPER), EVENTS.c.act == VIEW
    last_made = _last(conn, made, document_ids)
    last_viewed = _last(conn, viewed & (EVENTS.c.person_id == person_id), document_ids)
    return frozenset(
        document_id for document_id, seq in last_viewed.items()
        if seq > last_made.get(document_id, 0)
    )  # fmt: skip


def pages_shown(
    conn: Connection, person_id: str, document_ids: Collection[str]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many pages of which papers somebody was handed as pictures, and of how many.

    By document id and sha256 of the paper. A page handed out is not yet a page that was read.
    """
    viewed = (EVENTS.c.act == VIEW) & (EVENTS.c.person_id == person_id)
    asked = select(EVENTS.c.document_id, EVENTS.c.details).where(
        EVENTS.c.document_id.in_(sorted(document_ids)), viewed
    )
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    whole: dict[tuple[str, str], int] = {}
    for row in conn.execute(asked):
        told = json.loads(row.details)
        if "page" in told:
            paper = row.document_id, str(told["seen"])
            found[paper].add(int(told["page"]))
            whole[paper] = int(told["pages"])
    return {paper: (len(pages), whole[paper]) for paper, pages in found.items()}


def refusals(
    conn: Connection, person_id: str, document_ids: Collection[str]
) -> list[dict[str, str]]:
    """Return why somebody's lists left these documents unsigned, in the order it happened.

    Each with `document_id`, `list`, `item` (the act id of its line), `seen` and `code`.
    """
    refused = (EVENTS.c.act == SIGN_REFUSED) & (EVENTS.c.person_id == person_id)
    asked = select(EVENTS.c.document_id, EVENTS.c.details).where(
        EVENTS.c.document_id.in_(sorted(document_ids)), refused
    )
    found = conn.execute(asked.order_by(EVENTS.c.seq))
    return [{"document_id": row.document_id, **json.loads(row.details)} for row in found]


def _his(person_id: str, states: Collection[str]) -> ColumnElement[bool]:
    asked = (WAITING.c.act == SIGN) & (WAITING.c.person_id == person_id)
    return asked & DOCUMENTS.c.state.in_(sorted(states))


def _last(
    conn: Connection, matching: ColumnElement[bool], document_ids: Collection[str]
) -> dict[str, int]:
    """Return the seq of the last matching entry of each document."""
    found = (
        select(EVENTS.c.document_id, func.max(EVENTS.c.seq).label("last"))
        .where(EVENTS.c.document_id.in_(sorted(document_ids)), matching)
        .group_by(EVENTS.c.document_id)
    )
    return {row.document_id: row.last for row in conn.execute(found)}
