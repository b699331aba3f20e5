"""Rows to frozen values: the sessions of one therapy, with what both people said of each."""

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
    """All rows of one client in this table; built once, because a page asks for them with every redraw."""
    return select(table.__table__).where(table.client_id == bindparam("client")).order_by(order)


_SAID = tuple(name for name in RatingValue.model_fields if name not in {"strained", "answers"})
"""Fields of a rating that are kept as they are, each in the column of its name."""
_RATED = (
    tables.Rating.id,
    tables.Rating.session_id,
    tables.Rating.recorded_at,
    tables.Rating.superseded_at,
    tables.Rating.strained,
    tables.Rating.answers,
    *(getattr(tables.Rating, name) for name in _SAID),
)
_RATINGS = select(*_RATED).where(tables.Rating.client_id == bindparam("client")).order_by(tables.Rating.recorded_at)
_MARKERS = rows_of_client(tables.RuptureMarker, tables.RuptureMarker.recorded_at)
_NOTES = rows_of_client(tables.Note, tables.Note.recorded_at)
_LINES = rows_of_client(tables.ClientLine, tables.ClientLine.given_at)
_SESSIONS = rows_of_client(tables.TherapySession, tables.TherapySession.recorded_at)


def read_sessions(tx: Connection, client_id: str, there: Any) -> tuple[SessionRecord, ...]:
    """All appointments of one client, oldest first; `there` tells which of the rarer rows the client has."""
    waiting = held_back_sessions(tx, client_id) if there.links else frozenset()
    lines = {
        row.session_id: unseal_or_placeholder(
            tx, row.text, owner=client_id, table="client_lines", column="text", row=row.id
        )
        for row in (tx.execute(_LINES, {"client": client_id}).all() if there.lines else ())
    }
    current: dict[str, list[RecordedRating]] = defaultdict(list)
    corrected: dict[str, list[RecordedRating]] = defaultdict(list)
    for rating_id, session_id, recorded_at, superseded_at, strained, answers, *said in tx.execute(
        _RATINGS, {"client": client_id}
    ):
        rating = _rating(tuple(strained), tuple(answers.items()), *said)
        if session_id in waiting and rating.rater is Rater.CLIENT:
            continue
        recorded = RecordedRating(rating_id, rating, recorded_at, superseded_at)
        (current if superseded_at is None else corrected)[session_id].append(recorded)
    observed: dict[str, list[Observation]] = defaultdict(list)
    for row in tx.execute(_MARKERS, {"client": client_id}) if there.markers else ():
        observed[row.session_id].append(
            Observation(marker=row.marker, observed_by=row.observed_by, domain=row.domain, intensity=row.intensity)
        )
    notes = {
        row.session_id: unseal_or_placeholder(tx, row.text, owner=client_id, table="notes", column="text", row=row.id)
        for row in (tx.execute(_NOTES, {"client": client_id}).all() if there.notes else ())
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
            "" if row.id in waiting else lines.get(row.id, ""),
            row.id in waiting,
        )
        for row in rows
    )


def _position(row: Row[Any], rows: list[Row[Any]]) -> tuple[float, str]:
    """Attended sessions go by number; missed ones stand after the last one held before them."""
    if row.number is not None:
        return (float(row.number), "")
    held = [r.number for r in rows if r.number is not None and r.held_on and row.held_on and r.held_on <= row.held_on]
    return (max(held, default=0) + 0.5, row.held_on.isoformat() if row.held_on else "")


@lru_cache(4096)
def _rating(strained: tuple[str, ...], answers: tuple[tuple[str, float], ...], *said: Any) -> RatingValue:
    """The same rating is made once: with every redraw of a page the same are read again, and many say the same."""
    fields: dict[str, Any] = dict(zip(_SAID, said, strict=True))
    return RatingValue(strained=frozenset(map(StrainDomain, strained)), answers=dict(answers), **fields)
