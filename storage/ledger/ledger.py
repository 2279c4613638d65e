"""The audit ledger in the database: append, read, verify. Nothing here changes an entry.

`append` belongs into `Database.writing()`, which lets one writer in at a time.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select

from storage.errors import LedgerTakenError
from storage.ledger.chain import FIELDS, GENESIS, Entry, NewEntry, as_dict, check_chain, link
from storage.ledger.tables import LEDGER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Row, Select

BATCH = 1000


def append(conn: Connection, new: NewEntry) -> Entry:
    """Add an entry at the end of the chain.

    Raises:
        LedgerTakenError: the act id, or this version of the document, is recorded already.
        LedgerInvalidError: the entry holds what canonical JSON cannot.
    """
    if _clashes(conn, new):
        raise LedgerTakenError(new.act_id)
    count, last = head(conn)
    entry = link(count + 1, last, new)
    conn.execute(insert(LEDGER), _row_of(entry))
    return entry


def head(conn: Connection) -> tuple[int, str]:
    """Return how many entries there are and the hash of the last; note both elsewhere."""
    row = conn.execute(_HEAD).first()
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
    asked = {"document_id": document_id, "version": version}
    return [_entry(row) for row in conn.execute(_AFTER_VERSION, asked)]


def latest(conn: Connection, document_id: str) -> Entry | None:
    """Return the entry with the document's highest version, if it has any."""
    return _one(conn, _LATEST, document_id=document_id)


def by_act(conn: Connection, act_id: str) -> Entry | None:
    """Return what an act recorded, if it did: an act repeated is answered, not done again."""
    return _one(conn, _BY_ACT, act_id=act_id)


def recorded(conn: Connection, act_ids: Collection[str]) -> frozenset[str]:
    """Return which of these acts are recorded."""
    wanted = sorted(act_ids)
    known: set[str] = set()
    for start in range(0, len(wanted), BATCH // 2):
        some = LEDGER.c.act_id.in_(wanted[start : start + BATCH // 2])
        known.update(conn.execute(select(LEDGER.c.act_id).where(some)).scalars())
    return frozenset(known)


def latest_of(conn: Connection, acts: Collection[str], limit: int) -> list[Entry]:
    """Return the newest entries of these acts on registers, the newest first."""
    beside = select(LEDGER).where(LEDGER.c.document_id == "", LEDGER.c.act.in_(acts))
    return [_entry(row) for row in conn.execute(beside.order_by(LEDGER.c.seq.desc()).limit(limit))]


def acts_after(conn: Connection, act: str, after_seq: int, limit: int) -> list[Entry]:
    """Return up to `limit` entries of one act that follow `after_seq`, in order."""
    wanted = select(LEDGER).where(LEDGER.c.seq > after_seq, LEDGER.c.act == act)
    return [_entry(row) for row in conn.execute(wanted.order_by(LEDGER.c.seq).limit(limit))]


def verify(conn: Connection, noted: str | None = None, count: int | None = None) -> tuple[int, str]:
    """Check the whole chain, against a noted head if there is one; return count and head.

    Raises:
        LedgerBrokenError: names the first entry that does not hold.
    """
    return check_chain(all_entries(conn), noted, count)


def _clashes(conn: Connection, new: NewEntry) -> bool:
    asked = {"act_id": new.act_id, "document_id": new.document_id, "version": new.version}
    statement = _SAME_ACT if new.version is None else _SAME_ACT_OR_VERSION
    return conn.execute(statement, asked).first() is not None


def _one(conn: Connection, statement: Select[Any], **values: object) -> Entry | None:
    row = conn.execute(statement, values).first()
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


# Every act asks these; putting a statement together takes longer than SQLite needs to answer it.
_OF_ACT = LEDGER.c.act_id == bindparam("act_id")
_OF_DOCUMENT = LEDGER.c.document_id == bindparam("document_id")
_HEAD = select(LEDGER.c.seq, LEDGER.c.hash).order_by(LEDGER.c.seq.desc()).limit(1)
_BY_ACT = select(LEDGER).where(_OF_ACT)
_LATEST = (
    select(LEDGER)
    .where(_OF_DOCUMENT, LEDGER.c.version.is_not(None))
    .order_by(LEDGER.c.version.desc())
    .limit(1)
)
_AFTER_VERSION = (
    select(LEDGER)
    .where(_OF_DOCUMENT, LEDGER.c.version > bindparam("version"))
    .order_by(LEDGER.c.version)
)
_SAME_ACT = select(LEDGER.c.seq).where(_OF_ACT)
_SAME_ACT_OR_VERSION = select(LEDGER.c.seq).where(
    or_(_OF_ACT, _OF_DOCUMENT & (LEDGER.c.version == bindparam("version")))
)
