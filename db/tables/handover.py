"""Handing a tablet to a client: visits that are locked meanwhile, and PINs that unlock them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base


class VisitLock(Base):
    """A visit limited to the client's page and unlocking; the row is deleted when it is unlocked."""

    __tablename__ = "visit_locks"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("client_links.id"))
    locked_at: Mapped[datetime] = mapped_column(default=now)


class AccountPin(Base):
    """A short number that unlocks a locked visit, and does nothing else."""

    __tablename__ = "account_pins"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    pin_hash: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(default=now)
