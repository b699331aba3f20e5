"""One attended session as a snapshot takes it in, and what it keeps of the newest ones."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

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
    client_rated: bool
    therapist_rated: bool
    instrument: str
    status: str = ""
    decline: bool = False
    back: bool = False
    """Back in the usual range."""
    reason: str = ""
    """Why it is flagged; needed of the newest `FLAG_LASTS` rated sessions only."""
    decision: str | None = None
    snoozed_until: date | None = None
    over: bool = False
    """Its rupture was followed and is closed."""


class RecentSession(NamedTuple):
    """What the caseload's small line and its sentences need of a session."""

    number: int
    held_on: str | None
    client: float | None
    therapist: float | None
    tension: int | None
    heard: bool


class JudgedSession(NamedTuple):
    """A rated session recent enough for its flag to ask for a decision."""

    session_id: str
    number: int
    status: str
    decline: bool
    reason: str
    decision: str | None
    snoozed_until: str | None
    over: bool

    @property
    def asks(self) -> bool:
        """Whether its flag is neither dismissed nor followed to its end; one put off will ask again."""
        if self.status not in FLAGGED:
            return False
        if self.decision in AGREED:
            return not self.over
        return self.decision is None or (self.decision == Decision.SNOOZED and self.snoozed_until is not None)
