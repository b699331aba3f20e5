"""Invented therapies as the domain sees them, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from alliance_monitor.records.entry import Attendance, Ending
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.therapy.history import Client, FlagDecision, History, RecordedRating, SessionRecord

START = date(2026, 1, 5)
THEN = datetime(2026, 1, 5, 12, tzinfo=UTC)
Level = float | None


def rating(rater: Rater, level: float, tension: int | None = 1) -> Rating:
    return Rating(rater=rater, goal=level, task=level, bond=level, tension=tension)


def session(number: int, client: Level, therapist: Level, tension: int = 1) -> SessionRecord:
    """An attended session; None is a person who did not rate."""
    given = [(Rater.CLIENT, client), (Rater.THERAPIST, therapist)]
    return SessionRecord(
        id=f"s{number}",
        number=number,
        held_on=START + timedelta(weeks=number - 1),
        attendance=Attendance.ATTENDED,
        ratings=tuple(
            RecordedRating(f"r{number}-{rater}", rating(rater, level, tension), THEN)
            for rater, level in given
            if level is not None
        ),
    )


def therapy(
    levels: Sequence[tuple[Level, Level, int]],
    *,
    decisions: Sequence[FlagDecision] = (),
    ended: Ending | None = None,
    code: str = "C-1",
) -> History:
    """One therapy; each level is (client, therapist, tension both noticed)."""
    client = Client(f"id-{code}", code, "t", START, START + timedelta(weeks=len(levels)) if ended else None, ended)
    sessions = tuple(session(number, *level) for number, level in enumerate(levels, start=1))
    return History(client, sessions, decisions=tuple(decisions))


QUIET = [(6.0, 5.0, 1)] * 6
FALL = [*QUIET, (3.0, 4.0, 4)]
