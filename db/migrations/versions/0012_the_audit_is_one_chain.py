"""The audit is one chain"""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace

import sqlalchemy as sa
from alembic import op

import db.connection.utc
from db.audit.chain import Entry, Head, mac, seal
from db.crypto.sealed_text import vault_of

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FIELDS = ("id", "at", "account_id", "visit_id", "action", "subject_kind", "subject_id", "client_id")
AUDIT = sa.table(
    "audit",
    *(sa.column(name, db.connection.utc.Utc() if name == "at" else None) for name in FIELDS),
    sa.column("key_id"),
    sa.column("mac"),
)
HEAD = sa.table("audit_head", *(sa.column(name) for name in ("id", "chain", "entry", "mac", "key_id", "seal")))

ONLY_GROWS = "the audit log only grows"


def upgrade() -> None:
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_id", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("mac", sa.String(length=64), nullable=True))
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.String(length=22), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    _chain()
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.alter_column("key_id", existing_type=sa.String(length=8), nullable=False)
        batch_op.alter_column("mac", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_account_id"), ["account_id"], unique=False)
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)


def _chain() -> None:
    """Chain what was recorded before; from now on nothing of it can change unnoticed."""
    tx = op.get_bind()
    rows = tx.execute(sa.select(*(AUDIT.c[name] for name in FIELDS)).order_by(AUDIT.c.id)).all()
    if not rows:
        return
    ring = vault_of(tx).ring
    head = Head(secrets.token_urlsafe(16), 0, "", ring.current)
    for row in rows:
        entry = Entry(**dict(row._mapping), key_id=ring.current)
        head = replace(head, entry=entry.id, mac=mac(ring, head.chain, head.mac, entry))
        tx.execute(sa.update(AUDIT).where(AUDIT.c.id == row.id).values(key_id=ring.current, mac=head.mac))
    tx.execute(sa.insert(HEAD).values(asdict(replace(head, seal=seal(ring, head))) | {"id": 1}))


def _triggers(dialect: str) -> list[str]:
    refused = [("audit", "UPDATE"), ("audit", "DELETE"), ("audit_head", "DELETE")]
    if dialect == "sqlite":
        return [
            *(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{ONLY_GROWS}'); END"
                for table, event in refused
            ),
            "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head "
            f"WHEN NEW.entry <= OLD.entry OR NEW.chain <> OLD.chain BEGIN SELECT RAISE(ABORT, '{ONLY_GROWS}'); END",
        ]
    return [
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{ONLY_GROWS}'; END $$",
        *(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
            for table, event in [*refused, ("audit", "TRUNCATE"), ("audit_head", "TRUNCATE")]
        ),
        "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head FOR EACH ROW "
        "WHEN (NEW.entry <= OLD.entry OR NEW.chain <> OLD.chain) EXECUTE FUNCTION only_grows()",
    ]
