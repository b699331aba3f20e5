"""Links by which clients answer, and their free line"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_links",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("instrument", sa.String(length=64), nullable=False),
        sa.Column("instrument_version", sa.Integer(), nullable=False),
        sa.Column("asks", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=True),
        sa.Column("free_line", sa.Boolean(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.Column("expires_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.Column("used_at", db.connection.utc.Utc(timezone=True), nullable=True),
        sa.Column("revoked_at", db.connection.utc.Utc(timezone=True), nullable=True),
        sa.Column("shown_at", db.connection.utc.Utc(timezone=True), nullable=True),
        sa.Column("made", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_client_links_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_client_links_created_by")),
        sa.ForeignKeyConstraint(["session_id"], ["therapy_sessions.id"], name=op.f("fk_client_links_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_client_links_token_hash")),
    )
    with op.batch_alter_table("client_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_links_client_id"), ["client_id"], unique=False)
    op.create_table(
        "client_lines",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("link_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_client_lines_client_id")),
        sa.ForeignKeyConstraint(["link_id"], ["client_links.id"], name=op.f("fk_client_lines_link_id")),
        sa.ForeignKeyConstraint(["session_id"], ["therapy_sessions.id"], name=op.f("fk_client_lines_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_lines")),
        sa.UniqueConstraint("link_id", name=op.f("uq_client_lines_link_id")),
    )
    with op.batch_alter_table("client_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_lines_client_id"), ["client_id"], unique=False)
