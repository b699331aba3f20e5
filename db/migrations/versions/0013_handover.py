"""Visits locked while a client has the tablet, and the PINs that unlock them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import db.connection.utc

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_locks",
        sa.Column("visit_id", sa.String(length=64), nullable=False),
        sa.Column("link_id", sa.String(length=64), nullable=False),
        sa.Column("locked_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["client_links.id"], name=op.f("fk_visit_locks_link_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_locks_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_locks")),
    )
    op.create_table(
        "account_pins",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("set_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_pins_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_pins")),
    )
