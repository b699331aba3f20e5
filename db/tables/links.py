"""Links by which clients answer, and the line of text they may add."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.connection import now
from db.tables.base import Base, new_id


class ClientLink(Base):
    """A link with which a client answers one form once. Only a hash of its token is stored."""

    __tablename__ = "client_links"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("therapy_sessions.id"))
    """None until the session is recorded, by whichever of the two rates it first."""
    held_on: Mapped[date]
    instrument: Mapped[str]
    instrument_version: Mapped[int]
    asks: Mapped[str] = mapped_column(String(40))
    """The instrument's use: alliance (a rating of one session), attachment or outcome."""
    language: Mapped[str | None] = mapped_column(String(20))
    """None lets the client's browser choose."""
    free_line: Mapped[bool]
    at_once: Mapped[bool]
    """Whether the therapist sees the answers before their own rating is saved."""
    created_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    """When the therapist chose to see the answers without a rating of their own."""
    answer_id: Mapped[str | None]
    """Id of the rating, profile or outcome form the answers became."""


class ClientLine(Base):
    """What a client wrote in the free line."""

    __tablename__ = "client_lines"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("therapy_sessions.id"))
    link_id: Mapped[str] = mapped_column(ForeignKey("client_links.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(default=now)
