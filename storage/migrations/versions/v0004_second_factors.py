"""Second factors with their recovery codes, temporary passwords, and proofs by both factors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(100)
HASH = sa.String(64)
INSTANT = sa.String(27)

TABLES = ("step_ups", "recovery_codes", "second_factors", "temporary_passwords")


def upgrade() -> None:
    """Make the tables."""
    _temporary_passwords()
    _second_factors()
    _recovery_codes()
    _step_ups()


def downgrade() -> None:
    """Drop them: everybody is back to the password alone."""
    for table in TABLES:
        op.drop_table(table)


def _temporary_passwords() -> None:
    op.create_table(
        "temporary_passwords",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        _of_a_person("temporary_passwords"),
        sa.PrimaryKeyConstraint("person_id", name="pk_temporary_passwords"),
    )


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("asked_at_sign_in", sa.Boolean(), nullable=False),
        _of_a_person("second_factors"),
        sa.PrimaryKeyConstraint("person_id", name="pk_second_factors"),
    )


def _recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("code_sha256", HASH, nullable=False),
        _of_a_person("recovery_codes"),
        sa.PrimaryKeyConstraint("person_id", "code_sha256", name="pk_recovery_codes"),
    )


def _step_ups() -> None:
    op.create_table(
        "step_ups",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("seen_sha256", HASH, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_by_act", ID),
        _of_a_person("step_ups"),
        sa.PrimaryKeyConstraint("id", name="pk_step_ups"),
    )
    op.create_index("ix_step_ups_person_id", "step_ups", ["person_id"])


def _of_a_person(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_person_id_people"
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=name)
