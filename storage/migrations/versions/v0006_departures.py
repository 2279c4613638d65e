"""Who has left, and which certificates are still to be revoked by whoever issued them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.String(100)
CODE = sa.String(100)
HASH = sa.String(64)
INSTANT = sa.String(27)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "departures",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("noted_by", ID, nullable=False),
        sa.Column("act_id", ID, nullable=False),
        sa.Column("keys_gone_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_departures_person_id_people"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_departures"),
        sa.UniqueConstraint("act_id", name="uq_departures_act_id"),
    )
    op.create_table(
        "revocations",
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("wanted_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
        sa.Column("done_by", ID),
        sa.ForeignKeyConstraint(
            ["sha256"], ["certificates.sha256"], name="fk_revocations_sha256_certificates"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_revocations_person_id_people"
        ),
        sa.PrimaryKeyConstraint("sha256", name="pk_revocations"),
    )
    op.create_index("ix_revocations_person_id", "revocations", ["person_id"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("revocations")
    op.drop_table("departures")
