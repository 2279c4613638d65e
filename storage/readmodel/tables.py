"""What pages read. All of it but incidents and read marks can be made again from the ledger."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from storage.schema import CODE, HASH, ID, KEY, METADATA, Instant

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("last_seq", BigInteger, nullable=False, unique=True),  # of the entry it is the state of
    Column("kind", CODE, nullable=False),
    Column("route", CODE, nullable=False),
    Column("title", Text, nullable=False),
    Column("drafter_id", ID, nullable=False, index=True),
    Column("unit_id", ID, nullable=False, index=True),
    Column("issuer_id", ID, nullable=False, index=True),
    Column("circle_id", ID, nullable=False, index=True),
    Column("superior_id", ID, nullable=False, index=True),
    Column("signer_person_id", ID, nullable=False, index=True),
    Column("state", CODE, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("moved_version", Integer, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("content_key", KEY, nullable=False),
    Column("content_blob_sha256", HASH, nullable=False),
    Column("content_size", BigInteger, nullable=False),
    Column("content_sha256", HASH, nullable=False),
    Column("shown_sha256", HASH, nullable=False),
    Column("main_key", KEY, nullable=False),
    Column("main_sha256", HASH, nullable=False),
    Column("main_size", BigInteger, nullable=False),
    Column("minutes_key", KEY, nullable=False),
    Column("minutes_sha256", HASH, nullable=False),
    Column("minutes_size", BigInteger, nullable=False),
    Column("number_text", String(100), nullable=False),
    Column("number_day", Date),
    Column("deadline", Instant),
    Column("remind_at", Instant),
    Column("is_reminded", Boolean, nullable=False),
    Column("stuck", CODE, nullable=False),
    Column("incident", ID, nullable=False),
    Column("entered_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("after", Text, nullable=False),
    Column("fonds", CODE, nullable=False, server_default="state"),
    Column("is_final", Boolean, nullable=False, server_default=false()),
    Column("period", Integer, nullable=False, server_default="0"),
    Column("campaign_id", ID, nullable=False, server_default=""),
    Column("serves_id", ID, nullable=False, server_default=""),
    Column("supplements_id", ID, nullable=False, server_default=""),
    Column("submitted_at", Instant),
)
Index("ix_documents_changed_at_id", DOCUMENTS.c.changed_at, DOCUMENTS.c.id)
Index("ix_documents_campaign_id_kind", DOCUMENTS.c.campaign_id, DOCUMENTS.c.kind)
Index("ix_documents_drafter_id_kind", DOCUMENTS.c.drafter_id, DOCUMENTS.c.kind, DOCUMENTS.c.period)

# The units whose people may know of a document; nothing else opens it but one's own part in it.
OPENINGS = Table(
    "openings",
    METADATA,
    Column("document_id", ID, primary_key=True),
    Column("unit_id", ID, primary_key=True),
)
Index("ix_openings_unit_id", OPENINGS.c.unit_id)

EVENTS = Table(
    "document_events",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("document_id", ID, nullable=False),
    Column("at", Instant, nullable=False),
    Column("act", CODE, nullable=False),
    Column("person_id", ID, nullable=False),
    Column("on_behalf_of", ID, nullable=False),
    Column("from_state", CODE, nullable=False),
    Column("to_state", CODE, nullable=False),
    Column("edition", Integer),
    Column("version", Integer),
    Column("reason_key", KEY, nullable=False),
    Column("reason_sha256", HASH, nullable=False),
    Column("reason_size", BigInteger, nullable=False),
    Column("details", Text, nullable=False),
)
Index("ix_document_events_document_id_seq", EVENTS.c.document_id, EVENTS.c.seq)

WAITING = Table(
    "waiting",
    METADATA,
    Column("document_id", ID, primary_key=True),
    Column("role", CODE, primary_key=True),
    Column("unit_id", ID, primary_key=True),
    Column("person_id", ID, primary_key=True),
    Column("act", CODE, primary_key=True),
)
Index("ix_waiting_person_id", WAITING.c.person_id)
Index("ix_waiting_unit_id_role", WAITING.c.unit_id, WAITING.c.role)

ROUNDS = Table(
    "rounds",
    METADATA,
    Column("document_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", String(10), nullable=False),
    Column("circle_id", ID, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closes_at", Instant),
    Column("closed_at", Instant),
)

COMMENTS = Table(
    "comments",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, nullable=False, unique=True),
    Column("document_id", ID, nullable=False),
    Column("round", Integer, nullable=False),
    Column("paragraph_id", ID, nullable=False),
    Column("person_id", ID, nullable=False),
    Column("at", Instant, nullable=False),
    Column("text_key", KEY, nullable=False),
    Column("text_sha256", HASH, nullable=False),
    Column("text_size", BigInteger, nullable=False),
    Column("answer", CODE, nullable=False),
    Column("explanation_key", KEY, nullable=False),
    Column("explanation_sha256", HASH, nullable=False),
    Column("explanation_size", BigInteger, nullable=False),
    Column("answered_by", ID, nullable=False),
    Column("answered_at", Instant),
)
Index("ix_comments_document_id_round", COMMENTS.c.document_id, COMMENTS.c.round)

NOTICES = Table(
    "notices",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("document_id", ID, nullable=False),
    Column("role", CODE, nullable=False),
    Column("unit_id", ID, nullable=False),
    Column("person_id", ID, nullable=False),
    Column("act", CODE, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("at", Instant, nullable=False),
    Column("act_id", ID, nullable=False, server_default=""),
)
Index("ix_notices_person_id", NOTICES.c.person_id)
Index("ix_notices_unit_id_role", NOTICES.c.unit_id, NOTICES.c.role)

# Not from the ledger, therefore never cleared by a rebuild.
NOTICE_READS = Table(
    "notice_reads",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("person_id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
)

INCIDENTS = Table(
    "incidents",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("code", CODE, nullable=False),
    Column("location", String(200), nullable=False),
    Column("document_id", ID, nullable=False, index=True),
    Column("message", Text, nullable=False),
    Column("stack", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("resolved_at", Instant),
)

REBUILT = (NOTICES, COMMENTS, ROUNDS, WAITING, EVENTS, OPENINGS, DOCUMENTS)
