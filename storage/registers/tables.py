"""The registers: number series, allotted numbers, congress terms, the calendar of offices."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.schema import ID, METADATA

SERIES = Table(
    "number_series",
    METADATA,
    Column("id", String(250), primary_key=True),
    Column("issuer_id", ID, nullable=False),
    Column("code", String(50), nullable=False),
    Column("period", Integer, nullable=False),
    Column("opened_at_value", Integer, nullable=False),
    Column("last_value", Integer, nullable=False),
    Column("last_day", Date),
    Column("act_id", ID, nullable=False),
    Column("separator", String(1), nullable=False, server_default="/"),
    Column("begins", Date),  # of a congress term; NULL: the calendar year `period`
    Column("ends", Date),  # included
    UniqueConstraint("issuer_id", "code", "period"),
    CheckConstraint("last_value >= opened_at_value", name="never_counts_down"),
)

NUMBERS = Table(
    "numbers",
    METADATA,
    Column("series_id", String(250), ForeignKey(SERIES.c.id), primary_key=True),
    Column("value", Integer, primary_key=True, autoincrement=False),
    Column("document_id", ID, nullable=False),
    Column("day", Date, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason_key", String(300), nullable=False),
    Column("void_act_id", ID, nullable=False),
    CheckConstraint("state IN ('live', 'void')", name="state_known"),
)
_LIVE = text("state = 'live'")
Index(
    "uq_numbers_one_live_per_document",
    NUMBERS.c.document_id,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
Index("ix_numbers_document_id", NUMBERS.c.document_id)

TERMS = Table(
    "congress_terms",
    METADATA,
    Column("unit_id", ID, primary_key=True),
    Column("begins", Date, primary_key=True),
    Column("ends", Date, nullable=False),  # included
    Column("act_id", ID, nullable=False),
    CheckConstraint("begins <= ends", name="in_order"),
)

CALENDAR = Table(
    "calendar_days",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("note", String(300), nullable=False),
    Column("source", String(20), nullable=False),
    CheckConstraint("kind IN ('off', 'made_up')", name="kind_known"),
)
