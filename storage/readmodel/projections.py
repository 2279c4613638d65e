"""From ledger entries to what pages read: in the entry's own transaction, or all over again.

`after` is the whole state of a process, so that a documents row is one upsert whatever happened
before; names of its fields are those of the state, and unknown ones are kept in `after` alone.
Entries that the ledger is ahead with are adopted by the same call.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from storage.blobs.port import BlobRef
from storage.errors import CommentUnknownError
from storage.instants import from_text
from storage.ledger.ledger import all_entries
from storage.readmodel.tables import (
    COMMENTS,
    DOCUMENTS,
    EVENTS,
    NOTICES,
    OPENINGS,
    REBUILT,
    ROUNDS,
    WAITING,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row, Table, Update

    from storage.blobs.port import BlobStore
    from storage.database import Database
    from storage.ledger.chain import Entry

_AS_IT_IS = (
    "kind", "route", "drafter_id", "unit_id", "issuer_id", "circle_id", "superior_id", "state",
    "moved_version", "content_sha256", "stuck", "incident", "campaign_id", "serves_id",
    "supplements_id",
)  # fmt: skip
_PLACES = ("unit_id", "issuer_id", "circle_id", "superior_id")  # of entries that name no openings
_FINAL = frozenset({"archived", "withdrawn"})
_WITH_REASON = frozenset({"return", "withdraw", "void_number"})
_CHANGE_DOCUMENT = update(DOCUMENTS).where(DOCUMENTS.c.id == bindparam("changed_id"))
_NO_TICKET: dict[str, Any] = {"key": "", "sha256": "", "size": 0}


def project(conn: Connection, entry: Entry, blobs: BlobStore) -> None:
    """Bring the read model to where the ledger is after this entry.

    Raises:
        StorageError: a content that the entry refers to cannot be read.
        CommentUnknownError: an answer to a comment that was never made.
    """
    if not entry.document_id:
        return
    _add_event(conn, entry)
    if entry.after is not None:
        _put_document(conn, entry, entry.after, blobs)
        _put_openings(conn, entry, entry.after)
        _put_waiting(conn, entry)
    special = _SPECIAL.get(entry.act)
    if special is not None:
        special(conn, entry)


def rebuild(database: Database, blobs: BlobStore) -> int:
    """Make the read model again from the whole ledger; return the number of entries.

    One transaction: readers see the old one until it is done, writers wait. Incidents, read marks
    and registers are not touched.
    """
    count = 0
    with database.writing() as conn:
        for table in REBUILT:
            conn.execute(delete(table))
        for entry in all_entries(conn):
            project(conn, entry, blobs)
            count += 1
    return count


def _add_event(conn: Connection, entry: Entry) -> None:
    after = entry.after or {}
    reason = entry.details.get("reason")
    if reason is None and entry.act in _WITH_REASON:
        reason = after.get("reason")
    _add(
        conn, EVENTS,
        seq=entry.seq, document_id=entry.document_id, at=from_text(entry.at), act=entry.act,
        person_id=entry.person_id, on_behalf_of=entry.on_behalf_of,
        from_state=entry.details.get("from_state", ""), to_state=after.get("state", ""),
        edition=entry.edition, version=entry.version, details=_text(entry.details),
        **_ticket("reason", reason),
    )  # fmt: skip


def _put_document(conn: Connection, entry: Entry, after: dict[str, Any], blobs: BlobStore) -> None:
    mine = DOCUMENTS.c.id == entry.document_id
    kept = conn.execute(select(DOCUMENTS).where(mine)).first()
    row = _document_row(entry, after) | {"title": _title(after.get("content"), kept, blobs)}
    if kept is None:
        _add(conn, DOCUMENTS, id=entry.document_id, created_at=from_text(entry.at), **row)
    else:
        conn.execute(_CHANGE_DOCUMENT, row | {"changed_id": entry.document_id})


def _document_row(entry: Entry, after: dict[str, Any]) -> dict[str, Any]:
    main = _current(after.get("main"))
    content = after.get("content")
    shown = main["sha256"] if main else after.get("content_sha256", "")
    return {
        **{name: after.get(name, 0 if name == "moved_version" else "") for name in _AS_IT_IS},
        **_ticket("content", content),
        "content_blob_sha256": (content or _NO_TICKET)["sha256"],
        "content_sha256": after.get("content_sha256", ""),
        **_ticket("main", main),
        **_ticket("minutes", _current(after.get("minutes"))),
        **_number(after.get("number")),
        "last_seq": entry.seq,
        "version": entry.version or after.get("version", 0),
        "edition": after.get("edition", entry.edition or 1),
        "shown_sha256": shown,
        "signer_person_id": (after.get("signer") or {}).get("person_id", ""),
        "deadline": _instant(after.get("deadline")),
        "remind_at": _instant(after.get("remind_at")),
        "is_reminded": bool(after.get("is_reminded", False)),
        "entered_at": _instant(after.get("entered_at")),
        "changed_at": from_text(entry.at),
        "after": _text(after),
        "fonds": entry.details.get("fonds", "state"),
        "is_final": entry.details.get("is_final", after.get("state") in _FINAL),
        "period": after.get("period", 0),
        "submitted_at": _instant(after.get("submitted_at")),
    }


def _title(content: dict[str, Any] | None, kept: Row[Any] | None, blobs: BlobStore) -> str:
    """Titles are sentences and stand in the content alone; read again only when it changed."""
    if content is None:
        return ""
    if kept is not None and kept.content_blob_sha256 == content["sha256"]:
        return str(kept.title)
    body = json.loads(blobs.get(BlobRef(content["key"], content["sha256"], content["size"])))
    return str(body.get("title", ""))


def _put_openings(conn: Connection, entry: Entry, after: dict[str, Any]) -> None:
    """Say whose people may know of it; only what changed is written."""
    mine = OPENINGS.c.document_id == entry.document_id
    told = entry.details.get("open_to", [after.get(place, "") for place in _PLACES])
    wanted = {unit_id for unit_id in told if unit_id}
    known = set(conn.execute(select(OPENINGS.c.unit_id).where(mine)).scalars())
    if known - wanted:
        conn.execute(delete(OPENINGS).where(mine, OPENINGS.c.unit_id.in_(known - wanted)))
    for unit_id in sorted(wanted - known):
        _add(conn, OPENINGS, document_id=entry.document_id, unit_id=unit_id)


def _put_waiting(conn: Connection, entry: Entry) -> None:
    conn.execute(delete(WAITING).where(WAITING.c.document_id == entry.document_id))
    asked = {
        tuple(str(w.get(name, "")) for name in ("role", "unit_id", "person_id", "act"))
        for w in entry.details.get("waiting", ())
    }
    for role, unit_id, person_id, act in sorted(asked):
        _add(
            conn, WAITING, document_id=entry.document_id, role=role, unit_id=unit_id,
            person_id=person_id, act=act,
        )  # fmt: skip


def _open_round(conn: Connection, entry: Entry) -> None:
    _add(
        conn, ROUNDS,
        document_id=entry.document_id, number=entry.details["round"], state="open",
        circle_id=entry.details["circle_id"], opened_at=from_text(entry.at),
        closes_at=_instant(entry.details.get("closes_at")), closed_at=None,
    )  # fmt: skip


def _close_rounds(conn: Connection, entry: Entry) -> None:
    """Withdrawing closes too: nobody comments on a paper that is no more."""
    conn.execute(_open_rounds(entry).values(state="closed", closed_at=from_text(entry.at)))


def _remind(conn: Connection, entry: Entry) -> None:
    """A reminder that only found a later deadline notifies nobody."""
    deadline = _instant((entry.after or {}).get("deadline"))
    if deadline is not None:
        conn.execute(_open_rounds(entry).values(closes_at=deadline))
    _notify(conn, entry)


def _notify(conn: Connection, entry: Entry) -> None:
    """Tell whom the entry names; an entry from before that tells who was asked then."""
    told = entry.details.get("notices")
    if told is None:
        is_reminded = (entry.after or {}).get("is_reminded", True)
        asked = entry.details.get("waiting", ()) if is_reminded else ()
        told = [{**one, "kind": "remind"} for one in asked]
    _put_notices(conn, entry, told)


def _tell(conn: Connection, entry: Entry) -> None:
    """Tell whom the entry names, if anybody."""
    _put_notices(conn, entry, entry.details.get("notices", ()))


def _put_notices(conn: Connection, entry: Entry, told: Iterable[dict[str, Any]]) -> None:
    lines = {
        tuple(str(one.get(name, "")) for name in ("role", "unit_id", "person_id", "act", "kind"))
        for one in told
    }
    for place, (role, unit_id, person_id, act, kind) in enumerate(sorted(lines)):
        _add(
            conn, NOTICES, seq=entry.seq, place=place, document_id=entry.document_id, role=role,
            unit_id=unit_id, person_id=person_id, act=act, kind=kind, at=from_text(entry.at),
            act_id=entry.act_id,
        )  # fmt: skip


def _comment(conn: Connection, entry: Entry) -> None:
    details = entry.details
    _add(
        conn, COMMENTS,
        id=details["comment_id"], seq=entry.seq, document_id=entry.document_id,
        round=details["round"], paragraph_id=details.get("paragraph_id", ""),
        person_id=entry.person_id, at=from_text(entry.at), answer="", answered_by="",
        answered_at=None, **_ticket("text", details["text"]), **_ticket("explanation", None),
    )  # fmt: skip


def _answer(conn: Connection, entry: Entry) -> None:
    details = entry.details
    mine = (COMMENTS.c.id == details["comment_id"]) & (COMMENTS.c.document_id == entry.document_id)
    answered = update(COMMENTS).where(mine).values(
        answer=details["answer"], answered_by=entry.person_id, answered_at=from_text(entry.at),
        **_ticket("explanation", details.get("explanation")),
    )  # fmt: skip
    if conn.execute(answered).rowcount != 1:
        raise CommentUnknownError(details["comment_id"])


_SPECIAL: dict[str, Callable[[Connection, Entry], None]] = {
    "open_round": _open_round,
    "close_round": _close_rounds,
    "withdraw": _close_rounds,
    "remind": _remind,
    "escalate": _notify,
    "urge": _notify,
    "decide_adjustment": _tell,
    "comment": _comment,
    "answer": _answer,
}


def _open_rounds(entry: Entry) -> Update:
    mine = update(ROUNDS).where(ROUNDS.c.document_id == entry.document_id)
    return mine.where(ROUNDS.c.state == "open")


def _add(conn: Connection, table: Table, **row: object) -> None:
    """Add a row; values travel as parameters, twice as quick as `values()`."""
    conn.execute(insert(table), row)


def _current(paper: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the ticket of a paper as it is now: renewed, after its last signature, unsigned."""
    if not paper:
        return None
    made = paper.get("signatures") or ()
    signed = made[-1]["file"] if made else paper["base"]
    found: dict[str, Any] = paper.get("renewed") or signed
    return found


def _ticket(name: str, ticket: dict[str, Any] | None) -> dict[str, Any]:
    return {f"{name}_{part}": (ticket or _NO_TICKET)[part] for part in _NO_TICKET}


def _number(number: dict[str, Any] | None) -> dict[str, Any]:
    if not number:
        return {"number_text": "", "number_day": None}
    return {"number_text": number["text"], "number_day": date.fromisoformat(number["day"])}


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
