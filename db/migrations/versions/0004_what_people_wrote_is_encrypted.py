"""What people wrote is encrypted"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

import db.connection.utc
from db.connection.utc import now
from db.crypto.sealed_text import vault_of
from db.crypto.vault import Context, DataKey

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEYS = sa.table(
    "data_keys",
    sa.column("id", sa.String),
    sa.column("owner", sa.String),
    sa.column("wrapped_by", sa.String),
    sa.column("wrapped", sa.String),
    sa.column("made_at", db.connection.utc.Utc),
)
NOTES = sa.table("notes", sa.column("id"), sa.column("client_id"), sa.column("text", sa.Text))
REASONS = sa.table("flag_decisions", sa.column("id"), sa.column("client_id"), sa.column("reason", sa.Text))
EVENTS = sa.table("episode_events", sa.column("id"), sa.column("client_id"), sa.column("event", sa.JSON))
DRAFTS = sa.table("drafts", sa.column("account_id"), sa.column("client_id"), sa.column("content", sa.JSON))


def upgrade() -> None:
    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("wrapped_by", sa.String(length=8), nullable=False),
        sa.Column("wrapped", sa.String(length=120), nullable=False),
        sa.Column("made_at", db.connection.utc.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
    )
    with op.batch_alter_table("data_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_keys_owner"), ["owner"], unique=False)

    tx = op.get_bind()
    keys: dict[str, DataKey] = {}
    for table, column in ((NOTES, "text"), (REASONS, "reason")):
        for row in tx.execute(sa.select(table).where(table.c[column] != "")).all():
            place = Context(table.name, column, row.id, row.client_id)
            value = _key(tx, keys, row.client_id).encrypt(getattr(row, column), place)
            tx.execute(sa.update(table).where(table.c.id == row.id).values({column: value}))
    for row in tx.execute(sa.select(EVENTS)).all():
        told = dict(row.event)
        for name in ("tried", "reason"):
            if told.get(name):
                place = Context("episode_events", f"event.{name}", str(row.id), row.client_id)
                told[name] = _key(tx, keys, row.client_id).encrypt(told[name], place)
        if told != row.event:
            tx.execute(sa.update(EVENTS).where(EVENTS.c.id == row.id).values(event=told))
    for row in tx.execute(sa.select(DRAFTS)).all():
        place = Context("drafts", "content", row.account_id, row.client_id)
        sealed = {"sealed": _key(tx, keys, row.client_id).encrypt(json.dumps(row.content), place)}
        mine = sa.and_(DRAFTS.c.account_id == row.account_id, DRAFTS.c.client_id == row.client_id)
        tx.execute(sa.update(DRAFTS).where(mine).values(content=sealed))


def _key(tx: Any, keys: dict[str, DataKey], client_id: str) -> DataKey:
    if client_id not in keys:
        keys[client_id], kept = vault_of(tx).new_key(client_id)
        tx.execute(
            sa.insert(KEYS).values(
                id=kept.id, owner=client_id, wrapped_by=kept.wrapped_by, wrapped=kept.wrapped, made_at=now()
            )
        )
    return keys[client_id]
