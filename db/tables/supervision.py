"""Supervision: requests to discuss a case, and what was discussed and decided about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base, new_id


def _newest(table: str) -> Index:
    """One newest row per client, found without reading the others."""
    where = text("newest IS TRUE")
    return Index(f"uq_{table}_newest", "client_id", unique=True, sqlite_where=where, postgresql_where=where)


class SupervisionRequest(Base):
    """A therapist's request to discuss a case. Notes are shared until it is withdrawn; it is open until answered."""

    __tablename__ = "supervision_requests"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    share_notes: Mapped[bool]
    asked_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    newest: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (_newest("supervision_requests"),)


class SupervisionDiscussion(Base):
    """A discussion of a case: what was said and decided, when to follow up, and the state of the case then."""

    __tablename__ = "supervision_discussions"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    discussed_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text)
    follow_up_on: Mapped[date | None]
    case_snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    newest: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (_newest("supervision_discussions"),)
