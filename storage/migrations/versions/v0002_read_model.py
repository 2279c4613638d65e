"""What pages read: documents and their events, rounds, notices; and incidents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(100)
KEY = sa.String(300)
HASH = sa.String(64)
INSTANT = sa.String(27)
TEXT = sa.Text()
INT = sa.Integer()
BIG = sa.BigInteger()

TABLES = (
    "incidents",
    "notice_reads",
    "notices",
    "comments",
    "rounds",
    "waiting",
    "document_events",
    "documents",
)


def upgrade() -> None:
    """Make every table."""
    _documents()
    _document_events()
    _waiting()
    _rounds()
    _comments()
    _notices()
    _notice_reads()
    _incidents()


def downgrade() -> None:
    """Drop every table, and its indexes with it."""
    for table in TABLES:
        op.drop_table(table)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", ID, nullable=False),
        sa.Column("last_seq", BIG, nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("route", ID, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("drafter_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("issuer_id", ID, nullable=False),
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("superior_id", ID, nullable=False),
        sa.Column("signer_person_id", ID, nullable=False),
        sa.Column("state", ID, nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("moved_version", INT, nullable=False),
        sa.Column("edition", INT, nullable=False),
        sa.Column("content_key", KEY, nullable=False),
        sa.Column("content_blob_sha256", HASH, nullable=False),
        sa.Column("content_size", BIG, nullable=False),
        sa.Column("content_sha256", HASH, nullable=False),
        sa.Column("shown_sha256", HASH, nullable=False),
        sa.Column("main_key", KEY, nullable=False),
        sa.Column("main_sha256", HASH, nullable=False),
        sa.Column("main_size", BIG, nullable=False),
        sa.Column("minutes_key", KEY, nullable=False),
        sa.Column("minutes_sha256", HASH, nullable=False),
        sa.Column("minutes_size", BIG, nullable=False),
        sa.Column("number_text", ID, nullable=False),
        sa.Column("number_day", sa.Date()),
        sa.Column("deadline", INSTANT),
        sa.Column("remind_at", INSTANT),
        sa.Column("is_reminded", sa.Boolean(), nullable=False),
        sa.Column("stuck", ID, nullable=False),
        sa.Column("incident", ID, nullable=False),
        sa.Column("entered_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("last_seq", name="uq_documents_last_seq"),
    )
    op.create_index("ix_documents_circle_id", "documents", ["circle_id"])
    op.create_index("ix_documents_drafter_id", "documents", ["drafter_id"])
    op.create_index("ix_documents_issuer_id", "documents", ["issuer_id"])
    op.create_index("ix_documents_signer_person_id", "documents", ["signer_person_id"])
    op.create_index("ix_documents_state", "documents", ["state"])
    op.create_index("ix_documents_superior_id", "documents", ["superior_id"])
    op.create_index("ix_documents_unit_id", "documents", ["unit_id"])


def _document_events() -> None:
    op.create_table(
        "document_events",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("on_behalf_of", ID, nullable=False),
        sa.Column("from_state", ID, nullable=False),
        sa.Column("to_state", ID, nullable=False),
        sa.Column("edition", INT),
        sa.Column("version", INT),
        sa.Column("reason_key", KEY, nullable=False),
        sa.Column("reason_sha256", HASH, nullable=False),
        sa.Column("reason_size", BIG, nullable=False),
        sa.Column("details", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_document_events"),
    )
    op.create_index("ix_document_events_document_id_seq", "document_events", ["document_id", "seq"])


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("document_id", ID, nullable=False),
        sa.Column("role", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("act", ID, nullable=False),
        sa.PrimaryKeyConstraint(
            "document_id", "role", "unit_id", "person_id", "act", name="pk_waiting"
        ),
    )
    op.create_index("ix_waiting_person_id", "waiting", ["person_id"])
    op.create_index("ix_waiting_unit_id_role", "waiting", ["unit_id", "role"])


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("document_id", ID, nullable=False),
        sa.Column("number", INT, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_rounds"),
    )


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("round", INT, nullable=False),
        sa.Column("paragraph_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text_key", KEY, nullable=False),
        sa.Column("text_sha256", HASH, nullable=False),
        sa.Column("text_size", BIG, nullable=False),
        sa.Column("answer", ID, nullable=False),
        sa.Column("explanation_key", KEY, nullable=False),
        sa.Column("explanation_sha256", HASH, nullable=False),
        sa.Column("explanation_size", BIG, nullable=False),
        sa.Column("answered_by", ID, nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.UniqueConstraint("seq", name="uq_comments_seq"),
    )
    op.create_index("ix_comments_document_id_round", "comments", ["document_id", "round"])


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("place", INT, autoincrement=False, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("role", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("act", ID, nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("seq", "place", name="pk_notices"),
    )
    op.create_index("ix_notices_person_id", "notices", ["person_id"])
    op.create_index("ix_notices_unit_id_role", "notices", ["unit_id", "role"])


def _notice_reads() -> None:
    op.create_table(
        "notice_reads",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("place", INT, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("seq", "place", "person_id", name="pk_notice_reads"),
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.Column("location", sa.String(200), nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("stack", TEXT, nullable=False),
        sa.Column("attempts", INT, nullable=False),
        sa.Column("resolved_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_document_id", "incidents", ["document_id"])
