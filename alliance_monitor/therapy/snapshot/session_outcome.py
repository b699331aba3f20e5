"""One attended session as a snapshot takes it in, and what the snapshot keeps of the newest ones."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Self

from alliance_monitor.therapy.course import FLAGGED
from alliance_monitor.therapy.history import Decision

AGREED = (Decision.CONFIRMED, Decision.RECLASSIFIED)
"""Decisions by which a therapist agrees with a flag."""


class SessionOutcome(NamedTuple):
    """One attended session, as much of it as a snapshot needs. `status` is empty when nobody rated."""

    session_id: str
    number: int
    held_on: date | None
    client: float | None
    therapist: float | None
    tension: int | None
    heard: bool
    """The client has rated, even if their answers are held back until the therapist has."""
    therapist_rated: bool
    instrument: str
    status: str = ""
    decline: bool = False
    back: bool = False
    """Back in the usual range."""
    reason: str = ""
    """Why it is flagged; only worded for the newest `FLAG_LASTS` rated sessions."""
    decision: str | None = None
    snoozed_until: date | None = None
    closed: bool = False
    """Its rupture was followed and is closed."""


class RecentSession(NamedTuple):
    """What the caseload's sparkline and sentences need to know about a session."""

    number: int
    held_on: str | None
    client: float | None
    therapist: float | None
    tension: int | None
    heard: bool

    @classmethod
    def of(cls, outcome: SessionOutcome) -> Self:
        """What is kept of this session."""
        day = outcome.held_on.isoformat() if outcome.held_on else None
        return cls(outcome.number, day, outcome.client, outcome.therapist, outcome.tension, outcome.heard)


class JudgedSession(NamedTuple):
    """A rated session recent enough for its flag to ask for a decision."""

    session_id: str
    number: int
    status: str
    decline: bool
    reason: str
    decision: str | None
    snoozed_until: str | None
    closed: bool

    @classmethod
    def of(cls, outcome: SessionOutcome) -> Self:
        """What is kept of this session."""
        until = outcome.snoozed_until.isoformat() if outcome.snoozed_until else None
        return cls(
            outcome.session_id,
            outcome.number,
            outcome.status,
            outcome.decline,
            outcome.reason,
            outcome.decision,
            until,
            outcome.closed,
        )

    @property
    def asks(self) -> bool:
        """Whether its flag is neither dismissed nor followed to its end; a snoozed one will ask again."""
        if self.status not in FLAGGED:
            return False
        if self.decision in AGREED:
            return not self.closed
        return self.decision is None or (self.decision == Decision.SNOOZED and self.snoozed_until is not None)
