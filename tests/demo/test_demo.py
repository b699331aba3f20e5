"""The demo practice: the same for the same day, and every state of a caseload in it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from alliance_monitor.episode import RuptureEpisode, Status
from alliance_monitor.records.entry import Ending
from alliance_monitor.records.rupture import RuptureType, propose_type
from alliance_monitor.supervision import Reason
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import Decision
from db.access import Actor
from db.connection.database import Database
from db.connection.utc import now
from db.derived.derived import refresh_derived
from db.opening import database
from db.place import Place
from db.sign_in.visits import live_visit
from db.store import Store, open_store
from db.tables import Account, Client, DerivedCourse, Rating, TherapySession, Visit
from demo.practice import build_demo, enter_demo, is_built
from demo.stories import STORIES

DEMO_PERSON = select(Account.id).where(Account.sign_in_name == "demo")
DAY = date(2026, 11, 24)
STATES = {
    "D-01 Anemone": "Likely rupture",
    "D-02 Birch": "Likely rupture",
    "D-03 Clover": "Possible rupture",
    "D-04 Dahlia": "Unrepaired",
    "D-05 Elder": "Slow decline",
    "D-06 Fern": "Client not heard",
    "D-07 Gorse": "On track",
    "D-08 Heather": "On track",
    "D-09 Iris": "Too early",
    "D-10 Juniper": "On track",
    "D-11 Kerria": "Ended",
    "D-12 Linden": "Ended",
    "D-13 Mallow": "Put off",
    "D-14 Nettle": "No recent session",
    "D-15 Oleander": "On track",
    "D-16 Poppy": "In repair",
}


@pytest.fixture
def demo(data: Path) -> Database:
    return database(Place.DEMO)


def built(demo: Database, day: date) -> Store:
    return Store(Actor(build_demo(demo, day), Place.DEMO), demo)


@pytest.fixture
def there(demo_there: Path) -> Database:
    return database(Place.DEMO)


@pytest.fixture
def store(there: Database) -> Store:
    """The demo person's store, in a demo of today that was built before."""
    with there.read() as tx:
        account = tx.scalar(select(Account.id).where(Account.sign_in_name == "demo"))
    return Store(Actor(account or "", Place.DEMO), there)


def test_every_state_of_a_caseload_is_there(store: Store) -> None:
    today = now().astimezone().date()
    assert {row.client.code: row.state for row in store.caseload(today)} == STATES


def test_every_pattern_every_kind_and_every_decision_is_there(store: Store) -> None:
    histories = [store.history(client.id) for client in store.clients()]
    patterns = {history.profile.pattern for history in histories if history.profile}
    assert {"secure", "anxious", "avoidant", "fearful"} <= patterns
    kinds = {propose_type(s.markers) for history in histories for s in history.sessions if s.markers}
    assert RuptureType.CONFRONTATION in kinds
    assert {RuptureType.WITHDRAWAL_AWAY, RuptureType.WITHDRAWAL_TOWARD} <= kinds
    decisions = {one.decision for history in histories for one in history.decisions}
    assert decisions == {Decision.CONFIRMED, Decision.DISMISSED, Decision.SNOOZED}
    assert {len(course(history).flags) > 0 for history in histories} == {True, False}


@pytest.mark.thorough
def test_the_same_day_gives_the_same_demo(demo: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(store: Store) -> list[tuple[object, ...]]:
        with store._database.read() as tx:
            rows = tx.execute(
                select(Client.code, Client.ending, TherapySession.number, TherapySession.held_on, Rating.answers)
                .join(TherapySession, TherapySession.client_id == Client.id)
                .join(Rating, Rating.session_id == TherapySession.id)
                .order_by(Client.code, TherapySession.number, Rating.rater)
            )
            return [tuple(row) for row in rows]

    first = told(built(demo, DAY))
    monkeypatch.setenv("ALLIANCE_DATA", str(tmp_path / "other"))
    from db.configuration import configuration

    demo.engine.dispose()
    database.cache_clear()
    configuration.cache_clear()
    assert told(built(database(Place.DEMO), DAY)) == first
    assert len(first) > 1_500


def test_the_demo_is_built_once_and_entered_often(there: Database) -> None:
    tokens = {enter_demo() for _ in range(3)}
    assert len(tokens) == 3
    visits = [live_visit(token) for token in tokens]
    assert len({visit.actor.account_id for visit in visits if visit}) == 1
    assert all(visit and len(open_store(visit.actor).clients()) == len(STORIES) for visit in visits)


def test_a_demo_of_an_earlier_day_is_built_anew_when_nobody_is_in_it(there: Database) -> None:
    enter_demo()
    yesterday = now() - timedelta(days=1)
    with there.write() as tx:
        tx.execute(update(Account).values(created_at=yesterday))
        before = tx.scalar(DEMO_PERSON)
    enter_demo()
    with there.read() as tx:
        assert tx.scalar(DEMO_PERSON) == before, "somebody was still in it"
    with there.write() as tx:
        tx.execute(update(Visit).values(ended_at=now()))
    enter_demo()
    with there.read() as tx:
        assert tx.scalar(DEMO_PERSON) != before


def test_what_is_derived_of_the_demo_is_up_to_date(there: Database) -> None:
    enter_demo()
    kept = select(DerivedCourse.client_id, DerivedCourse.summary, DerivedCourse.standing).order_by("client_id")
    with there.write() as tx:
        before = tx.execute(kept).all()
        for row in before:
            refresh_derived(tx, row.client_id)
        assert tx.execute(kept).all() == before
    assert len(before) > len(STORIES)


def test_a_demo_whose_making_broke_off_is_made_anew(practice: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = database(Place.DEMO)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("demo.practice.build_colleagues", broken_off)
        enter_demo()
    assert not is_built()
    monkeypatch.setattr("demo.practice.build_colleagues", lambda *_: None)
    enter_demo()
    assert is_built()
    with demo.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Account)) > 2


def broken_off(*_: object) -> None:
    raise KeyboardInterrupt


def episode_of(store: Store, code: str) -> RuptureEpisode:
    client = next(one for one in store.clients() if one.code == code)
    [episode] = store.history(client.id).episodes
    return episode


def test_the_worked_example_plays_through(store: Store) -> None:
    episode = episode_of(store, "D-07 Gorse")
    assert episode.rupture_type is RuptureType.WITHDRAWAL_TOWARD
    assert episode.ruptures == (12, 12), "two ruptures in one session"
    assert [one.stage for one in episode.path] == [1, 2, 3, 1, 2, 3, 4], "stages are revisited"
    assert any("shame" in one.tried for one in episode.path)
    assert "wish" in episode.path[-1].tried
    assert (episode.status, episode.sessions_to_repair) == (Status.RESOLVED, 2)
    assert (episode.therapist_resolution, episode.client_resolution) == (4, 5)


def test_the_confrontation_with_an_avoidant_client_goes_back_to_the_task_and_is_resolved(store: Store) -> None:
    episode = episode_of(store, "D-15 Oleander")
    client = next(one for one in store.clients() if one.code == "D-15 Oleander")
    profile = store.history(client.id).profile
    assert profile is not None
    assert profile.pattern == "avoidant"
    assert episode.rupture_type is RuptureType.CONFRONTATION
    assert [one.stage for one in episode.path] == [1, 2, 1, 4]
    assert episode.status is Status.RESOLVED


def test_the_unrepaired_one_ends_with_the_client_leaving(store: Store) -> None:
    episode = episode_of(store, "D-11 Kerria")
    client = next(one for one in store.clients() if one.code == "D-11 Kerria")
    assert client.ending is Ending.UNILATERAL
    assert episode.status is Status.UNRESOLVED
    assert episode.rupture_type is RuptureType.WITHDRAWAL_AWAY
    assert {one.went for one in episode.path} == {"not"}


def test_the_outcome_of_one_therapy_is_there_and_points_to_no_harm(store: Store) -> None:
    client = next(one for one in store.clients() if one.code == "D-07 Gorse")
    forms = store.history(client.id).outcomes
    assert [form.scores.subscales["total"] for form in forms] == [16, 14, 12, 8, 5]
    assert not any(form.scores.risk for form in forms)


def test_supervision_has_a_case_of_every_kind(store: Store) -> None:
    found = store.agenda(now().astimezone().date())
    reasons = {item.reason for item in found.items}
    assert {Reason.ASKED, Reason.FOLLOW_UP, Reason.LIKELY} <= reasons
    assert any(item.changed for item in found.items if item.reason is Reason.FOLLOW_UP)
    assert found.later
    assert found.repaired
    assert set(found.therapists) == {"Kit Demo", "Sam Demo"}
