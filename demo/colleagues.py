"""The demo's colleagues: invented therapists whose therapies are simulated, so that a practice has something to add up.

Their clients are numbers of a simulated cohort with known ruptures; what they did about flags, and how therapies ended,
is drawn to fit. Same day, same content.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from alliance_monitor.attachment import Profile
from alliance_monitor.episode import Closed, Event, Outcome, Rated, Worked
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records import Ending, Rater, Rating, SessionEntry
from alliance_monitor.simulation import WORLDS, cohort
from alliance_monitor.supervision import Discussion, RequestEntry
from alliance_monitor.therapy import Client, Decision, Flag, History, course
from db.access import Actor, Role
from db.connection import Database
from db.derived import deferred_derivation
from db.sign_in import add_account
from db.store import Store

SEED = 7_300
CLIENTS = 22
"""Therapies of each colleague; with the demo person's own enough for a practice to show most of its figures."""

WEEKS, LATELY = 80, 16
"""Therapies began over so many weeks, every other one in the latest of them."""

MEETING_DAYS = 21
"""Days since the last supervision meeting."""

RUNNING_DAYS = 10
"""A therapy whose last session is longer ago has ended."""

WORLD = replace(WORLDS["growth"], onset=0.08, leaving=0.02)
"""Somewhat more ruptures and endings than usual, so that a small practice has some of each."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """An invented therapist: how they are called, and who supervises them."""

    sign_in_name: str
    name: str
    supervisor: str


COLLEAGUES = (
    Colleague("demo-sam", "Sam Demo", "demo"),
    Colleague("demo-kit", "Kit Demo", "demo"),
    Colleague("demo-mika", "Mika Demo", "demo-lou"),
    Colleague("demo-noa", "Noa Demo", "demo-lou"),
)
LOU = ("demo-lou", "Lou Demo")
"""Supervises the demo person as well, who can therefore ask for a case."""

PATTERNS = ((2.4, 2.4), (5.4, 2.6), (2.6, 5.3), (5.3, 5.2))
"""Anxiety and avoidance of a secure, an anxious, an avoidant and a fearful client; a fifth of all have no profile."""


def add_colleagues(demo: Database, store: Store, practice_id: str) -> dict[str, str]:
    """Make the accounts, which nobody can sign in to, and say who supervises whom; returns ids by sign-in name."""
    with demo.write() as tx:
        for sign_in_name, name in (LOU, *((one.sign_in_name, one.name) for one in COLLEAGUES)):
            role = Role.SUPERVISOR if sign_in_name == LOU[0] else Role.THERAPIST
            add_account(tx, practice_id, sign_in_name, name, "", [role])
    ids = {one.sign_in_name: one.id for one in store.colleagues()}
    for one in (*COLLEAGUES, Colleague("demo", "", LOU[0])):
        key = f"supervision-{one.sign_in_name}"
        store.assign_supervisor(ids[one.supervisor], ids[one.sign_in_name], key=key)
    return ids


def build_colleagues(demo: Database, ids: Mapping[str, str], today: date) -> None:
    """Let every colleague have seen their clients until `today`, and discuss some of them."""
    supervisor = Store(Actor(ids["demo"], demo.place), demo)
    meeting = today - timedelta(days=MEETING_DAYS)
    simulated = cohort(WORLD, CLIENTS * len(COLLEAGUES), SEED, varied=False).ratings
    by_client: dict[Any, list[Any]] = {}
    for row in simulated.itertuples(index=False):
        by_client.setdefault(row.client_id, []).append(row)
    for place, one in enumerate(COLLEAGUES):
        store = Store(Actor(ids[one.sign_in_name], demo.place), demo)
        sessions = [
            session
            for number in range(place * CLIENTS + 1, (place + 1) * CLIENTS + 1)
            for session in _sessions(number, by_client[number], today)
        ]
        store.import_sessions([s for s in sessions if _day(s) <= meeting], key=f"demo-before-{one.sign_in_name}")
        if one.supervisor == "demo":
            going_on = {session.client_code for session in sessions if _day(session) > meeting}
            _discuss(store, supervisor, meeting, today, going_on)
        store.import_sessions([s for s in sessions if _day(s) > meeting], key=f"demo-after-{one.sign_in_name}")
        with deferred_derivation(demo):
            for client in store.clients():
                _work(store, client, today)
        if one.supervisor == "demo":
            _ask(store, one)


def _day(session: ImportedSession) -> date:
    return session.entry.held_on or date.max


def _sessions(number: int, ratings: list[Any], today: date) -> list[ImportedSession]:
    """A simulated therapy laid into the past weeks; what would lie in the future has not been held yet."""
    rng = random.Random(f"{SEED}-{number}")  # noqa: S311 - invented data, made the same every time
    # Every other therapy began lately, so that some are still running.
    weeks = rng.randrange(3, LATELY) if number % 2 else rng.randrange(LATELY, WEEKS)
    start = today - timedelta(weeks=weeks, days=rng.randrange(1, 6))
    found = []
    for held, rated in groupby(ratings, key=attrgetter("session_number")):
        day = start + timedelta(weeks=held - 1)
        if day < today:
            entry = SessionEntry(held_on=day, ratings=tuple(_rating(row) for row in rated))
            found.append(ImportedSession(client_code=f"S-{number:03d}", entry=entry))
    return found


def _rating(row: Any) -> Rating:
    parts = {"goal": float(row.goal), "task": float(row.task), "bond": float(row.bond)}
    answers = parts | {"tension": float(row.tension)}
    return Rating(rater=Rater(row.rater), **parts, tension=int(row.tension), answers=answers)


def _work(store: Store, client: Client, today: date) -> None:
    """Profile, answers to flags, work on the newest rupture, and an ending where the sessions have ended."""
    rng = random.Random(f"{SEED}-{client.code}")  # noqa: S311
    if rng.random() < 0.8:
        anxiety, avoidance = rng.choice(PATTERNS)
        profile = Profile.from_estimate(anxiety, avoidance, assessed_on=client.started_on)
        store.record_profile(client.id, profile, key=f"demo-profile-{client.code}")
    history = store.history(client.id)
    judged = course(history)
    last = history.attended[-1].held_on if history.attended else None
    running = last is not None and last >= today - timedelta(days=RUNNING_DAYS)
    fresh = {one.id for one in history.attended[-2:]} if running else set()
    asking = [flag for flag in judged.flags[-2:] if flag.session.id not in fresh]
    agreed = [flag for flag in asking if _answered(store, history, flag, rng)]
    if agreed:
        _repair(store, history, agreed[-1], rng)
    if last is not None and not running:
        back = not judged.flags or judged.rows[-1].status == "on_track"
        left = rng.random() < (0.2 if back else 0.85)
        ending = Ending.UNILATERAL if left else Ending.PLANNED
        store.end_therapy(client.id, last, ending, key=f"demo-ending-{client.code}")


def _answered(store: Store, history: History, flag: Flag, rng: random.Random) -> bool:
    """Answer a flag, or leave it; returns whether the therapist agreed."""
    drawn = rng.random()
    if drawn > 0.85:
        return False
    decision = Decision.CONFIRMED if drawn < 0.55 else Decision.DISMISSED
    reason = "Something outside therapy explains it" if decision is Decision.DISMISSED else ""
    key = f"demo-answer-{history.client.code}-{flag.session.number}"
    store.decide(history.client.id, flag.session.id, decision, reason=reason, key=key)
    return decision is Decision.CONFIRMED


def _repair(store: Store, history: History, flag: Flag, rng: random.Random) -> None:
    """Work on a rupture in the sessions after it; most are resolved, some stay at the first stage."""
    numbers = [one.number for one in history.attended if one.number and one.number >= (flag.session.number or 0)]
    episode = store.history(history.client.id).episodes[-1]
    went = "helped" if rng.random() < 0.6 else "partly"
    events: list[Event] = [Worked(session=numbers[0], stage=1, tried="Said what I noticed between us.", went="partly")]
    if len(numbers) > 2 and went == "helped":
        events.append(Worked(session=numbers[1], stage=2, tried="Asked how it was for them.", went="helped"))
        events += [Rated(rater=Rater.CLIENT, resolution=4), Closed(session=numbers[2], outcome=Outcome.RESOLVED)]
    for place, event in enumerate(events):
        key = f"demo-work-{history.client.code}-{place}"
        store.add_to_episode(history.client.id, episode.id, event, key=key)


def _discuss(store: Store, supervisor: Store, meeting: date, today: date, going_on: set[str]) -> None:
    """Four cases were on the table at the last meeting: one that went on comes back today, the others later."""
    lately = meeting - timedelta(days=RUNNING_DAYS)
    running = [row.client for row in store.caseload(meeting) if (row.summary.last_held_on or date.min) > lately]
    running.sort(key=lambda client: client.code not in going_on)
    due = zip(
        running,
        (today, *(today + timedelta(days=days) for days in (7, 10, 14))),
        (
            "Name the strain once, then go at the client's pace.",
            "Ask for the client's own rating at the end.",
            "Leave it as it is and look again.",
            "Say what belongs to you in this first.",
        ),
        strict=False,
    )
    for client, until, decision in due:
        said = Discussion(discussed_on=meeting, note="We looked at the course.", decision=decision, follow_up_on=until)
        supervisor.record_discussion(client.id, said, key=f"demo-discussion-{client.code}")


def _ask(store: Store, colleague: Colleague) -> None:
    asked = [one for one in store.clients() if one.ended_on is None][-1:]
    for client in asked:
        question = "I notice that I reassure a lot here. What do I miss?"
        entry = RequestEntry(question=question, share_notes=colleague.sign_in_name == "demo-sam")
        store.ask_for_supervision(client.id, entry, key=f"demo-asked-{client.code}")
