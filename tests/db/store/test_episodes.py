"""Episodes in the store: followed, refused, merged, ended with the therapy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from alliance_monitor.attachment.bond import BondElements, Strength, TalkCounts
from alliance_monitor.episode import (
    Closed,
    IllegalStepError,
    Merged,
    Opened,
    Origin,
    Outcome,
    Rated,
    RupturedAgain,
    Status,
    Worked,
)
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records.entry import ClientEntry, Ending, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.records.rupture import RuptureType
from alliance_monitor.therapy.history import Decision
from db.access import NotAllowedError
from db.connection.database import Database
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.tables import Account, AuditEntry, Practice

START = date(2026, 1, 5)

pytestmark = pytest.mark.engines("sqlite", "postgresql")


def entry(week: int, level: float, markers: tuple[str, ...] = ()) -> SessionEntry:
    ratings = tuple(
        Rating(rater=rater, goal=level, task=level, bond=level, tension=1 if level > 4 else 4) for rater in Rater
    )
    return SessionEntry(held_on=START + timedelta(weeks=week), ratings=ratings, observations=markers)


@pytest.fixture
def client(store: Store) -> str:
    """A client whose fifth session fell."""
    client_id = store.add_client(ClientEntry(code="C-1", started_on=START), key="add")
    for week, level in enumerate((6, 6, 6, 6, 3, 6)):
        store.record_session(client_id, entry(week, level, ("anger",) if level < 4 else ()), key=f"s{week}")
    return client_id


@pytest.fixture
def ids(store: Store, client: str) -> dict[int, str]:
    return {s.number: s.id for s in store.history(client).attended if s.number}


def test_an_agreed_flag_is_followed_with_the_kind_the_markers_propose(
    store: Store, client: str, ids: dict[int, str]
) -> None:
    store.decide(client, ids[5], Decision.CONFIRMED, key="d")
    [episode] = store.history(client).episodes
    assert (episode.origin, episode.ruptures, episode.rupture_type) == (Origin.FLAG, (5,), RuptureType.CONFRONTATION)
    store.decide(client, ids[5], Decision.RECLASSIFIED, rupture_type=RuptureType.MIXED, key="e")
    [episode] = store.history(client).episodes
    assert episode.rupture_type is RuptureType.MIXED


def test_a_dismissed_flag_is_not_followed(store: Store, client: str, ids: dict[int, str]) -> None:
    store.decide(client, ids[5], Decision.DISMISSED, reason="a slip", key="d")
    assert store.history(client).episodes == ()


def test_the_work_is_kept_in_order_and_a_double_click_counts_once(
    store: Store, client: str, ids: dict[int, str]
) -> None:
    episode_id = store.open_episode(client, ids[2], Origin.HAND, key="o")
    assert store.open_episode(client, ids[2], Origin.HAND, key="o") == episode_id
    for number, stage in enumerate((1, 3, 2), start=2):
        for _ in range(2):
            work = Worked(session=number, stage=stage, tried="asked", went="partly")
            store.add_to_episode(client, episode_id, work, key=f"w{number}")
    store.add_to_episode(client, episode_id, Rated(rater=Rater.CLIENT, resolution=5), key="r")
    store.add_to_episode(client, episode_id, Closed(session=5, outcome=Outcome.RESOLVED), key="c")
    [episode] = store.history(client).episodes
    assert [(step.session, step.stage) for step in episode.path] == [(2, 1), (3, 3), (4, 2)]
    assert (episode.status, episode.sessions_to_repair) == (Status.RESOLVED, 3)


def test_what_cannot_follow_changes_nothing(store: Store, client: str, ids: dict[int, str]) -> None:
    episode_id = store.open_episode(client, ids[3], Origin.HAND, key="o")
    refused: list[Callable[[], object]] = [
        lambda: store.add_to_episode(client, episode_id, Worked(session=2, stage=1), key="1"),
        lambda: store.add_to_episode(client, episode_id, Closed(session=4, outcome=Outcome.RESOLVED), key="2"),
        lambda: store.add_to_episode(client, episode_id, Worked(session=99, stage=1), key="3"),
        lambda: store.add_to_episode(client, episode_id, Merged(into="x"), key="4"),
        lambda: store.add_to_episode(client, episode_id, Opened(session=3, origin=Origin.HAND), key="5"),
        lambda: store.add_to_episode(client, "no-such", Worked(session=4, stage=1), key="6"),
        lambda: store.open_episode(client, ids[3], Origin.HAND, key="7"),
        lambda: store.open_episode(client, "no-such", Origin.HAND, key="8"),
    ]
    for attempt in refused:
        with pytest.raises((IllegalStepError, InvalidEntryError)):
            attempt()
    [episode] = store.history(client).episodes
    assert (episode.status, episode.path) == (Status.OPEN, ())


def test_two_episodes_become_one(store: Store, client: str, ids: dict[int, str]) -> None:
    first = store.open_episode(client, ids[2], Origin.HAND, key="a")
    second = store.open_episode(client, ids[4], Origin.MARKER, RuptureType.CONFRONTATION, key="b")
    with pytest.raises(InvalidEntryError, match="began later"):
        store.merge_episodes(client, first, second, key="m0")
    store.merge_episodes(client, second, first, key="m")
    kept, gone = store.history(client).episodes
    assert (kept.ruptures, kept.rupture_type, kept.running) == ((2, 4), RuptureType.CONFRONTATION, True)
    assert (gone.status, gone.merged_into) == (Status.MERGED, first)


def test_the_end_of_therapy_ends_what_is_followed(store: Store, client: str, ids: dict[int, str]) -> None:
    for number, resolution in ((2, 5), (4, 2)):
        episode_id = store.open_episode(client, ids[number], Origin.HAND, key=f"o{number}")
        store.add_to_episode(client, episode_id, Rated(rater=Rater.THERAPIST, resolution=resolution), key=f"r{number}")
    store.end_therapy(client, START + timedelta(weeks=9), Ending.UNILATERAL, key="end")
    assert [episode.status for episode in store.history(client).episodes] == [Status.RESOLVED, Status.UNRESOLVED]


def test_an_episode_keeps_its_sessions_when_an_earlier_one_is_added(
    store: Store, client: str, ids: dict[int, str]
) -> None:
    store.open_episode(client, ids[5], Origin.HAND, key="o")
    store.record_session(client, entry(-1, 6), key="earlier")
    [episode] = store.history(client).episodes
    assert episode.ruptures == (6,)


def test_bond_and_talk_are_kept_with_their_session(store: Store, client: str, ids: dict[int, str]) -> None:
    store.record_bond(client, ids[3], BondElements(safe_haven=Strength.WEAK), key="b")
    store.record_talk(client, ids[4], TalkCounts(secure=3, avoidant=1), key="t")
    history = store.history(client)
    assert history.bonds == ((3, BondElements(safe_haven=Strength.WEAK)),)
    assert history.talks == ((4, TalkCounts(secure=3, avoidant=1)),)


def test_another_therapist_reaches_no_episode(
    store: Store, practice: Database, client: str, ids: dict[int, str]
) -> None:
    episode_id = store.open_episode(client, ids[2], Origin.HAND, key="o")
    with practice.write() as tx:
        from db.access import Actor, Role

        practice_id = tx.scalar(select(Practice.id))
        assert practice_id
        ben_id = add_account(
            tx, practice_id, "ben", "Ben", tx.scalar(select(Account.passphrase_hash)) or "", (Role.THERAPIST,)
        )
        ben = open_store(Actor(ben_id, practice.place))
    attempts: list[Callable[[], object]] = [
        lambda: ben.open_episode(client, ids[3], Origin.HAND, key="1"),
        lambda: ben.add_to_episode(client, episode_id, RupturedAgain(session=3), key="2"),
        lambda: ben.merge_episodes(client, episode_id, episode_id, key="3"),
        lambda: ben.record_bond(client, ids[3], BondElements(proximity=Strength.WEAK), key="4"),
        lambda: ben.record_talk(client, ids[3], TalkCounts(secure=1), key="5"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowedError):
            attempt()


def test_every_step_is_audited_without_its_words(
    store: Store, practice: Database, client: str, ids: dict[int, str]
) -> None:
    episode_id = store.open_episode(client, ids[2], Origin.HAND, key="o")
    store.add_to_episode(client, episode_id, Worked(session=2, stage=1, tried="Willow cried"), key="w")
    with practice.read() as tx:
        rows = [tuple(map(str, row)) for row in tx.execute(select(AuditEntry.__table__))]
    actions = {row[4] for row in rows}
    assert {"episode.opened", "episode.worked"} <= actions
    assert not any("Willow" in value for row in rows for value in row)
