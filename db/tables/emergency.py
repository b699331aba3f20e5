"""Emergency access: opening a colleague's client for a reason, and notifying those concerned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base, new_id


class EmergencyAccess(Base):
    """One opening of another therapist's client; the reason is encrypted under the client's key."""

    __tablename__ = "emergency_accesses"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    therapist_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]


class EmergencyNotice(Base):
    """A notice of an emergency access to one person, shown until they mark it as read."""

    __tablename__ = "emergency_notices"
    id: Mapped[str] = mapped_column(String(64), primary_key=True, default=new_id)
    access_id: Mapped[str] = mapped_column(ForeignKey("emergency_accesses.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    read_at: Mapped[datetime | None]
