"""The sessions and ratings of a story."""

from __future__ import annotations

import random
from datetime import date, timedelta

from alliance_monitor.importing import ImportedSession
from alliance_monitor.records import Attendance, Rater, Rating, SessionEntry
from demo.stories import Story

SEED = 20_260


def sessions_of(story: Story, today: date) -> list[ImportedSession]:
    """Weekly sessions up to some days ago, and now and then a cancelled appointment; the same for the same day."""
    rng = random.Random(f"{SEED}-{story.code}")  # noqa: S311 - invented data, the same every time
    levels = {Rater.CLIENT: rng.uniform(5.2, 6.0), Rater.THERAPIST: rng.uniform(4.9, 5.5)}
    falls, markers = dict(story.falls), dict(story.markers)
    last = today - timedelta(days=1 + rng.randrange(4), weeks=story.weeks_ago)
    sessions = []
    for number in range(1, story.sessions + 1):
        held_on = last - timedelta(weeks=story.sessions - number)
        fall = falls.get(number, 0.0)
        raters = [Rater.THERAPIST]
        client_rates = story.client_silent_from is None or number < story.client_silent_from
        if client_rates and (fall or rng.random() > 0.1):
            raters.append(Rater.CLIENT)
        ratings = [_rating(rng, rater, levels[rater] + story.slope * number, fall) for rater in raters]
        entry = SessionEntry(held_on=held_on, ratings=tuple(ratings), observations=markers.get(number, ()))
        sessions.append(ImportedSession(client_code=story.code, entry=entry))
        if number % 7 == 3:
            cancelled = SessionEntry(held_on=held_on + timedelta(days=2), attendance=Attendance.CANCELLED)
            sessions.append(ImportedSession(client_code=story.code, entry=cancelled))
    return sessions


def _rating(rng: random.Random, rater: Rater, level: float, fall: float) -> Rating:
    """A rating around `level`; a fall shows most in the client's rating, and there most in the bond."""
    level -= fall * (1.0 if rater is Rater.CLIENT else 0.35)
    parts = [_on_scale(level + rng.gauss(0, 0.3) - (0.5 * fall if part == 2 else 0.0)) for part in range(3)]
    tension = 1 + (rng.random() < 0.15) if not fall else min(5, 2 + round(fall))
    answers = dict(zip(("goal", "task", "bond"), parts, strict=True))
    return Rating(rater=rater, **answers, tension=int(tension), answers=answers | {"tension": tension})


def _on_scale(value: float) -> float:
    return float(min(7, max(1, round(value))))
