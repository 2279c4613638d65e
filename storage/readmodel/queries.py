"""What pages ask. Who may ask is the caller's to decide; other people's rows are never loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, bindparam, exists, false, insert, or_, select, tuple_

from storage.blobs.port import BlobRef
from storage.instants import from_text, is_canonical, to_text
from storage.readmodel.rounds import Comment, comments_of
from storage.readmodel.shapes import Asked, DocumentRow, Event, Filters, Notice, Page, Task, Viewer
from storage.readmodel.tables import (
    DOCUMENTS,
    EVENTS,
    NOTICE_READS,
    NOTICES,
    OPENINGS,
    WAITING,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, Table

PAGE = 50
AT_ONCE = 500  # ids in one statement
BETWEEN = "~"  # of instant and id in the key of a page
_SAME = (
    "last_seq", "kind", "route", "title", "drafter_id", "unit_id", "issuer_id", "circle_id",
    "superior_id", "signer_person_id", "state", "version", "moved_version", "edition",
    "content_sha256", "shown_sha256", "number_text", "number_day", "deadline", "remind_at",
    "is_reminded", "stuck", "incident", "entered_at", "created_at", "changed_at", "fonds",
    "is_final", "period", "campaign_id", "serves_id", "supplements_id", "submitted_at",
)  # fmt: skip


def document(conn: Connection, document_id: str) -> DocumentRow | None:
    """Return a document."""
    row = conn.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).first()
    return document_row(row) if row else None


def visible_document(conn: Connection, viewer: Viewer, document_id: str) -> DocumentRow | None:
    """Return a document that a viewer may see; one statement, whether there is none or not his."""
    mine = select(DOCUMENTS).where(DOCUMENTS.c.id == document_id, _visible(viewer))
    row = conn.execute(mine).first()
    return document_row(row) if row else None


def visible_among(
    conn: Connection, viewer: Viewer, document_ids: Collection[str]
) -> list[DocumentRow]:
    """Return those of these documents that a viewer may see, by id.

    How many statements that takes follows from how many are asked for, not from what there is.
    """
    ids = sorted(set(document_ids))
    mine = select(DOCUMENTS).where(_visible(viewer)).order_by(DOCUMENTS.c.id)
    return [
        document_row(row)
        for first in range(0, len(ids), AT_ONCE)
        for row in conn.execute(mine.where(DOCUMENTS.c.id.in_(ids[first : first + AT_ONCE])))
    ]


def ids_visible_among(
    conn: Connection, viewer: Viewer, document_ids: Collection[str]
) -> frozenset[str]:
    """Return which of these documents a viewer may see; as many statements as `visible_among`."""
    if not viewer.person_id:
        return frozenset(row.document_id for row in visible_among(conn, viewer, document_ids))
    ids = sorted(set(document_ids))
    whose = {
        "unit_ids": list(viewer.unit_ids),
        "audits": list(viewer.audits),
        "person_id": viewer.person_id,
    }
    chunks = (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
    return frozenset(
        found
        for some in chunks
        for found in conn.execute(_IDS_VISIBLE, {**whose, "ids": some}).scalars()
    )


def has_commitment(conn: Connection, person_id: str, kind: str, period: int) -> bool:
    """Say whether somebody has a commitment of this kind for this year that was not withdrawn."""
    his = (DOCUMENTS.c.drafter_id == person_id) & (DOCUMENTS.c.kind == kind)
    one = select(DOCUMENTS.c.id).where(
        his, DOCUMENTS.c.period == period, DOCUMENTS.c.state != "withdrawn"
    )
    return conn.execute(one.limit(1)).first() is not None


def committed(conn: Connection, kind: str, period: int) -> frozenset[str]:
    """Return everybody who has a commitment of this kind for this year, not withdrawn."""
    theirs = (DOCUMENTS.c.kind == kind) & (DOCUMENTS.c.period == period)
    going = theirs & (DOCUMENTS.c.state != "withdrawn")
    return frozenset(conn.execute(select(DOCUMENTS.c.drafter_id).where(going)).scalars())


def documents_list(
    conn: Connection,
    viewer: Viewer,
    filters: Filters | None = None,
    before: str | None = None,
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
        wanted = wanted.where(_older_than(before))
    order = DOCUMENTS.c.changed_at.desc(), DOCUMENTS.c.id.desc()
    rows = [document_row(row) for row in conn.execute(wanted.order_by(*order).limit(limit + 1))]
    more = _page_key(rows[limit - 1]) if len(rows) > limit else None
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
        Task(document_row(r), Asked(r.id, r.w_role, r.w_unit_id, r.w_person_id, r.w_act))
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


def waiting_among(conn: Connection, document_ids: Collection[str]) -> list[Asked]:
    """Return who is asked now about any of these documents."""
    mine = select(WAITING).where(WAITING.c.document_id.in_(sorted(document_ids)))
    order = WAITING.c.document_id, WAITING.c.role, WAITING.c.unit_id, WAITING.c.person_id
    return [
        Asked(r.document_id, r.role, r.unit_id, r.person_id, r.act)
        for r in conn.execute(mine.order_by(*order, WAITING.c.act))
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


def openable(conn: Connection, viewer: Viewer, campaign_id: str) -> frozenset[str]:
    """Return the documents of a campaign that a viewer may open."""
    mine = select(DOCUMENTS.c.id).where(DOCUMENTS.c.campaign_id == campaign_id, _visible(viewer))
    return frozenset(conn.execute(mine).scalars())


def notices_for(
    conn: Connection,
    person_id: str,
    posts: Collection[tuple[str, str]],
    limit: int = PAGE,
    skipped: int = 0,
) -> list[Notice]:
    """Return what somebody was reminded of, by name or in a post, the newest first."""
    mine = _notices_read_by(person_id).where(_addressed(NOTICES, person_id, posts))
    newest = mine.order_by(NOTICES.c.seq.desc(), NOTICES.c.place).limit(limit).offset(skipped)
    return [_notice(row) for row in conn.execute(newest)]


def notices_by(
    conn: Connection,
    person_id: str,
    posts: Collection[tuple[str, str]],
    act_ids: Collection[str],
) -> list[Notice]:
    """Return what these acts told somebody, by name or in a post."""
    mine = _notices_read_by(person_id).where(_addressed(NOTICES, person_id, posts))
    told = mine.where(NOTICES.c.act_id.in_(sorted(act_ids)))
    return [_notice(row) for row in conn.execute(told.order_by(NOTICES.c.seq, NOTICES.c.place))]


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
    return [document_row(row) for row in conn.execute(halted)]


def open_documents(conn: Connection) -> list[DocumentRow]:
    """Return every document whose process goes on, by id."""
    going = select(DOCUMENTS).where(DOCUMENTS.c.is_final.is_(False)).order_by(DOCUMENTS.c.id)
    return [document_row(row) for row in conn.execute(going)]


def is_page_key(key: str) -> bool:
    """Say whether this can be a `next_before`."""
    moment, between, document_id = key.partition(BETWEEN)
    return is_canonical(moment) and bool(between) and bool(document_id)


def _page_key(row: DocumentRow) -> str:
    return f"{to_text(row.changed_at)}{BETWEEN}{row.document_id}"


def _older_than(key: str) -> ColumnElement[bool]:
    """Match what follows a page; nothing follows a key that is none."""
    if not is_page_key(key):
        return false()
    moment, _, document_id = key.partition(BETWEEN)
    at = from_text(moment)
    same = and_(DOCUMENTS.c.changed_at == at, DOCUMENTS.c.id < document_id)
    return or_(DOCUMENTS.c.changed_at < at, same)


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    open_to = OPENINGS.c.unit_id.in_(sorted(viewer.unit_ids))
    audited = DOCUMENTS.c.fonds.in_(sorted(viewer.audits))
    by_name = _touches(viewer.person_id) if viewer.person_id else false()
    return _visible_where(open_to, audited, by_name)


def _visible_where(
    open_to: ColumnElement[bool], audited: ColumnElement[bool], by_name: ColumnElement[bool]
) -> ColumnElement[bool]:
    opened = exists().where(OPENINGS.c.document_id == DOCUMENTS.c.id, open_to)
    return or_(opened, audited, by_name)


def _touches(person_id: str | BindParameter[str]) -> ColumnElement[bool]:
    """Match what somebody drafted, signs, or is asked for by name."""
    asked = exists().where(
        WAITING.c.document_id == DOCUMENTS.c.id, WAITING.c.person_id == person_id
    )
    own = DOCUMENTS.c.drafter_id == person_id
    return or_(own, DOCUMENTS.c.signer_person_id == person_id, asked)


# Every act asks this; putting a statement together takes longer than a database needs to answer it.
_IDS_VISIBLE = select(DOCUMENTS.c.id).where(
    DOCUMENTS.c.id.in_(bindparam("ids", expanding=True)),
    _visible_where(
        OPENINGS.c.unit_id.in_(bindparam("unit_ids", expanding=True)),
        DOCUMENTS.c.fonds.in_(bindparam("audits", expanding=True)),
        _touches(bindparam("person_id", type_=String)),
    ),
)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    sets = ((DOCUMENTS.c.state, filters.states), (DOCUMENTS.c.kind, filters.kinds),
            (DOCUMENTS.c.unit_id, filters.unit_ids))  # fmt: skip
    values = (
        (DOCUMENTS.c.drafter_id, filters.drafter_id),
        (DOCUMENTS.c.number_text, filters.number_text),
        (DOCUMENTS.c.campaign_id, filters.campaign_id),
        (DOCUMENTS.c.circle_id, filters.circle_id),
        (DOCUMENTS.c.supplements_id, filters.supplements_id),
        (DOCUMENTS.c.period, filters.period),
    )
    narrowed: list[ColumnElement[bool]] = [
        column.in_(allowed) for column, allowed in sets if allowed
    ]
    narrowed += [column == value for column, value in values if value]
    if filters.late_at is not None:
        narrowed.append(DOCUMENTS.c.deadline < filters.late_at)
    return narrowed


def _notices_read_by(person_id: str) -> Select[Any]:
    read = and_(
        NOTICE_READS.c.seq == NOTICES.c.seq,
        NOTICE_READS.c.place == NOTICES.c.place,
        NOTICE_READS.c.person_id == person_id,
    )
    return select(NOTICES, NOTICE_READS.c.at.label("read_at")).outerjoin(NOTICE_READS, read)


def _addressed(
    table: Table, person_id: str, posts: Collection[tuple[str, str]]
) -> ColumnElement[bool]:
    """Match rows for this person, and rows for a post that name nobody."""
    in_post = tuple_(table.c.role, table.c.unit_id).in_(sorted(posts)) if posts else false()
    by_name = table.c.person_id == person_id if person_id else false()
    return or_(by_name, and_(table.c.person_id == "", in_post))


def _labelled(table: Table) -> list[ColumnElement[Any]]:
    return [table.c[name].label(f"w_{name}") for name in ("role", "unit_id", "person_id", "act")]


def document_row(row: Row[Any]) -> DocumentRow:
    """Return a row of the table of documents as a value."""
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
        row.kind, row.at, row.act_id, row.read_at,
    )  # fmt: skip


def _ref(key: str, sha256: str, size: int) -> BlobRef | None:
    return BlobRef(key, sha256, size) if key else None
