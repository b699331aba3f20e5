"""Clients and sessions recorded in a store, and words nobody else may read about them."""

from __future__ import annotations

from datetime import date, timedelta

from alliance_monitor.episode import Closed, Origin, Outcome, Worked
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.therapy.history import Decision
from db.store import Store

START = date(2026, 1, 5)


def rated(week: int, level: float = 6.0, tension: int = 1) -> SessionEntry:
    """A session both rated alike."""
    return SessionEntry(
        held_on=START + timedelta(weeks=week),
        ratings=tuple(Rating(rater=r, goal=level, task=level, bond=level, tension=tension) for r in Rater),
    )


def client_with(store: Store, *levels: float) -> str:
    """A client whose sessions both rated at these levels, week by week."""
    client_id = store.add_client(ClientEntry(code="C-1", started_on=START), key="add")
    for week, level in enumerate(levels):
        store.record_session(client_id, rated(week, level), key=f"s{week}")
    return client_id


SECRET = "He would not look at me."


def written(store: Store) -> str:
    """A client about whom something is written in every place there is."""
    client_id = client_with(store, 6, 6, 6)
    note = SessionEntry(held_on=date(2026, 2, 2), ratings=rated(0, 2.0).ratings, note=SECRET)
    session_id = store.record_session(client_id, note, key="note")
    store.decide(client_id, session_id, Decision.DISMISSED, reason=SECRET, key="no")
    episode = store.open_episode(client_id, session_id, Origin.HAND, key="open")
    store.add_to_episode(client_id, episode, Worked(session=4, stage=1, tried=SECRET, went="helped"), key="tried")
    closed = Closed(session=4, outcome=Outcome.DISMISSED, reason=SECRET)
    store.add_to_episode(client_id, episode, closed, key="closed")
    store.keep_draft(client_id, {"note": SECRET})
    return client_id
