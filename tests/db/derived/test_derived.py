"""Derived rows: whatever happens to a therapy, its rows and the practice's months are what making them anew gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select, update

from alliance_monitor.attachment import Profile
from alliance_monitor.episode import Closed, Origin, Outcome, Rated
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records.entry import Attendance, ClientEntry, Ending, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.records.rupture import RuptureType
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import Decision
from db.connection.database import Database
from db.derived import derived
from db.derived.derived import refresh_derived
from db.maintenance.rebuild import rebuild
from db.store import Store
from db.tables import DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS, DerivedCourse
from tests.support.extent import extent

START = date(2026, 1, 5)

pytestmark = pytest.mark.engines("sqlite", "postgresql")

_numbers = count()
"""Keys and codes that differ between examples, which share one database."""


def rows(practice: Database) -> dict[str, Any]:
    """Everything derived, months without any count left out."""
    with practice.read() as tx:
        courses = {
            row.client_id: (row.model_version, row.therapist_id, row.summary, rounded(row.snapshot))
            for row in tx.execute(select(DerivedCourse.__table__))
        }
        months = {
            table.name: sorted(tuple(row) for row in tx.execute(select(table)) if any(row[-33:]))
            for table in (DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS)
        }
    return {"courses": courses, **months}


def rounded(standing: str) -> Any:
    """A kept standing, the detector's sums to nine decimals: another order of adding may change the last bits."""
    return json.loads(standing, parse_float=lambda text: round(float(text), 9))


ratings = st.builds(
    lambda raters, level, tension, instrument: tuple(
        Rating(rater=rater, goal=level, task=level, bond=min(7, level + 1), tension=tension, instrument=instrument)
        for rater in raters
    ),
    st.lists(st.sampled_from(list(Rater)), unique=True, max_size=2),
    st.sampled_from((2, 5, 6, 6, 6, 6)),
    st.sampled_from((None, 1, 1, 4)),
    st.sampled_from(("brief-session", "brief-session", "brief-session", "srs")),
)
days = st.integers(0, 120)
later = st.integers(1, 40)
happening = st.one_of(
    st.tuples(st.just("next"), later, ratings),
    st.tuples(st.just("next"), later, ratings),
    st.tuples(st.just("next"), later, ratings),
    st.tuples(st.just("session"), days, ratings),
    st.tuples(st.just("missed"), days, st.just(())),
    st.tuples(st.just("correction"), days, ratings),
    st.tuples(st.just("decision"), days, st.sampled_from(list(Decision))),
    st.tuples(st.just("episode"), days, st.sampled_from(list(Outcome))),
    st.tuples(st.just("profile"), days, st.just(())),
    st.tuples(st.just("undated"), days, ratings),
)


def live(store: Store, client_id: str, what: tuple[str, int, Any]) -> None:
    """One more thing happens in this therapy, if it can."""
    kind, number, given_ratings = what
    history = store.history(client_id)
    attended, key = history.attended, f"k{next(_numbers)}"
    day = START + timedelta(days=number)
    if kind == "next":
        newest = max((s.held_on for s in attended if s.held_on), default=START)
        entry = SessionEntry(held_on=newest + timedelta(days=number), ratings=given_ratings)
        store.record_session(client_id, entry, key=key)
    elif kind == "session":
        store.record_session(client_id, SessionEntry(held_on=day, ratings=given_ratings), key=key)
    elif kind == "undated":
        store.record_session(client_id, SessionEntry(held_on=None, ratings=given_ratings), key=key)
    elif kind == "missed":
        store.record_session(client_id, SessionEntry(held_on=day, attendance=Attendance.CANCELLED), key=key)
    elif kind == "profile":
        store.record_profile(client_id, Profile.from_estimate(1 + number % 7, 2), key=key)
    elif kind == "correction" and attended and given_ratings:
        store.correct_rating(attended[number % len(attended)].id, given_ratings[0], key=key)
    elif kind == "decision" and (flags := course(history).flags):
        chosen = flags[number % len(flags)].session.id
        rupture_type = RuptureType.CONFRONTATION if given_ratings is Decision.RECLASSIFIED else None
        store.decide(
            client_id, chosen, given_ratings, reason="because", rupture_type=rupture_type, snoozed_until=day, key=key
        )
    elif kind == "episode" and attended:
        running = history.running_episodes
        if running:
            store.add_to_episode(client_id, running[0].id, Rated(rater=Rater.CLIENT, resolution=4), key=f"{key}r")
            closing = Closed(session=attended[-1].number, outcome=given_ratings, reason="over")
            store.add_to_episode(client_id, running[0].id, closing, key=key)
        else:
            store.open_episode(client_id, attended[number % len(attended)].id, Origin.HAND, key=key)


def new_client(store: Store) -> str:
    number = next(_numbers)
    return store.add_client(ClientEntry(code=f"C-{number}", started_on=START), key=f"add{number}")


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuilding takes even a few therapies together."""
    monkeypatch.setattr(import_module("db.maintenance.rebuild"), "BULK_FROM", 0)


@settings(max_examples=extent(12, 4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(therapy=st.lists(happening, max_size=18), ending=st.sampled_from([None, *Ending]), back=st.booleans())
def test_kept_step_by_step_made_anew_and_made_with_many_are_the_same(
    store: Store,
    practice: Database,
    together: None,
    therapy: list[tuple[str, int, Any]],
    ending: Ending | None,
    back: bool,
) -> None:
    client_id = new_client(store)
    for what in therapy:
        live(store, client_id, what)
    if ending is not None:
        store.end_therapy(client_id, START + timedelta(days=800), ending, key=f"e{client_id}")
        if back:
            store.resume_therapy(client_id, key=f"r{client_id}")
    kept = rows(practice)
    with practice.write() as tx:
        refresh_derived(tx, client_id)
    assert rows(practice) == kept
    rebuild(practice)
    assert rows(practice) == kept


def weeks(store: Store, client_id: str, *levels: float) -> None:
    for week, level in enumerate(levels):
        given_ratings = tuple(Rating(rater=r, goal=level, task=level, bond=level, tension=1) for r in Rater)
        entry = SessionEntry(held_on=START + timedelta(weeks=week), ratings=given_ratings)
        store.record_session(client_id, entry, key=f"{client_id}-{week}")


@pytest.fixture
def made_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Clients whose row was made from the whole history."""
    seen: list[str] = []

    def noted(tx: Any, client_id: str) -> Any:
        seen.append(client_id)
        return real(tx, client_id)

    real: Callable[..., Any] = derived.read_for_detection
    monkeypatch.setattr(derived, "read_for_detection", noted)
    return seen


def test_the_newest_session_is_added_without_reading_the_ones_before(
    store: Store, practice: Database, made_anew: list[str]
) -> None:
    client_id = new_client(store)
    made_anew.clear()
    weeks(store, client_id, 6, 6, 6, 2.5, 6)
    assert made_anew == []
    assert store.caseload(START)[0].summary.sessions == 5
    late = SessionEntry(held_on=START + timedelta(days=3), ratings=(Rating(rater=Rater.CLIENT, goal=5),))
    store.record_session(client_id, late, key="late")
    assert made_anew == [client_id]


def test_saving_asks_as_many_questions_for_a_long_therapy_as_for_a_short_one(store: Store, practice: Database) -> None:
    asked: list[str] = []
    event.listen(practice.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for length in (1, 40):
        client_id = new_client(store)
        weeks(store, client_id, *[6.0] * length)
        asked.clear()
        entry = SessionEntry(held_on=START + timedelta(weeks=length), ratings=(Rating(rater=Rater.CLIENT, goal=6),))
        store.record_session(client_id, entry, key=f"last-{length}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_months_count_each_therapy_once_a_month(store: Store, practice: Database) -> None:
    for levels in ((6, 6, 6, 2.5, 6, 6), (6, 6, 6, 6, 6, 6)):
        weeks(store, new_client(store), *levels)
    with practice.read() as tx:
        found = tx.execute(select(DERIVED_MONTHS).order_by(DERIVED_MONTHS.c.month)).all()
    january = [row for row in found if row.month == date(2026, 1, 1)]
    february = [row for row in found if row.month == date(2026, 2, 1)]
    assert [(r.phase, r.therapies, r.sessions, r.client_rated, r.flags, r.ruptures) for r in january] == [
        ("early", 2, 8, 8, 1, 1)
    ]
    assert [(r.therapies, r.sessions, r.ruptures, r.begun) for r in february] == [(2, 4, 0, 0)]
    assert (january[0].ruptured, january[0].begun, january[0].begun_ruptured) == (1, 2, 1)
    assert january[0].returned == january[0].recovered == january[0].begun_recovered


def test_only_rows_of_another_model_are_made_anew_at_a_start(store: Store, practice: Database) -> None:
    made = [new_client(store) for _ in range(3)]
    for client_id in made:
        weeks(store, client_id, 6, 5)
    kept = rows(practice)
    assert rebuild(practice, only_stale=True) == 0
    with practice.write() as tx:
        tx.execute(update(DerivedCourse).values(model_version="an older one", snapshot="[]"))
        tx.execute(update(DERIVED_MONTHS).values(model_version="an older one"))
        tx.execute(delete(DERIVED_THERAPIST_MONTHS))
    seen: list[tuple[int, int]] = []
    assert rebuild(practice, lambda done, of: seen.append((done, of)), only_stale=True) == 3
    assert seen[-1] == (3, 3)
    assert rows(practice) == kept


def test_a_rebuild_that_was_stopped_is_gone_on_with(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        weeks(store, new_client(store), 6, 6, 2.5, 6)
    kept = rows(practice)
    monkeypatch.setattr(import_module("db.maintenance.rebuild"), "BATCH_CLIENTS", 2)
    steps: list[int] = []

    def stop(done: int, _of: int) -> None:
        steps.append(done)
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(practice, stop)
    assert store.caseload(START)[0].summary.sessions == 4
    assert rebuild(practice, lambda _done, of: steps.append(of)) == 3
    assert steps == [2, 4, 3, 3]
    assert rows(practice) == kept
    assert rebuild(practice) == 7


def test_an_import_leaves_what_recording_one_by_one_leaves(store: Store, practice: Database) -> None:
    levels = (6, 5.5, 6, 2.5, 6)
    given_ratings = [tuple(Rating(rater=r, goal=x, task=x, bond=x, tension=1) for r in Rater) for x in levels]
    entries = [
        SessionEntry(held_on=START + timedelta(weeks=week), ratings=one) for week, one in enumerate(given_ratings)
    ]
    store.import_sessions([ImportedSession(client_code="I", entry=entry) for entry in entries], key="import")
    one_by_one = store.add_client(ClientEntry(code="R", started_on=START), key="r")
    for week, entry in enumerate(entries):
        store.record_session(one_by_one, entry, key=f"s{week}")
    summaries = [row.summary.model_dump(exclude={"flag_session"}) for row in store.caseload(START)]
    assert summaries[0] == summaries[1]
