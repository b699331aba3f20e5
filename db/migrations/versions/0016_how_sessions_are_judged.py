"""How a practice lets its sessions be judged, with every change"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "detection_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("practice_id", sa.String(length=64), nullable=False),
        sa.Column("operating_point", sa.String(length=20), nullable=False),
        sa.Column("own_norms", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_detection_changes_practice_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["accounts.id"], name=op.f("fk_detection_changes_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection_changes")),
    )
    with op.batch_alter_table("detection_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_detection_changes_practice_id"), ["practice_id"], unique=False)
