"""Drafts, idempotency keys, data keys, and answers given in training."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base


class Draft(Base):
    """A session form not yet saved, so that a reload or a lost connection costs nothing."""

    __tablename__ = "drafts"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(default=now)


class Write(Base):
    """A used idempotency key and the outcome of its write, so that a double click saves once."""

    __tablename__ = "writes"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class DataKey(Base):
    """The key that encrypts free text about one client, itself wrapped by the key ring.

    `owner` is the client's id, or the account's for a person's own secrets; no foreign key, because an owner may be
    inserted after it.
    """

    __tablename__ = "data_keys"
    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    wrapped_by: Mapped[str] = mapped_column(String(8))
    wrapped: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=now)


class CodingAttempt(Base):
    """One answer given in training to tell ruptures from disagreements."""

    __tablename__ = "coding_attempts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    vignette: Mapped[str] = mapped_column(String(60))
    answer: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(default=now)
