"""Who is away: absences of people, for a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(100)
INSTANT = sa.String(27)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "absences",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("noted_by", ID, nullable=False),
        sa.Column("act_id", ID, nullable=False),
        sa.CheckConstraint("until >= since", name="ends_after_it_begins"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_absences_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
        sa.UniqueConstraint("act_id", name="uq_absences_act_id"),
    )
    op.create_index("ix_absences_person_id", "absences", ["person_id"])
    op.create_index("ix_absences_until", "absences", ["until"])


def downgrade() -> None:
    """Drop the table, and its indexes with it."""
    op.drop_table("absences")
