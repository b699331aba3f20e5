"""Rows of many sessions of new clients, number_sessions and made in memory, then inserted together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Attendance, SessionEntry
from db.connection import insert_many, now
from db.tables import Rating, TherapySession
from db.therapies.session_values import RATING_COLUMNS, SESSION_COLUMNS, rating_values, session_values


def number_sessions(entries: Sequence[SessionEntry]) -> list[int | None] | None:
    """The numbers of all appointments of a new client, None for a missed one; None if they must be inserted one by one.

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
    numbers = iter(given or range(1, len(attended) + 1))
    return [next(numbers) if entry.attendance is Attendance.ATTENDED else None for entry in entries]


class NewSessionRows:
    """Rows collected for one bulk insert."""

    def __init__(self, recorded_by: str) -> None:
        self._by = recorded_by
        self._at = now()
        self._sessions: list[tuple[Any, ...]] = []
        self._ratings: list[tuple[Any, ...]] = []
        self._with_more: list[tuple[str, str, SessionEntry]] = []

    def add(self, client_id: str, entries: Sequence[SessionEntry], numbers: Sequence[int | None]) -> None:
        """Add the rows of these appointments of one client."""
        for entry, number in zip(entries, numbers, strict=True):
            values = session_values(client_id, number, entry.held_on, entry.attendance, self._by, self._at)
            session_id = values[0]
            self._sessions.append(values)
            self._ratings += [rating_values(client_id, session_id, r, self._by, self._at) for r in entry.ratings]
            if entry.observations or entry.note:
                self._with_more.append((client_id, session_id, entry))

    def insert(self, tx: Connection) -> Iterator[tuple[str, str, SessionEntry]]:
        """Insert them; yields (client id, session id, entry) of those with observations or a note to insert as well."""
        insert_many(tx, TherapySession, SESSION_COLUMNS, self._sessions)
        insert_many(tx, Rating, RATING_COLUMNS, self._ratings)
        return iter(self._with_more)
