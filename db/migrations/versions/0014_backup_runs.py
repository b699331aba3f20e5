"""What became of the backups"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backup_runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=True),
        sa.Column("told", sa.String(length=300), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_runs")),
    )
