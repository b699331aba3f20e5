"""Identities of the practice's provider"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provided_identities",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("connected_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_provided_identities_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provided_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provided_identities_issuer_subject")),
    )
    with op.batch_alter_table("provided_identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provided_identities_account_id"), ["account_id"], unique=False)
    op.create_table(
        "identity_flows",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=128), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("wish", sa.String(length=2000), nullable=False),
        sa.Column("visit_id", sa.String(length=64), nullable=True),
        sa.Column("identity", sa.JSON(), nullable=True),
        sa.Column("begun_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_identity_flows")),
    )
