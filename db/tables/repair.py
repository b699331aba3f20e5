"""What a therapist concludes and does about a rupture: decisions, episodes, prompts, bond and talk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base, new_id


class FlagDecision(Base):
    """A decision about a derived flag, with the rule and version that raised it."""

    __tablename__ = "flag_decisions"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("therapy_sessions.id"))
    rule: Mapped[str]
    rule_version: Mapped[str] = mapped_column(String(20))
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    rupture_type: Mapped[str | None]
    snoozed_until: Mapped[date | None]
    decided_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime] = mapped_column(default=now)


class PromptVerdict(Base):
    """A therapist's verdict on a prompt for one client."""

    __tablename__ = "prompt_verdicts"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    prompt_id: Mapped[str] = mapped_column(String(120))
    verdict: Mapped[str] = mapped_column(String(20))
    given_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    given_at: Mapped[datetime] = mapped_column(default=now)


class EpisodeEvent(Base):
    """One event of a rupture that is being followed; an episode is the replay of its events."""

    __tablename__ = "episode_events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    episode_id: Mapped[str] = mapped_column(String(22), index=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("therapy_sessions.id"))
    event: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)


class BondAssessment(Base):
    """One assessment of the five elements of the client's bond with the therapist."""

    __tablename__ = "bond_assessments"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("therapy_sessions.id"))
    elements: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)


class TalkCount(Base):
    """Passages of secure, avoidant and preoccupied talk in one session."""

    __tablename__ = "talk_counts"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("therapy_sessions.id"))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
