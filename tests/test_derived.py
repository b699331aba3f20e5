"""Derived rows: whatever happens to a therapy, its row is what making it anew gives."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from alliance_monitor.entry import Attendance, ClientEntry, Ending, SessionEntry
from alliance_monitor.history import Decision
from alliance_monitor.ratings import Rater, Rating
from db.database import Database
from db.derived import rebuild
from db.store import Store
from db.tables import DerivedCourse

START = date(2026, 1, 5)

pytestmark = pytest.mark.engines("sqlite", "postgresql")


def rows(practice: Database) -> dict[str, object]:
    with practice.read() as tx:
        return {row.client_id: row.summary for row in tx.execute(select(DerivedCourse.__table__))}


def rated(rng: random.Random) -> tuple[Rating, ...]:
    raters = rng.sample(list(Rater), rng.choice((1, 2, 2)))
    level = rng.choice((2, 5, 6, 6, 6))
    return tuple(Rating(rater=r, goal=level, task=level, bond=level, tension=rng.choice((1, 1, 4))) for r in raters)


def live(store: Store, client_id: str, rng: random.Random, step: int) -> None:
    """One more thing happens in this therapy."""
    held_on = START + timedelta(days=rng.randrange(300))
    sessions = store.history(client_id).attended
    what = rng.choice(("session", "session", "session", "missed", "correction", "decision"))
    if what == "session":
        store.record_session(client_id, SessionEntry(held_on=held_on, ratings=rated(rng)), key=f"k{step}")
    elif what == "missed":
        entry = SessionEntry(held_on=held_on, attendance=Attendance.CANCELLED)
        store.record_session(client_id, entry, key=f"k{step}")
    elif what == "correction" and sessions:
        store.correct_rating(rng.choice(sessions).id, rated(rng)[0], key=f"k{step}")
    elif what == "decision":
        from alliance_monitor.course import course

        for flag in course(store.history(client_id)).flags[:1]:
            store.decide(client_id, flag.session.id, Decision.DISMISSED, reason="because", key=f"k{step}")


@pytest.mark.parametrize("seed", range(4))
def test_kept_and_made_anew_are_the_same(store: Store, practice: Database, seed: int) -> None:
    rng = random.Random(seed)
    client_id = store.add_client(ClientEntry(code="C-1", started_on=START), key="add")
    for step in range(30):
        live(store, client_id, rng, step)
    store.end_therapy(client_id, START + timedelta(days=400), Ending.PLANNED, key="end")
    kept = rows(practice)
    assert rebuild(practice) == 1
    assert rows(practice) == kept


def test_only_rows_of_another_model_are_made_anew_at_a_start(store: Store, practice: Database) -> None:
    for number in range(3):
        store.add_client(ClientEntry(code=f"C-{number}"), key=f"add{number}")
    assert rebuild(practice, only_stale=True) == 0
    with practice.write() as tx:
        tx.execute(update(DerivedCourse).values(model_version="an older one"))
    seen: list[tuple[int, int]] = []
    assert rebuild(practice, lambda done, of: seen.append((done, of)), only_stale=True) == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]
