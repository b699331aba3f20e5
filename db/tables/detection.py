"""A practice's detection settings; every change is a new row, none is overwritten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base


class DetectionChange(Base):
    """A change of the settings: by whom, when, and to what. The newest row is in force."""

    __tablename__ = "detection_changes"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"), index=True)
    operating_point: Mapped[str] = mapped_column(String(20))
    own_norms: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    changed_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
