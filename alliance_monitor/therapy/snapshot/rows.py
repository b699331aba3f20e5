"""One therapy as light rows: all that a snapshot is built from, whether one history or very many rows are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alliance_monitor.detection.channels import ANSWERS
from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.therapy.history import Client, History, SessionRecord

Rated = tuple[Any, ...]
"""One current rating as it is stored: rater, instrument with its version ("id@version"), and the answers in the order
of `ANSWERS`, which begins with goal, task, bond, tension."""


@dataclass(slots=True)
class SessionRow:
    """One attended session with its ratings; `waits` as `SessionRecord.client_waits`."""

    id: str
    number: int
    held_on: date | None
    ratings: list[Rated] = field(default_factory=list)
    waits: bool = False


@dataclass(slots=True)
class TherapyRows:
    """What a snapshot is built from."""

    client: Client
    attended: list[SessionRow] = field(default_factory=list)
    """In the order of their numbers."""
    missed: list[date | None] = field(default_factory=list)
    decisions: dict[str, tuple[str, date | None]] = field(default_factory=dict)
    """Newest decision and the day it is snoozed until, by session id."""
    episodes: tuple[RuptureEpisode, ...] = ()
    pattern: str = "unknown"
    """The attachment pattern the practice counts this client under."""
    outcomes: list[OutcomeForm] = field(default_factory=list)


def rows_of(history: History) -> TherapyRows:
    """One therapy's history as rows."""
    return TherapyRows(
        history.client,
        [session_row(session) for session in history.sessions if session.number is not None],
        [session.held_on for session in history.sessions if session.number is None],
        {decision.session_id: (decision.decision.value, decision.snoozed_until) for decision in history.decisions},
        history.episodes,
        history.profile.pattern if history.profile else "unknown",
        list(history.outcomes),
    )


def session_row(session: SessionRecord) -> SessionRow:
    """One attended session as a row."""
    ratings: list[Rated] = [
        (
            rating.rater.value,
            f"{rating.instrument}@{rating.instrument_version}",
            *(getattr(rating, column) for column in ANSWERS),
        )
        for rating in (recorded.rating for recorded in session.ratings)
    ]
    return SessionRow(session.id, session.number or 0, session.held_on, ratings, session.client_waits)
