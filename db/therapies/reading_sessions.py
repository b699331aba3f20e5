"""The sessions of one therapy as frozen values, with both people's ratings of each."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from alliance_monitor.records import Attendance, Observation, Rater, StrainDomain
from alliance_monitor.records import Rating as RatingValue
from alliance_monitor.therapy import RecordedRating, SessionRecord
from db import tables
from db.crypto import unseal_or_placeholder
from db.therapies.link_rows import held_back_sessions


def rows_of_client(table: Any, order: Any) -> Select[Any]:
    """A statement for all rows of a client in this table; built once, because every redraw of a page runs it."""
    return select(table.__table__).where(table.client_id == bindparam("client")).order_by(order)


_PLAIN = tuple(name for name in RatingValue.model_fields if name not in {"strained", "answers"})
"""Fields of a rating that are kept as they are, each in the column of its name."""
_RATED = (
    tables.Rating.id,
    tables.Rating.session_id,
    tables.Rating.recorded_at,
    tables.Rating.superseded_at,
    tables.Rating.strained,
    tables.Rating.answers,
    *(getattr(tables.Rating, name) for name in _PLAIN),
)
_RATINGS = select(*_RATED).where(tables.Rating.client_id == bindparam("client")).order_by(tables.Rating.recorded_at)
_MARKERS = rows_of_client(tables.RuptureMarker, tables.RuptureMarker.recorded_at)
_NOTES = rows_of_client(tables.Note, tables.Note.recorded_at)
_LINES = rows_of_client(tables.ClientLine, tables.ClientLine.given_at)
_SESSIONS = rows_of_client(tables.TherapySession, tables.TherapySession.recorded_at)


def read_sessions(tx: Connection, client_id: str, present: Any) -> tuple[SessionRecord, ...]:
    """All appointments of one client, oldest first; `present` says which of the rarer rows exist."""
    held_back = held_back_sessions(tx, client_id) if present.links else frozenset()
    lines = {
        row.session_id: unseal_or_placeholder(
            tx, row.text, owner=client_id, table="client_lines", column="text", row=row.id
        )
        for row in (tx.execute(_LINES, {"client": client_id}).all() if present.lines else ())
    }
    current: dict[str, list[RecordedRating]] = defaultdict(list)
    corrected: dict[str, list[RecordedRating]] = defaultdict(list)
    for rating_id, session_id, recorded_at, superseded_at, strained, answers, *values in tx.execute(
        _RATINGS, {"client": client_id}
    ):
        rating = _rating(tuple(strained), tuple(answers.items()), *values)
        if session_id in held_back and rating.rater is Rater.CLIENT:
            continue
        recorded = RecordedRating(rating_id, rating, recorded_at, superseded_at)
        (current if superseded_at is None else corrected)[session_id].append(recorded)
    observed: dict[str, list[Observation]] = defaultdict(list)
    for row in tx.execute(_MARKERS, {"client": client_id}) if present.markers else ():
        observed[row.session_id].append(
            Observation(marker=row.marker, observed_by=row.observed_by, domain=row.domain, intensity=row.intensity)
        )
    notes = {
        row.session_id: unseal_or_placeholder(tx, row.text, owner=client_id, table="notes", column="text", row=row.id)
        for row in (tx.execute(_NOTES, {"client": client_id}).all() if present.notes else ())
    }
    rows = list(tx.execute(_SESSIONS, {"client": client_id}))
    rows = sorted(rows, key=lambda row: _position(row, rows))
    return tuple(
        SessionRecord(
            row.id,
            row.number,
            row.held_on,
            Attendance(row.attendance),
            tuple(current[row.id]),
            tuple(corrected[row.id]),
            tuple(observed[row.id]),
            notes.get(row.id, ""),
            "" if row.id in held_back else lines.get(row.id, ""),
            row.id in held_back,
        )
        for row in rows
    )


def _position(row: Row[Any], rows: list[Row[Any]]) -> tuple[float, str]:
    """Sort key: attended sessions by number; missed ones after the last session held before them."""
    if row.number is not None:
        return (float(row.number), "")
    earlier = [
        r.number for r in rows if r.number is not None and r.held_on and row.held_on and r.held_on <= row.held_on
    ]
    return (max(earlier, default=0) + 0.5, row.held_on.isoformat() if row.held_on else "")


@lru_cache(4096)
def _rating(strained: tuple[str, ...], answers: tuple[tuple[str, float], ...], *values: Any) -> RatingValue:
    """Built once and cached: redraws of a page read the same ratings again, and many ratings are equal."""
    fields: dict[str, Any] = dict(zip(_PLAIN, values, strict=True))
    return RatingValue(strained=frozenset(map(StrainDomain, strained)), answers=dict(answers), **fields)
