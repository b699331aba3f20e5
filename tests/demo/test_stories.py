"""The content of the demo practice: every state of the caseload, three repairs, a supervision meeting."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from alliance_monitor.episode import RuptureEpisode, Status
from alliance_monitor.records.entry import Ending
from alliance_monitor.records.rupture import RuptureType, propose_type
from alliance_monitor.supervision import Reason
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import Client as TherapyClient
from alliance_monitor.therapy.history import Decision
from db.connection.utc import now
from db.store import Store
from db.tables import Account

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


def test_the_caseload_shows_every_state(store: Store) -> None:
    today = now().astimezone().date()
    assert {row.client.code: row.state for row in store.caseload(today)} == STATES


def test_every_pattern_kind_of_rupture_and_decision_occurs(store: Store) -> None:
    histories = [store.history(client.id) for client in store.clients()]
    patterns = {history.profile.pattern for history in histories if history.profile}
    assert {"secure", "anxious", "avoidant", "fearful"} <= patterns
    kinds = {propose_type(s.markers) for history in histories for s in history.sessions if s.markers}
    assert RuptureType.CONFRONTATION in kinds
    assert {RuptureType.WITHDRAWAL_AWAY, RuptureType.WITHDRAWAL_TOWARD} <= kinds
    decisions = {given.decision for history in histories for given in history.decisions}
    assert decisions == {Decision.CONFIRMED, Decision.DISMISSED, Decision.SNOOZED}
    assert {len(course(history).flags) > 0 for history in histories} == {True, False}


def client_of(store: Store, code: str) -> TherapyClient:
    return next(client for client in store.clients() if client.code == code)


def episode_of(store: Store, code: str) -> RuptureEpisode:
    client = client_of(store, code)
    [episode] = store.history(client.id).episodes
    return episode


def test_the_withdrawal_with_two_ruptures_is_resolved(store: Store) -> None:
    episode = episode_of(store, "D-07 Gorse")
    assert episode.rupture_type is RuptureType.WITHDRAWAL_TOWARD
    assert episode.ruptures == (12, 12), "two ruptures in one session"
    assert [work.stage for work in episode.path] == [1, 2, 3, 1, 2, 3, 4], "stages are revisited"
    assert any("shame" in work.tried for work in episode.path)
    assert "wish" in episode.path[-1].tried
    assert (episode.status, episode.sessions_to_repair) == (Status.RESOLVED, 2)
    assert (episode.therapist_resolution, episode.client_resolution) == (4, 5)


def test_the_confrontation_returns_to_the_task_and_is_resolved(store: Store) -> None:
    episode = episode_of(store, "D-15 Oleander")
    client = client_of(store, "D-15 Oleander")
    profile = store.history(client.id).profile
    assert profile is not None
    assert profile.pattern == "avoidant"
    assert episode.rupture_type is RuptureType.CONFRONTATION
    assert [work.stage for work in episode.path] == [1, 2, 1, 4]
    assert episode.status is Status.RESOLVED


def test_the_unrepaired_rupture_ends_with_the_client_leaving(store: Store) -> None:
    episode = episode_of(store, "D-11 Kerria")
    client = client_of(store, "D-11 Kerria")
    assert client.ending is Ending.UNILATERAL
    assert episode.status is Status.UNRESOLVED
    assert episode.rupture_type is RuptureType.WITHDRAWAL_AWAY
    assert {work.went for work in episode.path} == {"not"}


def test_one_therapy_has_outcome_forms_without_risk(store: Store) -> None:
    client = client_of(store, "D-07 Gorse")
    forms = store.history(client.id).outcomes
    assert [form.scores.subscales["total"] for form in forms] == [16, 14, 12, 8, 5]
    assert not any(form.scores.risk for form in forms)


def test_the_agenda_has_cases_for_several_reasons(store: Store) -> None:
    agenda = store.agenda(now().astimezone().date())
    reasons = {item.reason for item in agenda.items}
    assert {Reason.ASKED, Reason.FOLLOW_UP, Reason.LIKELY} <= reasons
    assert any(item.changed for item in agenda.items if item.reason is Reason.FOLLOW_UP)
    assert agenda.later
    assert agenda.repaired
    assert set(agenda.therapists) == {"Kit Demo", "Sam Demo"}
