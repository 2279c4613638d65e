"""Kinds beside plans: who may know of a document, what belongs together, series of a term."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.String(100)
INSTANT = sa.String(27)
PLACES = ("unit_id", "issuer_id", "circle_id", "superior_id")
DOCUMENT_COLUMNS = (
    "submitted_at",
    "supplements_id",
    "serves_id",
    "campaign_id",
    "period",
    "is_final",
    "fonds",
)


def upgrade() -> None:
    """Add columns and tables, and open each plan to those who could see it before."""
    _documents()
    op.create_table(
        "openings",
        sa.Column("document_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "unit_id", name="pk_openings"),
    )
    op.create_index("ix_openings_unit_id", "openings", ["unit_id"])
    _open()
    op.add_column("notices", sa.Column("act_id", ID, nullable=False, server_default=""))
    op.execute(
        "UPDATE notices SET act_id = "
        "(SELECT act_id FROM ledger_entries l WHERE l.seq = notices.seq)"
    )
    _registers()


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("congress_terms")
    for name in ("ends", "begins", "separator"):
        op.drop_column("number_series", name)
    op.drop_column("notices", "act_id")
    op.drop_table("openings")
    for index in ("changed_at_id", "campaign_id_kind", "drafter_id_kind"):
        op.drop_index(f"ix_documents_{index}", "documents")
    for name in DOCUMENT_COLUMNS:
        op.drop_column("documents", name)


def _open() -> None:
    """Open each document to the units of its four places, each once."""
    names = ("id", *PLACES)
    documents = sa.table("documents", *(sa.column(name, ID) for name in names))
    openings = sa.table("openings", sa.column("document_id", ID), sa.column("unit_id", ID))
    found = sa.union(*(
        sa.select(documents.c.id, documents.c[place]).where(documents.c[place] != "")
        for place in PLACES
    ))  # fmt: skip
    op.execute(sa.insert(openings).from_select(["document_id", "unit_id"], found))


def _documents() -> None:
    for column in (
        sa.Column("fonds", ID, nullable=False, server_default="state"),
        sa.Column("is_final", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("period", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("campaign_id", ID, nullable=False, server_default=""),
        sa.Column("serves_id", ID, nullable=False, server_default=""),
        sa.Column("supplements_id", ID, nullable=False, server_default=""),
        sa.Column("submitted_at", INSTANT),
    ):
        op.add_column("documents", column)
    finals = sa.text(
        "UPDATE documents SET is_final = :yes WHERE state IN ('archived', 'withdrawn')"
    )
    op.execute(finals.bindparams(sa.bindparam("yes", value=True, type_=sa.Boolean())))
    op.create_index("ix_documents_changed_at_id", "documents", ["changed_at", "id"])
    op.create_index("ix_documents_campaign_id_kind", "documents", ["campaign_id", "kind"])
    op.create_index("ix_documents_drafter_id_kind", "documents", ["drafter_id", "kind", "period"])


def _registers() -> None:
    op.add_column(
        "number_series", sa.Column("separator", sa.String(1), nullable=False, server_default="/")
    )
    op.add_column("number_series", sa.Column("begins", sa.Date()))
    op.add_column("number_series", sa.Column("ends", sa.Date()))
    op.create_table(
        "congress_terms",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("act_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "begins", name="pk_congress_terms"),
        sa.CheckConstraint("begins <= ends", name="in_order"),
    )
