"""People who work here: the practice, its accounts, their visits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base, new_id


class Practice(Base):
    """A practice: nobody sees anything of another one."""

    __tablename__ = "practices"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Account(Base):
    """A person who signs in."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"), index=True)
    sign_in_name: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(80))
    passphrase_hash: Mapped[str] = mapped_column(String(200))
    """Empty until the person has chosen a passphrase with their one-time code."""
    one_time_hash: Mapped[str | None] = mapped_column(String(200))
    one_time_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]


class AccountRole(Base):
    """One role of one person: therapist, supervisor, practice_lead or administrator."""

    __tablename__ = "account_roles"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class Supervision(Base):
    """Who supervises whom, from when, and until when if it has an end."""

    __tablename__ = "supervisions"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"), index=True)
    supervisor_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    therapist_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    assigned_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    assigned_at: Mapped[datetime] = mapped_column(default=now)


class Visit(Base):
    """A signed-in browser. Only a hash of its token is stored."""

    __tablename__ = "visits"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    """When the person last proved their identity; sensitive actions ask for a recent proof."""
    browser: Mapped[str] = mapped_column(String(40), default="")
    """In words, such as “Firefox, Windows”, so that people can tell their visits apart."""
    ended_at: Mapped[datetime | None]


class SecondFactor(Base):
    """An authenticator app's secret, encrypted; `pending` is one that waits for its first code."""

    __tablename__ = "second_factors"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(400))
    pending: Mapped[str] = mapped_column(String(400))
    last_step: Mapped[int]
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One recovery code: four letters to find it by, the rest as a hash."""

    __tablename__ = "recovery_codes"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    selector: Mapped[str] = mapped_column(String(4))
    code_hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]


class SignInStep(Base):
    """A sign-in that has passed its first step and waits for the second; opens nothing by itself."""

    __tablename__ = "sign_in_steps"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    begun_with: Mapped[str]
    begun_at: Mapped[datetime]


class ProvidedIdentity(Base):
    """An identity of the practice's provider that somebody connected with their account."""

    __tablename__ = "provided_identities"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(80))
    connected_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("issuer", "subject"),)


class IdentityFlow(Base):
    """A browser that was sent to the identity provider, or that came back and has yet to agree to a connection."""

    __tablename__ = "identity_flows"
    state_hash: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(String(128))
    verifier: Mapped[str] = mapped_column(String(128))
    wish: Mapped[str] = mapped_column(String(2000))
    visit_id: Mapped[str | None]
    identity: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    begun_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed sign-in, counted to slow down guessing; name and address are stored as hashes."""

    __tablename__ = "sign_in_attempts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subject: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index(None, "subject", "at"),)
