"""What pages ask. Who may ask is the caller's to decide; other people's rows are never loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, false, insert, or_, select, tuple_

from storage.blobs.port import BlobRef
from storage.readmodel.rounds import Comment, comments_of
from storage.readmodel.shapes import Asked, DocumentRow, Event, Filters, Notice, Page, Task, Viewer
from storage.readmodel.tables import DOCUMENTS, EVENTS, NOTICE_READS, NOTICES, WAITING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Table

FINAL = ("archived", "withdrawn")
PAGE = 50
_SAME = (
    "last_seq", "kind", "route", "title", "drafter_id", "unit_id", "issuer_id", "circle_id",
    "superior_id", "signer_person_id", "state", "version", "moved_version", "edition",
    "content_sha256", "shown_sha256", "number_text", "number_day", "deadline", "remind_at",
    "is_reminded", "stuck", "incident", "entered_at", "created_at", "changed_at",
)  # fmt: skip


def document(conn: Connection, document_id: str) -> DocumentRow | None:
    """Return a document."""
    row = conn.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).first()
    return _document(row) if row else None


def documents_list(
    conn: Connection,
    viewer: Viewer,
    filters: Filters | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> Page:
    """Return the documents a viewer may see, the latest change first.

    Args:
        conn: any connection.
        viewer: whose rows alone are loaded.
        filters: what the list is narrowed to.
        before: `next_before` of the page ahead of it; None for the first.
        limit: how many, at most.
    """
    wanted = select(DOCUMENTS).where(_visible(viewer), *_narrowed(filters or Filters()))
    if before is not None:
        wanted = wanted.where(DOCUMENTS.c.last_seq < before)
    newest = wanted.order_by(DOCUMENTS.c.last_seq.desc()).limit(limit + 1)
    rows = [_document(row) for row in conn.execute(newest)]
    more = rows[limit - 1].last_seq if len(rows) > limit else None
    return Page(tuple(rows[:limit]), more)


def documents_waiting_for(
    conn: Connection, person_id: str, posts: Collection[tuple[str, str]]
) -> list[Task]:
    """Return what waits for somebody, by name or in a post (role, unit id); soonest due first."""
    joined = select(DOCUMENTS, *_labelled(WAITING)).join(
        WAITING, WAITING.c.document_id == DOCUMENTS.c.id
    )
    mine = joined.where(_addressed(WAITING, person_id, posts))
    no_deadline_last = DOCUMENTS.c.deadline.is_(None), DOCUMENTS.c.deadline, DOCUMENTS.c.id
    return [
        Task(_document(r), Asked(r.id, r.w_role, r.w_unit_id, r.w_person_id, r.w_act))
        for r in conn.execute(mine.order_by(*no_deadline_last, WAITING.c.act, WAITING.c.role))
    ]


def waiting_of(conn: Connection, document_id: str) -> list[Asked]:
    """Return who is asked now."""
    mine = select(WAITING).where(WAITING.c.document_id == document_id)
    order = WAITING.c.role, WAITING.c.unit_id, WAITING.c.person_id, WAITING.c.act
    return [
        Asked(r.document_id, r.role, r.unit_id, r.person_id, r.act)
        for r in conn.execute(mine.order_by(*order))
    ]


def history(
    conn: Connection, document_id: str, without: Collection[str] = (), limit: int = 1000
) -> list[Event]:
    """Return a document's history in order, without some acts if so asked (such as `view`)."""
    mine = select(EVENTS).where(EVENTS.c.document_id == document_id)
    kept = mine.where(EVENTS.c.act.not_in(without)).order_by(EVENTS.c.seq.desc()).limit(limit)
    return [_event(row) for row in conn.execute(kept)][::-1]


def comments(conn: Connection, document_id: str) -> list[Comment]:
    """Return all comments of a document, in order."""
    return comments_of(conn, document_id)


def notices_for(
    conn: Connection, person_id: str, posts: Collection[tuple[str, str]], limit: int = PAGE
) -> list[Notice]:
    """Return what somebody was reminded of, by name or in a post, the newest first."""
    read = and_(
        NOTICE_READS.c.seq == NOTICES.c.seq,
        NOTICE_READS.c.place == NOTICES.c.place,
        NOTICE_READS.c.person_id == person_id,
    )
    joined = select(NOTICES, NOTICE_READS.c.at.label("read_at")).outerjoin(NOTICE_READS, read)
    mine = joined.where(_addressed(NOTICES, person_id, posts))
    newest = mine.order_by(NOTICES.c.seq.desc(), NOTICES.c.place).limit(limit)
    return [_notice(row) for row in conn.execute(newest)]


def mark_read(
    conn: Connection, person_id: str, notices: Sequence[tuple[int, int]], at: datetime
) -> None:
    """Note that somebody read these notices (seq, place); the first time counts."""
    mark = tuple_(NOTICE_READS.c.seq, NOTICE_READS.c.place)
    mine = select(NOTICE_READS).where(NOTICE_READS.c.person_id == person_id)
    known = {(r.seq, r.place) for r in conn.execute(mine.where(mark.in_(notices)))}
    for seq, place in sorted(set(notices) - known):
        conn.execute(insert(NOTICE_READS).values(seq=seq, place=place, person_id=person_id, at=at))


def stuck(conn: Connection) -> list[DocumentRow]:
    """Return the documents whose work stopped, the longest waiting first."""
    halted = select(DOCUMENTS).where(DOCUMENTS.c.stuck != "").order_by(DOCUMENTS.c.last_seq)
    return [_document(row) for row in conn.execute(halted)]


def open_documents(conn: Connection) -> list[DocumentRow]:
    """Return every document whose process goes on, by id."""
    going = select(DOCUMENTS).where(DOCUMENTS.c.state.not_in(FINAL)).order_by(DOCUMENTS.c.id)
    return [_document(row) for row in conn.execute(going)]


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    places = (
        (DOCUMENTS.c.unit_id, viewer.unit_ids),
        (DOCUMENTS.c.issuer_id, viewer.issuer_ids),
        (DOCUMENTS.c.circle_id, viewer.circle_ids),
        (DOCUMENTS.c.superior_id, viewer.superior_ids),
    )
    there = [column.in_(sorted(ids - {""})) for column, ids in places]
    return or_(*there, _touches(viewer.person_id) if viewer.person_id else false())


def _touches(person_id: str) -> ColumnElement[bool]:
    """Match what somebody drafted, signs, or is asked for by name."""
    asked = exists().where(
        WAITING.c.document_id == DOCUMENTS.c.id, WAITING.c.person_id == person_id
    )
    own = DOCUMENTS.c.drafter_id == person_id
    return or_(own, DOCUMENTS.c.signer_person_id == person_id, asked)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    sets = ((DOCUMENTS.c.state, filters.states), (DOCUMENTS.c.kind, filters.kinds),
            (DOCUMENTS.c.unit_id, filters.unit_ids))  # fmt: skip
    values = (
        (DOCUMENTS.c.drafter_id, filters.drafter_id),
        (DOCUMENTS.c.number_text, filters.number_text),
    )
    narrowed: list[ColumnElement[bool]] = [
        column.in_(allowed) for column, allowed in sets if allowed
    ]
    narrowed += [column == value for column, value in values if value]
    if filters.late_at is not None:
        narrowed.append(DOCUMENTS.c.deadline < filters.late_at)
    return narrowed


def _addressed(
    table: Table, person_id: str, posts: Collection[tuple[str, str]]
) -> ColumnElement[bool]:
    """Match rows for this person, and rows for a post that name nobody."""
    in_post = tuple_(table.c.role, table.c.unit_id).in_(sorted(posts)) if posts else false()
    by_name = table.c.person_id == person_id if person_id else false()
    return or_(by_name, and_(table.c.person_id == "", in_post))


def _labelled(table: Table) -> list[ColumnElement[Any]]:
    return [table.c[name].label(f"w_{name}") for name in ("role", "unit_id", "person_id", "act")]


def _document(row: Row[Any]) -> DocumentRow:
    values = {name: getattr(row, name) for name in _SAME}
    return DocumentRow(
        document_id=row.id,
        content=_ref(row.content_key, row.content_blob_sha256, row.content_size),
        main=_ref(row.main_key, row.main_sha256, row.main_size),
        minutes=_ref(row.minutes_key, row.minutes_sha256, row.minutes_size),
        after=json.loads(row.after),
        **values,
    )


def _event(row: Row[Any]) -> Event:
    return Event(
        row.seq, row.document_id, row.at, row.act, row.person_id, row.on_behalf_of, row.from_state,
        row.to_state, row.edition, row.version,
        _ref(row.reason_key, row.reason_sha256, row.reason_size), json.loads(row.details),
    )  # fmt: skip


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        row.seq, row.place, row.document_id, row.role, row.unit_id, row.person_id, row.act,
        row.kind, row.at, row.read_at,
    )  # fmt: skip


def _ref(key: str, sha256: str, size: int) -> BlobRef | None:
    return BlobRef(key, sha256, size) if key else None
