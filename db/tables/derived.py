"""What the rules derive, stored for speed: one row per therapy, and monthly counts. All of it can be rebuilt."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Integer, PrimaryKeyConstraint, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from alliance_monitor.practice import Counts
from db.tables.base import Base


class DerivedCourse(Base):
    """What one model version derives from a therapy."""

    __tablename__ = "derived_courses"
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    model_version: Mapped[str]
    """Empty while a rebuild has not reached this row."""
    therapist_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    """Under whom the therapy is counted in `derived_therapist_months`."""
    summary: Mapped[dict[str, Any]]
    snapshot: Mapped[str] = mapped_column(Text)
    """`TherapySnapshot.dump()`: to which the next session is added."""


def _counts() -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in Counts._fields]


DERIVED_MONTHS = Table(
    "derived_months",
    Base.metadata,
    Column("practice_id", String(64), ForeignKey("practices.id"), nullable=False),
    Column("model_version", String(64), nullable=False),
    Column("month", Date, nullable=False),
    Column("pattern", String(20), nullable=False),
    Column("phase", String(10), nullable=False),
    Column("instrument", String(80), nullable=False),
    *_counts(),
    PrimaryKeyConstraint("practice_id", "model_version", "month", "pattern", "phase", "instrument"),
)
"""Counts of a practice by cell (`practice.counts`); only rows of the current model version are read."""

DERIVED_THERAPIST_MONTHS = Table(
    "derived_therapist_months",
    Base.metadata,
    Column("therapist_id", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("model_version", String(64), nullable=False),
    Column("month", Date, nullable=False),
    *_counts(),
    PrimaryKeyConstraint("therapist_id", "model_version", "month"),
)
"""Monthly counts of one therapist."""
