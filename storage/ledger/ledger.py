"""The audit ledger in the database: append, read, verify. Nothing here changes an entry.

`append` belongs into `Database.writing()`, which lets one writer in at a time.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select

from storage.errors import LedgerTakenError
from storage.ledger.chain import FIELDS, GENESIS, Entry, NewEntry, as_dict, check_chain, link
from storage.ledger.tables import LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row, Select

BATCH = 1000


def append(conn: Connection, new: NewEntry) -> Entry:
    """Add an entry at the end of the chain.

    Raises:
        LedgerTakenError: the act id, or this version of the document, is recorded already.
        LedgerInvalidError: the entry holds what canonical JSON cannot.
    """
    if conn.execute(_clashing(new)).first() is not None:
        raise LedgerTakenError(new.act_id)
    count, last = head(conn)
    entry = link(count + 1, last, new)
    conn.execute(insert(LEDGER), _row_of(entry))
    return entry


def head(conn: Connection) -> tuple[int, str]:
    """Return how many entries there are and the hash of the last; note both elsewhere."""
    last = select(LEDGER.c.seq, LEDGER.c.hash).order_by(LEDGER.c.seq.desc()).limit(1)
    row = conn.execute(last).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def entries(conn: Connection, after_seq: int = 0, limit: int = BATCH) -> list[Entry]:
    """Return up to `limit` entries that follow `after_seq`, in order."""
    page = select(LEDGER).where(LEDGER.c.seq > after_seq).order_by(LEDGER.c.seq).limit(limit)
    return [_entry(row) for row in conn.execute(page)]


def all_entries(conn: Connection) -> Iterator[Entry]:
    """Go through the whole chain in order, a batch in memory at a time."""
    seq = 0
    while batch := entries(conn, seq):
        yield from batch
        seq = batch[-1].seq


def of_document(conn: Connection, document_id: str) -> list[Entry]:
    """Return every entry of a document, in order."""
    mine = select(LEDGER).where(LEDGER.c.document_id == document_id).order_by(LEDGER.c.seq)
    return [_entry(row) for row in conn.execute(mine)]


def after_version(conn: Connection, document_id: str, version: int) -> list[Entry]:
    """Return the entries that moved a document's process beyond `version`, in order."""
    missing = select(LEDGER).where(LEDGER.c.document_id == document_id, LEDGER.c.version > version)
    return [_entry(row) for row in conn.execute(missing.order_by(LEDGER.c.version))]


def latest(conn: Connection, document_id: str) -> Entry | None:
    """Return the entry with the document's highest version, if it has any."""
    moved = select(LEDGER).where(LEDGER.c.document_id == document_id, LEDGER.c.version.is_not(None))
    return _one(conn, moved.order_by(LEDGER.c.version.desc()).limit(1))


def by_act(conn: Connection, act_id: str) -> Entry | None:
    """Return what an act recorded, if it did: an act repeated is answered, not done again."""
    return _one(conn, select(LEDGER).where(LEDGER.c.act_id == act_id))


def verify(conn: Connection, noted: str | None = None, count: int | None = None) -> tuple[int, str]:
    """Check the whole chain, against a noted head if there is one; return count and head.

    Raises:
        LedgerBrokenError: names the first entry that does not hold.
    """
    return check_chain(all_entries(conn), noted, count)


def _clashing(new: NewEntry) -> Select[Any]:
    same = LEDGER.c.act_id == new.act_id
    if new.version is None:
        return select(LEDGER.c.seq).where(same)
    moved = (LEDGER.c.document_id == new.document_id) & (LEDGER.c.version == new.version)
    return select(LEDGER.c.seq).where(or_(same, moved))


def _one(conn: Connection, statement: Select[Any]) -> Entry | None:
    row = conn.execute(statement).first()
    return _entry(row) if row else None


def _row_of(entry: Entry) -> dict[str, Any]:
    after = None if entry.after is None else _text(entry.after)
    return as_dict(entry) | {"after": after, "details": _text(entry.details)}


def _entry(row: Row[Any]) -> Entry:
    values = {name: getattr(row, name) for name in FIELDS}
    values["after"] = None if row.after is None else json.loads(row.after)
    values["details"] = json.loads(row.details)
    return Entry(**values)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
