"""Emergency access to a colleague's client"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergency_accesses",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("practice_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("therapist_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.Column("until", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_emergency_accesses_practice_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_emergency_accesses_client_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_emergency_accesses_account_id")),
        sa.ForeignKeyConstraint(["therapist_id"], ["accounts.id"], name=op.f("fk_emergency_accesses_therapist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_accesses")),
    )
    with op.batch_alter_table("emergency_accesses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_accesses_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_accesses_account_id"), ["account_id"], unique=False)
    op.create_table(
        "emergency_notices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("access_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("read_at", db.connection.utc.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["access_id"], ["emergency_accesses.id"], name=op.f("fk_emergency_notices_access_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_emergency_notices_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_notices")),
    )
    with op.batch_alter_table("emergency_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_notices_account_id"), ["account_id"], unique=False)
