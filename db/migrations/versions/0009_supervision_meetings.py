"""What supervision meetings remember"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supervision_requests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("share_notes", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.Column("answered_at", db.connection.utc.Utc(timezone=True), nullable=True),
        sa.Column("withdrawn_at", db.connection.utc.Utc(timezone=True), nullable=True),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_supervision_requests_client_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_supervision_requests_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_requests")),
    )
    op.create_table(
        "supervision_discussions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("discussed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("stood", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_supervision_discussions_client_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_supervision_discussions_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_discussions")),
    )
    newest = sa.text("newest IS TRUE")
    for table in ("supervision_requests", "supervision_discussions"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_client_id"), ["client_id"], unique=False)
            batch_op.create_index(
                f"uq_{table}_newest", ["client_id"], unique=True, sqlite_where=newest, postgresql_where=newest
            )
