"""Rows of one appointment, inside the caller's transaction: session, ratings, observations and note."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Attendance, Observation, SessionEntry
from alliance_monitor.records import Rating as RatingValue
from alliance_monitor.records import marker as marker_named
from alliance_monitor.therapy import RecordedRating, SessionRecord
from db.connection import now
from db.crypto import seal
from db.tables import Note, Rating, RuptureMarker, TherapySession, new_id
from db.therapies.session_values import RATING_COLUMNS, SESSION_COLUMNS, rating_values, session_values

_ADD_SESSION, _ADD_RATING = insert(TherapySession), insert(Rating)
_NEWEST_AND_FIRST_LATER = select(
    func.max(TherapySession.number),
    func.min(case((TherapySession.held_on > bindparam("day"), TherapySession.number))),
).where(TherapySession.client_id == bindparam("client"), TherapySession.number.is_not(None))


def add_session(tx: Connection, client_id: str, entry: SessionEntry, recorded_by: str) -> tuple[str, int | None]:
    """Insert one appointment; returns its id and its number, None if it was missed."""
    number = _assign_number(tx, client_id, entry) if entry.attendance is Attendance.ATTENDED else None
    values = session_values(client_id, number, entry.held_on, entry.attendance, recorded_by, now())
    session_id = str(values[0])
    tx.execute(_ADD_SESSION, dict(zip(SESSION_COLUMNS, values, strict=True)))
    add_session_content(tx, client_id, session_id, entry, recorded_by)
    return session_id, number


def add_session_content(tx: Connection, client_id: str, session_id: str, entry: SessionEntry, recorded_by: str) -> None:
    """Insert the ratings, observations and note of an appointment."""
    if entry.ratings:
        tx.execute(_ADD_RATING, [_rating_row(client_id, session_id, rating, recorded_by) for rating in entry.ratings])
    add_observations_and_note(tx, client_id, session_id, entry, recorded_by)


def add_observations_and_note(
    tx: Connection, client_id: str, session_id: str, entry: SessionEntry, recorded_by: str
) -> None:
    """Insert the observations and note of an appointment."""
    for observation in entry.observations:
        add_observation(tx, client_id, session_id, observation, recorded_by)
    if entry.note:
        note_id = new_id()
        text = seal(tx, entry.note, owner=client_id, table="notes", column="text", row=note_id)
        tx.execute(
            insert(Note).values(
                id=note_id,
                client_id=client_id,
                session_id=session_id,
                text=text,
                recorded_by=recorded_by,
            )
        )


def add_observation(tx: Connection, client_id: str, session_id: str, seen: Observation, recorded_by: str) -> None:
    """Insert one observed sign of rupture."""
    tx.execute(
        insert(RuptureMarker).values(
            session_id=session_id,
            client_id=client_id,
            marker=marker_named(seen.marker).id,
            observed_by=seen.observed_by.value,
            domain=seen.domain.value if seen.domain else None,
            intensity=seen.intensity,
            recorded_by=recorded_by,
        )
    )


def add_rating(tx: Connection, client_id: str, session_id: str, rating: RatingValue, recorded_by: str) -> str:
    """Insert one rating and return its id."""
    row = _rating_row(client_id, session_id, rating, recorded_by)
    tx.execute(_ADD_RATING, row)
    return str(row["id"])


def _rating_row(client_id: str, session_id: str, rating: RatingValue, recorded_by: str) -> dict[str, Any]:
    values = rating_values(client_id, session_id, rating, recorded_by, now())
    return dict(zip(RATING_COLUMNS, values, strict=True))


def recorded_session(session_id: str, number: int | None, entry: SessionEntry) -> SessionRecord:
    """The appointment just inserted, with everything that derived rows depend on."""
    ratings = tuple(RecordedRating("", rating, now()) for rating in entry.ratings)
    return SessionRecord(session_id, number, entry.held_on, entry.attendance, ratings)


def _assign_number(tx: Connection, client_id: str, entry: SessionEntry) -> int:
    """The number of a new attended session: as imported, else by date, moving later sessions up."""
    mine = (TherapySession.client_id == client_id, TherapySession.number.is_not(None))
    if entry.number is not None:
        if tx.scalar(select(TherapySession.id).where(*mine, TherapySession.number == entry.number)) is not None:
            raise InvalidEntryError(
                "A session with this number is already recorded for one of the clients.", "Nothing was stored."
            )
        return entry.number
    # Comparing with an unknown day (NULL) finds no later session.
    newest, later = tx.execute(_NEWEST_AND_FIRST_LATER, {"client": client_id, "day": entry.held_on}).one()
    if later is None:
        return (newest or 0) + 1
    # Two steps through negative numbers, because the unique constraint is checked row by row.
    at_or_after = (*mine, TherapySession.number >= later)
    tx.execute(update(TherapySession).where(*at_or_after).values(number=-TherapySession.number))
    tx.execute(
        update(TherapySession)
        .where(TherapySession.client_id == client_id, TherapySession.number < 0)
        .values(number=1 - TherapySession.number)
    )
    return int(later)
