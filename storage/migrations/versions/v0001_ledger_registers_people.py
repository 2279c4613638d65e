"""What must never be lost: the ledger, the registers, the people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(100)
KEY = sa.String(300)
HASH = sa.String(64)
INSTANT = sa.String(27)
TEXT = sa.Text()
INT = sa.Integer()
BIG = sa.BigInteger()

# Dropped in this order, those that refer to others first.
TABLES = (
    "images",
    "certificates",
    "delegations",
    "holdings",
    "posts",
    "accounts",
    "people",
    "unit_names",
    "units",
    "calendar_days",
    "numbers",
    "number_series",
    "ledger_entries",
)


def upgrade() -> None:
    """Make every table."""
    _ledger_entries()
    _number_series()
    _numbers()
    _calendar_days()
    _units()
    _unit_names()
    _people()
    _accounts()
    _posts()
    _holdings()
    _delegations()
    _certificates()
    _images()


def downgrade() -> None:
    """Drop every table, and its indexes with it."""
    for table in TABLES:
        op.drop_table(table)


def _ledger_entries() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("prev", HASH, nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act_id", ID, nullable=False),
        sa.Column("act", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("on_behalf_of", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("version", INT),
        sa.Column("edition", INT),
        sa.Column("seen_sha256", HASH, nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("after", TEXT),
        sa.Column("details", TEXT, nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_ledger_entries_seq_from_one")),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger_entries"),
        sa.UniqueConstraint("act_id", name="uq_ledger_entries_act_id"),
        sa.UniqueConstraint("document_id", "version", name="uq_ledger_entries_document_id_version"),
        sa.UniqueConstraint("hash", name="uq_ledger_entries_hash"),
    )
    op.create_index("ix_ledger_entries_document_id", "ledger_entries", ["document_id"])


def _number_series() -> None:
    op.create_table(
        "number_series",
        sa.Column("id", sa.String(250), nullable=False),
        sa.Column("issuer_id", ID, nullable=False),
        sa.Column("code", sa.String(50), nullable=False),
        sa.Column("period", INT, nullable=False),
        sa.Column("opened_at_value", INT, nullable=False),
        sa.Column("last_value", INT, nullable=False),
        sa.Column("last_day", sa.Date()),
        sa.Column("act_id", ID, nullable=False),
        sa.CheckConstraint(
            "last_value >= opened_at_value", name=op.f("ck_number_series_never_counts_down")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_number_series"),
        sa.UniqueConstraint(
            "issuer_id", "code", "period", name="uq_number_series_issuer_id_code_period"
        ),
    )


def _numbers() -> None:
    op.create_table(
        "numbers",
        sa.Column("series_id", sa.String(250), nullable=False),
        sa.Column("value", INT, autoincrement=False, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason_key", KEY, nullable=False),
        sa.Column("void_act_id", ID, nullable=False),
        sa.CheckConstraint("state IN ('live', 'void')", name=op.f("ck_numbers_state_known")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["number_series.id"], name="fk_numbers_series_id_number_series"
        ),
        sa.PrimaryKeyConstraint("series_id", "value", name="pk_numbers"),
    )
    op.create_index("ix_numbers_document_id", "numbers", ["document_id"])
    op.create_index(
        "uq_numbers_one_live_per_document",
        "numbers",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )


def _calendar_days() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("note", KEY, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.CheckConstraint("kind IN ('off', 'made_up')", name=op.f("ck_calendar_days_kind_known")),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_days"),
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("id", ID, nullable=False),
        sa.Column("parent_id", ID),
        sa.Column("kind", ID, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name="fk_units_parent_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
    )
    op.create_index("ix_units_parent_id", "units", ["parent_id"])


def _unit_names() -> None:
    op.create_table(
        "unit_names",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.Column("name", KEY, nullable=False),
        sa.Column("superior_line", KEY, nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.Column("code", sa.String(50), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_unit_names_unit_id_units"),
        sa.PrimaryKeyConstraint("unit_id", "since", name="pk_unit_names"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("erased_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("login", ID, nullable=False),
        sa.Column("password_hash", KEY, nullable=False),
        sa.Column("failed_count", INT, nullable=False),
        sa.Column("locked_until", INSTANT),
        sa.Column("session_epoch", INT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_accounts_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_accounts"),
        sa.UniqueConstraint("login", name="uq_accounts_login"),
    )


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("role", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_posts_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
    )
    op.create_index("ix_posts_unit_id", "posts", ["unit_id"])


def _holdings() -> None:
    op.create_table(
        "holdings",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_holdings_person_id_people"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_holdings_post_id_posts"),
        sa.PrimaryKeyConstraint("post_id", "person_id", "since", name="pk_holdings"),
    )
    op.create_index("ix_holdings_person_id", "holdings", ["person_id"])


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("prefix", sa.String(10), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("authority", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_delegations_person_id_people"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_delegations_post_id_posts"),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_person_id", "delegations", ["person_id"])
    op.create_index("ix_delegations_post_id", "delegations", ["post_id"])


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("person_id", ID),
        sa.Column("unit_id", ID),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("key_reference", KEY, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.CheckConstraint(
            "role IN ('personal', 'agency')", name=op.f("ck_certificates_role_known")
        ),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_certificates_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_certificates_person_id_people"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_certificates_unit_id_units"),
        sa.PrimaryKeyConstraint("sha256", name="pk_certificates"),
    )
    op.create_index("ix_certificates_person_id", "certificates", ["person_id"])
    op.create_index("ix_certificates_unit_id", "certificates", ["unit_id"])


def _images() -> None:
    op.create_table(
        "images",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID),
        sa.Column("unit_id", ID),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("diameter_mm", sa.Float()),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.CheckConstraint("kind IN ('signature', 'seal')", name=op.f("ck_images_kind_known")),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_images_one_owner")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_images_person_id_people"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_images_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_images"),
    )
    op.create_index("ix_images_person_id_kind", "images", ["person_id", "kind"])
    op.create_index("ix_images_unit_id_kind", "images", ["unit_id", "kind"])
