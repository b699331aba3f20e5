"""PostgreSQL keeps what the embedded file promises: writers take turns, readers see one moment, keys count once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from alliance_monitor.errors import AllianceError
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.access import Actor
from db.connection import postgres
from db.connection.database import Database
from db.connection.write_errors import BusyError, NoAnswerError
from db.opening import database
from db.place import Place
from db.sign_in import SignInRefusedError, sign_in
from db.sign_in.accounts import set_up
from db.sign_in.throttle import BY_ACCOUNT
from db.store import Store
from db.tables import Account, AuditEntry, Practice, SignInAttempt, TherapySession, Write
from tests.support.prepared import PASSPHRASE

pytestmark = pytest.mark.engines("postgresql")

START = date(2026, 1, 5)
MANY = 8


def entry(week: int, level: float = 6.0) -> SessionEntry:
    rating = Rating(rater=Rater.CLIENT, goal=level, task=level, bond=level, tension=1)
    return SessionEntry(held_on=START + timedelta(weeks=week), ratings=(rating,))


def count(practice: Database, table: type) -> int:
    with practice.read() as tx:
        return int(tx.scalar(select(func.count()).select_from(table)) or 0)


def at_once(work: Callable[[int], Any], times: int = MANY) -> list[Any]:
    """Run `work(0) … work(times - 1)` in as many threads that start together; an exception is a result."""
    gate = Barrier(times)

    def one(number: int) -> Any:
        gate.wait(timeout=10)
        try:
            return work(number)
        except AllianceError as error:
            return error

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.fixture
def client_id(store: Store) -> str:
    return store.add_client(ClientEntry(code="C-1", started_on=START), key="add")


def test_writers_of_one_client_number_their_sessions_one_after_another(
    store: Store, practice: Database, client_id: str
) -> None:
    made = at_once(lambda n: store.record_session(client_id, entry(MANY - n), key=f"s{n}"))
    assert len(set(made)) == MANY
    attended = store.history(client_id).attended
    assert [session.number for session in attended] == list(range(1, MANY + 1))
    assert [session.held_on for session in attended] == [START + timedelta(weeks=n + 1) for n in range(MANY)]
    with practice.read() as tx:
        audited = list(tx.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "session.recorded")))
    assert sorted(audited) == sorted(made)


def test_the_same_key_in_parallel_writes_once(store: Store, practice: Database, client_id: str) -> None:
    assert len(set(at_once(lambda _: store.record_session(client_id, entry(1), key="same")))) == 1
    assert len(set(at_once(lambda _: store.add_client(ClientEntry(code="C-2"), key="twin")))) == 1
    file = [ImportedSession(client_code="X", entry=entry(week)) for week in range(3)]
    outcomes = at_once(lambda _: store.import_sessions(file, key="file"))
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * (MANY - 1)
    assert count(practice, TherapySession) == 4
    assert count(practice, Write) == 4


def test_one_client_code_is_given_once(store: Store) -> None:
    made = at_once(lambda n: store.add_client(ClientEntry(code="C-9"), key=f"k{n}"))
    assert sum(isinstance(result, str) for result in made) == 1
    assert len(store.clients()) == 1


def test_a_practice_is_set_up_once(practice: Database) -> None:
    made = at_once(
        lambda n: set_up(practice, practice="Oak", sign_in_name=f"a{n}", display_name="A", passphrase=PASSPHRASE), 4
    )
    assert sum(isinstance(result, Actor) for result in made) == 1
    assert (count(practice, Practice), count(practice, Account)) == (1, 1)


def test_parallel_guesses_do_not_slip_past_the_limit(practice: Database, ada: Actor) -> None:
    refused = at_once(lambda _: sign_in(practice, "ada", "a wrong passphrase", "192.0.2.1"), MANY)
    assert all(isinstance(error, SignInRefusedError) for error in refused)
    assert sum("Too many" in str(error) for error in refused) == MANY - BY_ACCOUNT
    assert count(practice, SignInAttempt) == 2 * BY_ACCOUNT


def test_a_reader_sees_one_moment_and_waits_for_nobody(store: Store, practice: Database, client_id: str) -> None:
    with practice.read() as tx:
        before = tx.scalar(select(func.count()).select_from(TherapySession))
        store.record_session(client_id, entry(1), key="meanwhile")
        assert tx.scalar(select(func.count()).select_from(TherapySession)) == before
    assert count(practice, TherapySession) == 1


def test_a_reader_cannot_write(practice: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only"), practice.read() as tx:
        tx.execute(insert(Practice).values(name="X"))


def test_a_writer_of_one_client_does_not_wait_for_one_of_another(store: Store, practice: Database) -> None:
    first, second = (store.add_client(ClientEntry(code=f"C-{n}"), key=f"add{n}") for n in range(2))
    with practice.write(first):
        store.record_session(second, entry(1), key="s")
    assert count(practice, TherapySession) == 1


def test_a_writer_of_anything_waits_for_the_writers_before(
    store: Store, practice: Database, client_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived = Event()
    with practice.write(client_id) as tx, ThreadPoolExecutor(1) as pool:
        asking = pool.submit(lambda: (arrived.set(), store.add_client(ClientEntry(code="C-2"), key="b"))[1])
        assert arrived.wait(timeout=10)
        waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        while not tx.scalar(waiting):
            assert not asking.done()
        tx.rollback()
    assert isinstance(asking.result(), str)


def test_a_writer_gives_up_when_its_turn_does_not_come(
    data: object, server_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "WRITE_LOCK_SECONDS", 0.05)
    home = Database(postgres.server_engine(server_address), Place.PRACTICE)
    with home.write(), pytest.raises(BusyError), home.write("somebody"):
        pass
    home.engine.dispose()


def test_values_stay_out_of_what_an_error_says(practice: Database) -> None:
    with pytest.raises(DBAPIError) as refused, practice.write() as tx:
        tx.execute(insert(Account).values(practice_id="nobody's", sign_in_name="secret-name", display_name="x"))
    assert "secret-name" not in str(refused.value).split("DETAIL")[0]


def test_a_large_import_counts_its_own_rows_before_it_looks_them_up(store: Store, practice: Database) -> None:
    held = "SELECT reltuples FROM pg_class WHERE oid = 'ratings'::regclass"
    with practice.read() as tx:
        before = float(tx.scalar(text(held)) or 0)
    store.import_sessions([ImportedSession(client_code=f"F-{n}", entry=entry(n)) for n in range(30)], key="file")
    with practice.read() as tx:
        assert float(tx.scalar(text(held)) or 0) == 30 > before


def test_a_commit_is_on_the_disk_whatever_the_servers_default(practice: Database) -> None:
    with practice.write() as tx:
        name = tx.scalar(text("SELECT current_database()"))
        tx.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    practice.engine.dispose()
    with practice.write() as tx:
        assert tx.scalar(text("SHOW synchronous_commit")) == "on"


def test_a_server_that_breaks_off_is_said_in_a_sentence_and_the_next_try_works(
    store: Store, practice: Database, client_id: str
) -> None:
    home = database(Place.PRACTICE)
    for transaction in (home.read, home.write):
        with pytest.raises(NoAnswerError, match="does not answer"), transaction() as tx:
            own = tx.scalar(text("SELECT pg_backend_pid()"))
            with practice.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            tx.execute(text("SELECT 1"))
    assert store.record_session(client_id, entry(1), key="s") == store.record_session(client_id, entry(1), key="s")


def test_a_server_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    home = Database(postgres.server_engine(f"postgresql://alliance@/nothing?host={tmp_path}"), Place.PRACTICE)
    for transaction in (home.read, home.write):
        with pytest.raises(NoAnswerError), transaction():
            pass
