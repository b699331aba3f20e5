"""The tables. Rows say what people said and did; what rules derive lives in `derived_*` tables.

Identifiers are opaque random text, so nothing can be read or guessed from a URL.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.utc import Utc, now


def new_id() -> str:
    """128 random bits as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


class Base(DeclarativeBase):
    """Base of all tables; constraint names are spelled out so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Utc, dict[str, Any]: JSON, list[str]: JSON, str: String(64)}  # noqa: RUF012


class Practice(Base):
    """A practice: the wall inside which people can see each other at all."""

    __tablename__ = "practices"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Account(Base):
    """A person who signs in."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    sign_in_name: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(80))
    passphrase_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]


class AccountRole(Base):
    """One role of one person: therapist, supervisor, practice_lead or administrator."""

    __tablename__ = "account_roles"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class Visit(Base):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "visits"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed sign-in, kept to slow down guessing; name and address are kept as keyed hashes."""

    __tablename__ = "sign_in_attempts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subject: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index(None, "subject", "at"),)


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
    """What one person said about one session; a correction is a new row, the old one stays."""

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


class FlagDecision(Base):
    """What a person decided about a derived flag, bound to the rule and version that raised it."""

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
    """What a therapist found of a prompt for one client."""

    __tablename__ = "prompt_verdicts"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    prompt_id: Mapped[str] = mapped_column(String(120))
    verdict: Mapped[str] = mapped_column(String(20))
    given_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    given_at: Mapped[datetime] = mapped_column(default=now)


class Draft(Base):
    """A session form not yet saved, so that a reload or a lost connection costs nothing."""

    __tablename__ = "drafts"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    content: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime] = mapped_column(default=now)


class Write(Base):
    """An idempotency key already used and what it made, so that a double click saves once."""

    __tablename__ = "writes"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class AuditEntry(Base):
    """Who did what to which row, when; never what it said."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[str | None]
    visit_id: Mapped[str | None]
    action: Mapped[str]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[str | None]
    client_id: Mapped[str | None] = mapped_column(index=True)


class DerivedCourse(Base):
    """Where a therapy stands by the rules of one model version; can be rebuilt from the ratings."""

    __tablename__ = "derived_courses"
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    model_version: Mapped[str]
    summary: Mapped[dict[str, Any]]


class EpisodeEvent(Base):
    """One thing that happened to a rupture that is followed; an episode is what its events add up to."""

    __tablename__ = "episode_events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    episode_id: Mapped[str] = mapped_column(String(22), index=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("therapy_sessions.id"))
    event: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)


class BondLook(Base):
    """One look at the five elements of the client's bond with the therapist."""

    __tablename__ = "bond_looks"
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


class CodingAttempt(Base):
    """One answer given while practising to tell ruptures from disagreements."""

    __tablename__ = "coding_attempts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    vignette: Mapped[str] = mapped_column(String(60))
    answer: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(default=now)


class OutcomeAnswers(Base):
    """One outcome questionnaire as it was answered."""

    __tablename__ = "outcome_answers"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    form: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
