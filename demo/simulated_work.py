"""What a colleague did in a simulated therapy: profile, decisions on flags, repair, ending – drawn at random."""

from __future__ import annotations

import random
from datetime import date, timedelta

from alliance_monitor.attachment import Profile
from alliance_monitor.episode import Closed, Event, Outcome, Rated, Worked
from alliance_monitor.records import Ending, Rater
from alliance_monitor.therapy import Client, Decision, Flag, History, course
from db.store import Store
from demo.simulated_sessions import SEED

RUNNING_DAYS = 10
"""A therapy whose last session is longer ago has ended."""

PATTERNS = ((2.4, 2.4), (5.4, 2.6), (2.6, 5.3), (5.3, 5.2))
"""Anxiety and avoidance of a secure, an anxious, an avoidant and a fearful client; a fifth of all have no profile."""


def record_work(store: Store, client: Client, today: date) -> None:
    """Record one therapy's profile, decisions, work on the newest rupture and, if it is over, its ending."""
    rng = random.Random(f"{SEED}-{client.code}")  # noqa: S311 - invented data, the same every time
    if rng.random() < 0.8:
        anxiety, avoidance = rng.choice(PATTERNS)
        profile = Profile.from_estimate(anxiety, avoidance, assessed_on=client.started_on)
        store.record_profile(client.id, profile, key=f"demo-profile-{client.code}")
    history = store.history(client.id)
    assessed = course(history)
    last = history.attended[-1].held_on if history.attended else None
    running = last is not None and last >= today - timedelta(days=RUNNING_DAYS)
    undecided = {session.id for session in history.attended[-2:]} if running else set()
    flags = [flag for flag in assessed.flags[-2:] if flag.session.id not in undecided]
    confirmed = [flag for flag in flags if _confirms(store, history, flag, rng)]
    if confirmed:
        _record_repair(store, history, confirmed[-1], rng)
    if last is not None and not running:
        recovered = not assessed.flags or assessed.rows[-1].status == "on_track"
        left = rng.random() < (0.2 if recovered else 0.85)
        ending = Ending.UNILATERAL if left else Ending.PLANNED
        store.end_therapy(client.id, last, ending, key=f"demo-ending-{client.code}")


def _confirms(store: Store, history: History, flag: Flag, rng: random.Random) -> bool:
    """Decide on a flag, or leave it open; returns whether the therapist confirmed it."""
    drawn = rng.random()
    if drawn > 0.85:
        return False
    decision = Decision.CONFIRMED if drawn < 0.55 else Decision.DISMISSED
    reason = "Something outside therapy explains it" if decision is Decision.DISMISSED else ""
    key = f"demo-answer-{history.client.code}-{flag.session.number}"
    store.decide(history.client.id, flag.session.id, decision, reason=reason, key=key)
    return decision is Decision.CONFIRMED


def _record_repair(store: Store, history: History, flag: Flag, rng: random.Random) -> None:
    """Work on a rupture in the sessions after it; most are resolved, some stay at the first stage."""
    onset = flag.session.number or 0
    numbers = [session.number for session in history.attended if session.number and session.number >= onset]
    episode = store.history(history.client.id).episodes[-1]
    went = "helped" if rng.random() < 0.6 else "partly"
    events: list[Event] = [Worked(session=numbers[0], stage=1, tried="Said what I noticed between us.", went="partly")]
    if len(numbers) > 2 and went == "helped":
        events.append(Worked(session=numbers[1], stage=2, tried="Asked how it was for them.", went="helped"))
        events += [Rated(rater=Rater.CLIENT, resolution=4), Closed(session=numbers[2], outcome=Outcome.RESOLVED)]
    for position, event in enumerate(events):
        key = f"demo-work-{history.client.code}-{position}"
        store.add_to_episode(history.client.id, episode.id, event, key=key)
