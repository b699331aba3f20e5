"""Outcome questionnaires"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcome_answers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_outcome_answers_client_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_outcome_answers_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_answers")),
    )
    with op.batch_alter_table("outcome_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_answers_client_id"), ["client_id"], unique=False)
