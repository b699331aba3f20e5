"""The colleagues' sessions: simulated therapies with known ruptures, laid into the past weeks."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from alliance_monitor.importing import ImportedSession
from alliance_monitor.records import Rater, Rating, SessionEntry
from alliance_monitor.simulation import WORLDS, cohort

SEED = 7_300
CLIENTS = 22
"""Clients of each colleague: with the demo person's own, enough for a practice to show most of its figures."""

WEEKS, RECENT_WEEKS = 80, 16
"""Therapies began within so many weeks, every other one within the recent ones, so that some are still running."""

WORLD = replace(WORLDS["growth"], onset=0.08, leaving=0.02)
"""Somewhat more ruptures and endings than usual, so that a small practice has some of each."""


def simulated_sessions(therapists: int, today: date) -> list[list[ImportedSession]]:
    """For each therapist the sessions of all their clients before `today`; the same for the same day."""
    ratings = cohort(WORLD, CLIENTS * therapists, SEED, varied=False).ratings
    by_client: dict[Any, list[Any]] = {}
    for row in ratings.itertuples(index=False):
        by_client.setdefault(row.client_id, []).append(row)
    return [
        [
            session
            for number in range(therapist * CLIENTS + 1, (therapist + 1) * CLIENTS + 1)
            for session in _sessions(number, by_client[number], today)
        ]
        for therapist in range(therapists)
    ]


def _sessions(number: int, ratings: list[Any], today: date) -> list[ImportedSession]:
    """One simulated therapy, weekly from its first day on, without the sessions that lie in the future."""
    rng = random.Random(f"{SEED}-{number}")  # noqa: S311 - invented data, the same every time
    weeks = rng.randrange(3, RECENT_WEEKS) if number % 2 else rng.randrange(RECENT_WEEKS, WEEKS)
    start = today - timedelta(weeks=weeks, days=rng.randrange(1, 6))
    sessions = []
    for session_number, rows in groupby(ratings, key=attrgetter("session_number")):
        held_on = start + timedelta(weeks=session_number - 1)
        if held_on < today:
            entry = SessionEntry(held_on=held_on, ratings=tuple(_rating(row) for row in rows))
            sessions.append(ImportedSession(client_code=f"S-{number:03d}", entry=entry))
    return sessions


def _rating(row: Any) -> Rating:
    parts = {"goal": float(row.goal), "task": float(row.task), "bond": float(row.bond)}
    answers = parts | {"tension": float(row.tension)}
    return Rating(rater=Rater(row.rater), **parts, tension=int(row.tension), answers=answers)
