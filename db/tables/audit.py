"""The audit log: who did what when, an append-only chain. Triggers refuse any change of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base


class AuditEntry(Base):
    """Who did what to which row, and when; never its content. `mac` chains it to the previous entry
    (db/audit/chain.py)."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    account_id: Mapped[str | None] = mapped_column(index=True)
    visit_id: Mapped[str | None]
    action: Mapped[str]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[str | None]
    client_id: Mapped[str | None] = mapped_column(index=True)
    key_id: Mapped[str] = mapped_column(String(8))
    mac: Mapped[str]


class AuditHead(Base):
    """The end of the chain, in one row, so that writers queue for it and a removed end is noticed."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chain: Mapped[str] = mapped_column(String(22))
    entry: Mapped[int]
    mac: Mapped[str]
    key_id: Mapped[str] = mapped_column(String(8))
    seal: Mapped[str]
