"""Therapies: clients, attachment profiles, sessions, ratings, markers, notes, outcome forms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base, new_id


class Client(Base):
    """A therapy: the practice's own code, its therapist, start and ending."""

    __tablename__ = "clients"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    therapist_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ending: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("practice_id", "code"),)


class AttachmentProfile(Base):
    """One version of a client's attachment profile; never overwritten."""

    __tablename__ = "attachment_profiles"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"))
    version: Mapped[int]
    profile: Mapped[dict[str, Any]]
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("client_id", "version"),)


class TherapySession(Base):
    """One appointment; `number` counts the attended ones of this client."""

    __tablename__ = "therapy_sessions"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"))
    number: Mapped[int | None]
    held_on: Mapped[date | None]
    attendance: Mapped[str] = mapped_column(String(20))
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("client_id", "number"), Index(None, "client_id", "held_on"))


class Rating(Base):
    """One person's rating of one session; a correction is a new row, the old one stays."""

    __tablename__ = "ratings"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("therapy_sessions.id"))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    rater: Mapped[str] = mapped_column(String(20))
    goal: Mapped[float | None]
    task: Mapped[float | None]
    bond: Mapped[float | None]
    tension: Mapped[int | None]
    resolution: Mapped[int | None]
    strained: Mapped[list[str]]
    depth: Mapped[float | None]
    smoothness: Mapped[float | None]
    instrument: Mapped[str]
    instrument_version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("goal BETWEEN 1 AND 7", name="goal"),
        CheckConstraint("task BETWEEN 1 AND 7", name="task"),
        CheckConstraint("bond BETWEEN 1 AND 7", name="bond"),
        CheckConstraint("tension BETWEEN 1 AND 5", name="tension"),
        Index(
            "uq_ratings_current",
            "session_id",
            "rater",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )


class RuptureMarker(Base):
    """A sign of rupture someone saw in a session."""

    __tablename__ = "rupture_markers"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("therapy_sessions.id"))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    marker: Mapped[str]
    observed_by: Mapped[str] = mapped_column(String(20))
    domain: Mapped[str | None] = mapped_column(String(20))
    intensity: Mapped[int | None]
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("session_id", "marker", "observed_by"),)


class Note(Base):
    """A short note about a session."""

    __tablename__ = "notes"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("therapy_sessions.id"))
    text: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)


class OutcomeAnswers(Base):
    """One outcome questionnaire as it was answered."""

    __tablename__ = "outcome_answers"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    form: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
