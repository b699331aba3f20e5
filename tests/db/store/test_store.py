"""The store on a real encrypted SQLite file, and on a real PostgreSQL."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from alliance_monitor.attachment import Profile
from alliance_monitor.errors import AllianceError, InvalidEntryError
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records.entry import Attendance, ClientEntry, Ending, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import Decision
from db.access import Actor, NotAllowedError, NotSignedInError, Role
from db.connection.database import Database
from db.maintenance.rebuild import rebuild
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.store.base import StoreBase
from db.store.policy import policy, require_policies
from db.tables import Account, AuditEntry, DerivedCourse, Practice, TherapySession, Write
from db.tables import Rating as RatingRow
from tests.support.recorded import START, client_with, rated
from tests.support.rows import count

pytestmark = pytest.mark.engines("sqlite", "postgresql", always=True)


@pytest.mark.engines("sqlite")
def test_the_file_is_encrypted_and_private(store: Store, data: Path) -> None:
    client_with(store, 6)
    file = data / "practice.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert b"C-1" not in file.read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(file).execute("SELECT * FROM clients")


@pytest.mark.engines("sqlite")
def test_every_connection_is_durable_and_checks_references(practice: Database) -> None:
    with practice.read() as tx:
        pragma = {
            n: tx.exec_driver_sql(f"PRAGMA {n}").scalar() for n in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_what_was_recorded_comes_back(store: Store) -> None:
    client_id = store.add_client(ClientEntry(code="C-1"), key="a")
    rating = Rating(
        rater=Rater.THERAPIST, goal=5, task=6, bond=7, tension=3, resolution=2, strained=frozenset({"bond"})
    )
    entry = SessionEntry(held_on=START, ratings=(rating,), observations=("anger",), note="A word.")
    store.record_session(client_id, entry, key="s")
    (session,) = store.history(client_id).sessions
    assert session.rating_by(Rater.THERAPIST) == rating
    assert (session.number, session.markers, session.note) == (1, ("anger",), "A word.")


def test_the_same_key_writes_once(store: Store, practice: Database) -> None:
    client_id = client_with(store)
    assert len({store.record_session(client_id, rated(0), key="same") for _ in range(3)}) == 1
    assert count(practice, TherapySession) == 1


def test_parallel_double_clicks_write_once(store: Store, practice: Database) -> None:
    client_id = client_with(store)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: store.record_session(client_id, rated(0), key="same"), range(24)))
    assert len(set(made)) == 1
    assert count(practice, TherapySession) == 1


def test_a_correction_supersedes_and_keeps_the_old_rating(store: Store, practice: Database) -> None:
    client_id = client_with(store, 6)
    session = store.history(client_id).sessions[0]
    store.correct_rating(session.id, Rating(rater=Rater.CLIENT, goal=2, task=2, bond=2), key="fix")
    (session,) = store.history(client_id).sessions
    assert session.rating_by(Rater.CLIENT).mean == 2  # type: ignore[union-attr]
    assert [kept.rating.mean for kept in session.corrected] == [6]
    assert count(practice, RatingRow) == 3


def test_a_session_logged_late_takes_its_place_by_date(store: Store) -> None:
    client_id = client_with(store, 6, 6)
    store.record_session(client_id, rated(3, 5), key="late-1")
    store.record_session(client_id, rated(2, 4), key="late-2")
    attended = store.history(client_id).attended
    assert [(s.number, s.held_on) for s in attended] == [(n + 1, START + timedelta(weeks=n)) for n in range(4)]


def test_missed_appointments_have_no_number_and_stand_in_their_place(store: Store) -> None:
    client_id = client_with(store, 6, 6)
    missed = SessionEntry(held_on=START + timedelta(days=3), attendance=Attendance.CANCELLED)
    store.record_session(client_id, missed, key="m")
    assert [s.number for s in store.history(client_id).sessions] == [1, None, 2]


def test_profiles_are_versions(store: Store) -> None:
    client_id = client_with(store)
    for anxiety in (3.0, 6.0):
        store.record_profile(client_id, Profile.from_estimate(anxiety, 2.0), key=f"p{anxiety}")
    assert [profile.anxiety for profile in store.history(client_id).profiles] == [3.0, 6.0]


def test_a_flag_is_derived_and_a_dismissal_with_reason_silences_it(store: Store) -> None:
    client_id = client_with(store, 6, 6, 6, 2.5)
    flagged = course(store.history(client_id)).open_flag(START)
    assert flagged is not None
    assert store.caseload(START)[0].urgency == 0
    with pytest.raises(InvalidEntryError, match="reason"):
        store.decide(client_id, flagged.session.id, Decision.DISMISSED, key="d0")
    store.decide(client_id, flagged.session.id, Decision.DISMISSED, reason="A slip.", key="d1")
    assert course(store.history(client_id)).open_flag(START) is None
    assert store.caseload(START)[0].summary.flag_session is None


def test_a_flag_put_off_returns_on_its_day(store: Store) -> None:
    client_id = client_with(store, 6, 6, 6, 2.5)
    flagged = course(store.history(client_id)).flags[-1]
    later = START + timedelta(days=60)
    store.decide(client_id, flagged.session.id, Decision.SNOOZED, snoozed_until=later, key="z")
    assert store.caseload(later - timedelta(days=1))[0].urgency > 1
    assert store.caseload(later)[0].urgency == 0


def test_only_a_session_with_a_flag_can_be_decided_on(store: Store) -> None:
    client_id = client_with(store, 6, 6)
    session = store.history(client_id).sessions[-1]
    with pytest.raises(InvalidEntryError, match="no flag"):
        store.decide(client_id, session.id, Decision.CONFIRMED, key="d")


def test_rebuilt_equals_what_was_kept(store: Store, practice: Database) -> None:
    client_with(store, 6, 5.5, 6, 3)
    with practice.read() as tx:
        kept = tx.scalar(select(DerivedCourse.summary))
    with practice.write() as tx:
        tx.execute(update(DerivedCourse).values(summary={}, model_version="older"))
    assert rebuild(practice, only_stale=True) == 1
    with practice.read() as tx:
        assert tx.scalar(select(DerivedCourse.summary)) == kept
    assert rebuild(practice, only_stale=True) == 0


def test_every_change_leaves_an_audit_row_without_clinical_content(store: Store, practice: Database) -> None:
    client_id = client_with(store, 6)
    store.end_therapy(client_id, START + timedelta(weeks=9), Ending.PLANNED, key="e")
    with practice.read() as tx:
        actions = list(tx.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["practice.set_up", "client.added", "session.recorded", "client.ended"]


def test_an_ended_therapy_takes_no_session_until_resumed(store: Store) -> None:
    client_id = client_with(store, 6)
    store.end_therapy(client_id, START, Ending.UNILATERAL, key="e")
    with pytest.raises(InvalidEntryError, match="ended"):
        store.record_session(client_id, rated(5), key="x")
    store.resume_therapy(client_id, key="r")
    store.record_session(client_id, rated(5), key="x")


def test_a_draft_survives_and_is_used_up_by_saving(store: Store) -> None:
    client_id = client_with(store)
    store.keep_draft(client_id, {"therapist_goal": 5})
    assert store.draft(client_id) == {"therapist_goal": 5}
    store.record_session(client_id, rated(0), key="s")
    assert store.draft(client_id) is None


@pytest.fixture
def ben(ada: Actor, practice: Database) -> Store:
    """Ben, another therapist of the same practice."""
    with practice.write() as tx:
        practice_id = tx.scalar(select(Practice.id)) or ""
        account = add_account(tx, practice_id, "ben", "Ben", "-", [Role.THERAPIST])
    return open_store(Actor(account, ada.place))


def test_another_therapist_reaches_nothing(store: Store, ben: Store) -> None:
    client_id = client_with(store, 6, 6, 6, 2.5)
    session_id = store.history(client_id).sessions[-1].id
    assert ben.clients() == ()
    assert ben.caseload(START) == ()
    attempts = [
        lambda: ben.history(client_id),
        lambda: ben.record_session(client_id, rated(9), key="x"),
        lambda: ben.correct_rating(session_id, Rating(rater=Rater.CLIENT, goal=1), key="x"),
        lambda: ben.record_profile(client_id, Profile.from_estimate(1, 1), key="x"),
        lambda: ben.decide(client_id, session_id, Decision.CONFIRMED, key="x"),
        lambda: ben.keep_draft(client_id, {}),
        lambda: ben.draft(client_id),
        lambda: ben.end_therapy(client_id, START, Ending.OTHER, key="x"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowedError):
            attempt()


def test_a_disabled_account_is_out_at_once(store: Store, practice: Database, ada: Actor) -> None:
    store.clients()
    with practice.write() as tx:
        tx.execute(update(Account).where(Account.id == ada.account_id).values(disabled_at=Account.created_at))
    with pytest.raises(NotSignedInError):
        store.clients()


def test_an_administrator_without_clients_role_sees_no_client(practice: Database, ada: Actor) -> None:
    with practice.write() as tx:
        practice_id = tx.scalar(select(Practice.id)) or ""
        account = add_account(tx, practice_id, "kim", "Kim", "-", [Role.ADMINISTRATOR])
    with pytest.raises(NotAllowedError):
        open_store(Actor(account, ada.place)).clients()


def test_a_store_method_without_policy_fails_at_import() -> None:
    with pytest.raises(TypeError, match="no access policy"):

        @require_policies
        class Careless(StoreBase):
            @policy(Role.THERAPIST)
            def fine(self, tx: Connection) -> None: ...

            def open_to_all(self) -> None: ...


def test_an_import_is_all_or_nothing_and_happens_once(store: Store, practice: Database) -> None:
    def sessions(*numbers: int) -> list[ImportedSession]:
        rating = Rating(rater=Rater.CLIENT, goal=5, task=5, bond=5)
        return [
            ImportedSession(client_code="X", entry=SessionEntry(held_on=None, number=n, ratings=(rating,)))
            for n in numbers
        ]

    with pytest.raises(AllianceError):
        store.import_sessions(sessions(1, 2, 2), key="bad")
    assert count(practice, TherapySession) == 0
    assert store.clients() == ()
    assert store.import_sessions(sessions(1, 2), key="good").ratings == 2
    assert store.import_sessions(sessions(1, 2), key="good").repeated
    assert count(practice, TherapySession) == 2


def test_a_failing_write_leaves_nothing(store: Store, practice: Database) -> None:
    client_id = client_with(store)
    before = count(practice, AuditEntry), count(practice, Write)
    bad = SessionEntry(held_on=START, ratings=(Rating(rater=Rater.CLIENT, goal=5),), observations=("no-such-marker",))
    with pytest.raises(AllianceError):
        store.record_session(client_id, bad, key="s")
    assert (count(practice, AuditEntry), count(practice, Write), count(practice, TherapySession)) == (*before, 0)


def test_a_database_of_a_newer_version_is_refused(practice: Database) -> None:
    with practice.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(AllianceError, match="newer version"):
        practice.migrate()


def test_the_tables_refuse_what_the_models_refuse(store: Store, practice: Database, ada: Actor) -> None:
    client_id = client_with(store, 6)
    session_id = store.history(client_id).sessions[0].id
    with pytest.raises(Exception, match=r"(?i)check|unique"), practice.write() as tx:
        tx.execute(
            insert(RatingRow).values(
                session_id=session_id,
                client_id=client_id,
                rater="observer",
                goal=8,
                strained=[],
                instrument="x",
                instrument_version=1,
                answers={},
                recorded_by=ada.account_id,
            )
        )
