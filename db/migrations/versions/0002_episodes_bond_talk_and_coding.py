"""Episodes, bond elements, talk, and practice coding"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coding_attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("vignette", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("given_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_coding_attempts_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_attempts")),
    )
    with op.batch_alter_table("coding_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coding_attempts_account_id"), ["account_id"], unique=False)

    op.create_table(
        "bond_looks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_bond_looks_client_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_bond_looks_recorded_by")),
        sa.ForeignKeyConstraint(["session_id"], ["therapy_sessions.id"], name=op.f("fk_bond_looks_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bond_looks")),
    )
    with op.batch_alter_table("bond_looks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bond_looks_client_id"), ["client_id"], unique=False)

    op.create_table(
        "episode_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("episode_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("event", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_episode_events_client_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_episode_events_recorded_by")),
        sa.ForeignKeyConstraint(["session_id"], ["therapy_sessions.id"], name=op.f("fk_episode_events_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode_events")),
    )
    with op.batch_alter_table("episode_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_episode_events_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_episode_events_episode_id"), ["episode_id"], unique=False)

    op.create_table(
        "talk_counts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_talk_counts_client_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_talk_counts_recorded_by")),
        sa.ForeignKeyConstraint(["session_id"], ["therapy_sessions.id"], name=op.f("fk_talk_counts_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_counts")),
    )
    with op.batch_alter_table("talk_counts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_counts_client_id"), ["client_id"], unique=False)
