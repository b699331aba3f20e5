"""Values of rows of sessions and ratings, in the order of their columns; shared by single and bulk inserts."""

from __future__ import annotations

from datetime import date, datetime
from operator import attrgetter
from typing import Any

from alliance_monitor.records import Attendance
from alliance_monitor.records import Rating as RatingValue
from db.tables import new_id

SESSION_COLUMNS = ("id", "client_id", "number", "held_on", "attendance", "recorded_by", "recorded_at")
_PLAIN = tuple(name for name in RatingValue.model_fields if name not in {"rater", "strained"})
_plain_values = attrgetter(*_PLAIN)
RATING_COLUMNS = ("id", "session_id", "client_id", "recorded_by", "recorded_at", "rater", "strained", *_PLAIN)
"""Every field of a rating is a column of the same name."""


def session_values(
    client_id: str, number: int | None, held_on: date | None, attendance: Attendance, by: str, at: datetime
) -> tuple[Any, ...]:
    """One appointment, with a new id first."""
    return (new_id(), client_id, number, held_on, attendance.value, by, at)


def rating_values(client_id: str, session_id: str, rating: RatingValue, by: str, at: datetime) -> tuple[Any, ...]:
    """One rating, with a new id first."""
    strained = sorted(domain.value for domain in rating.strained) if rating.strained else []
    return (new_id(), session_id, client_id, by, at, rating.rater.value, strained, *_plain_values(rating))
