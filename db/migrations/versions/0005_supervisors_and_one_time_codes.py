"""Who supervises whom, and one-time codes for a first sign-in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("one_time_hash", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("one_time_until", db.connection.utc.Utc(timezone=True), nullable=True))
    op.create_table(
        "supervisions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("practice_id", sa.String(length=64), nullable=False),
        sa.Column("supervisor_id", sa.String(length=64), nullable=False),
        sa.Column("therapist_id", sa.String(length=64), nullable=False),
        sa.Column("since", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.Column("until", db.connection.utc.Utc(timezone=True), nullable=True),
        sa.Column("assigned_by", sa.String(length=64), nullable=False),
        sa.Column("assigned_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_supervisions_practice_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["accounts.id"], name=op.f("fk_supervisions_supervisor_id")),
        sa.ForeignKeyConstraint(["therapist_id"], ["accounts.id"], name=op.f("fk_supervisions_therapist_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["accounts.id"], name=op.f("fk_supervisions_assigned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisions")),
    )
    with op.batch_alter_table("supervisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervisions_supervisor_id"), ["supervisor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervisions_therapist_id"), ["therapist_id"], unique=False)
