"""Attempts to make a backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base


class BackupRun(Base):
    """One attempt to make a backup; `ok` is None while it runs, or if it was interrupted."""

    __tablename__ = "backup_runs"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now)
    occasion: Mapped[str] = mapped_column(String(20))
    ok: Mapped[bool | None]
    message: Mapped[str] = mapped_column(String(300))
    file: Mapped[str | None] = mapped_column(String(120))
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    seconds: Mapped[float | None]
