"""Rows of many sessions of new clients, number_sessions and made in memory, then inserted together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Attendance, SessionEntry
from alliance_monitor.records import Rating as RatingValue
from db.connection import insert_many, now
from db.tables import Rating, TherapySession, new_id

SESSION = ("id", "client_id", "number", "held_on", "attendance", "recorded_by", "recorded_at")
_AS_SAID = tuple(name for name in RatingValue.model_fields if name not in {"rater", "strained"})
_as_said = attrgetter(*_AS_SAID)
RATING = ("id", "session_id", "client_id", "recorded_by", "recorded_at", "rater", "strained", *_AS_SAID)
"""Every field of a rating is a column of the same name."""


def number_sessions(entries: Sequence[SessionEntry]) -> list[int | None] | None:
    """The numbers of all appointments of a new client, None for a missed one; no list where they need a closer look.

    Raises
    ------
    InvalidEntryError : two sessions have the same number.
    """
    attended = [entry for entry in entries if entry.attendance is Attendance.ATTENDED]
    given = [entry.number for entry in attended if entry.number is not None]
    if len(set(given)) < len(given):
        raise InvalidEntryError(
            "A session with this number is already recorded for one of the clients.", "Nothing was stored."
        )
    if given and len(given) < len(attended):
        return None
    days = [entry.held_on for entry in attended if entry.held_on is not None]
    if not given and days != sorted(days):
        return None
    fresh = iter(given or range(1, len(attended) + 1))
    return [next(fresh) if entry.attendance is Attendance.ATTENDED else None for entry in entries]


class NewSessionRows:
    """Rows made so far."""

    def __init__(self, recorded_by: str) -> None:
        self._by = recorded_by
        self._at = now()
        self._sessions: list[tuple[Any, ...]] = []
        self._ratings: list[tuple[Any, ...]] = []
        self._beside: list[tuple[str, str, SessionEntry]] = []

    def add(self, client_id: str, entries: Sequence[SessionEntry], numbers: Sequence[int | None]) -> None:
        """Make the rows of these appointments of one client."""
        for entry, number in zip(entries, numbers, strict=True):
            session_id = new_id()
            attendance = entry.attendance.value
            self._sessions.append((session_id, client_id, number, entry.held_on, attendance, self._by, self._at))
            self._ratings += [self._rating(client_id, session_id, rating) for rating in entry.ratings]
            if entry.observations or entry.note:
                self._beside.append((client_id, session_id, entry))

    def _rating(self, client_id: str, session_id: str, rating: RatingValue) -> tuple[Any, ...]:
        strained = sorted(one.value for one in rating.strained) if rating.strained else []
        return (
            *(new_id(), session_id, client_id, self._by, self._at, rating.rater.value),
            strained,
            *_as_said(rating),
        )

    def insert(self, tx: Connection) -> Iterator[tuple[str, str, SessionEntry]]:
        """Insert them; returns (client id, session id, entry) where something stands beside the ratings."""
        insert_many(tx, TherapySession, SESSION, self._sessions)
        insert_many(tx, Rating, RATING, self._ratings)
        return iter(self._beside)
