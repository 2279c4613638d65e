"""The ledger's one table; rows are only ever added."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.schema import CODE, HASH, ID, METADATA

LEDGER = Table(
    "ledger_entries",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("prev", HASH, nullable=False),
    Column("hash", HASH, nullable=False, unique=True),
    Column("at", String(27), nullable=False),
    Column("act_id", ID, nullable=False, unique=True),
    Column("act", CODE, nullable=False),
    Column("person_id", ID, nullable=False),
    Column("on_behalf_of", ID, nullable=False),
    Column("document_id", ID, nullable=False, index=True),
    Column("version", Integer),
    Column("edition", Integer),
    Column("seen_sha256", HASH, nullable=False),
    Column("origin", String(200), nullable=False),
    Column("after", Text),
    Column("details", Text, nullable=False),
    UniqueConstraint("document_id", "version"),
    CheckConstraint("seq > 0", name="seq_from_one"),
)
