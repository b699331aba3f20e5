"""Changing the keys: everything stays readable, nothing stays under the old ones, no kill loses anything."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select, update

from alliance_monitor.records.entry import ClientEntry
from alliance_monitor.supervision import Discussion, RequestEntry
from commands.programme import main
from db.access import Actor, Role
from db.audit.log import verify
from db.backup.create import back_up
from db.configuration import Configuration, ConfigurationError, configuration
from db.connection.database import Database
from db.connection.row_scope import ALL_PRACTICES
from db.connection.sqlite import next_key_path, read_key
from db.crypto.keyring import read_key_ring
from db.crypto.sealed_text import vault_of
from db.maintenance import key_rotation
from db.maintenance.key_rotation import opens, rotate
from db.maintenance.restore import AppRunningError, restore
from db.maintenance.sealed_columns import COLUMNS, reseal
from db.opening import database
from db.place import Place
from db.sign_in import second_factor
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.tables import Base, DataKey, Note, Practice, Supervision
from tests.support.extent import extent
from tests.support.process_state import forget_process_state
from tests.support.recorded import SECRET, START, rated, written

ROOT = Path(__file__).parents[3]
both = pytest.mark.engines("sqlite", "postgresql")
SEALED = re.compile(r"1\.[\w-]{12}\.[\w-]{38,}")


def sealed_in(practice: Database) -> set[tuple[str, str]]:
    """(table, column) of everything that looks sealed, wherever it lies."""
    with practice.read() as tx:
        return {
            (table.name, column)
            for table in Base.metadata.sorted_tables
            for row in tx.execute(select(table)).mappings()
            for column, value in row.items()
            if SEALED.search(str(value))
        }


def data_keys(practice: Database) -> dict[str, str]:
    with practice.read(ALL_PRACTICES) as tx:
        return {row.id: row.wrapped_by for row in tx.execute(select(DataKey.id, DataKey.wrapped_by))}


@both
def test_after_a_change_everything_is_readable_and_nothing_is_under_the_old_keys(
    store: Store, practice: Database, ada: Actor, data: Path, tmp_path: Path
) -> None:
    client_id = written(store)
    before, kept, old_ring = store.history(client_id), data_keys(practice), read_key_ring(Configuration(data=data))
    file = back_up(practice, old_ring, tmp_path).file
    old_key = read_key(configuration().key_path)
    forget_process_state()
    done = rotate(configuration())
    home = database(Place.PRACTICE)
    ring = read_key_ring(Configuration(data=data))
    assert open_store(ada).history(client_id) == before
    assert data_keys(home).keys() == kept.keys()
    assert set(data_keys(home).values()) == {ring.current} != set(kept.values())
    assert verify(home).findings == ()
    if not configuration().database:
        assert done.files >= 1
        assert not opens(data / "practice.db", old_key)
    assert not next_key_path(configuration().key_path).exists()
    forget_process_state()
    practice.engine.dispose()
    restore(file, configuration())  # an older backup, with the older key that stays in the ring
    assert open_store(ada).history(client_id) == before


@both
def test_texts_sealed_anew_are_under_fresh_data_keys(store: Store, practice: Database, ada: Actor) -> None:
    client_id = written(store)
    before, draft, kept = store.history(client_id), store.draft(client_id), data_keys(practice)
    forget_process_state()
    done = rotate(configuration(), values=True)
    home, again = database(Place.PRACTICE), open_store(ada)
    assert done.values == 5
    assert again.history(client_id) == before
    assert again.draft(client_id) == draft == {"note": SECRET}
    assert not data_keys(home).keys() & kept.keys()
    assert len(data_keys(home)) == len(kept)


def test_every_place_of_something_sealed_is_known(store: Store, practice: Database, ada: Actor) -> None:
    client_id = written(store)
    with practice.write() as tx:
        home = tx.scalar(select(Practice.id)) or ""
        sue = add_account(tx, home, "sue", "Sue", "-", [Role.SUPERVISOR])
    store_of_sue = open_store(Actor(sue, ada.place))
    store.assign_supervisor(sue, ada.account_id, key="assign")
    store.ask_for_supervision(client_id, RequestEntry(question=SECRET), key="ask")
    discussion = Discussion(discussed_on=START, note=SECRET, decision=SECRET)
    store_of_sue.record_discussion(client_id, discussion, key="told")
    store_of_sue.open_in_emergency("C-1", reason := f"It cannot wait: {SECRET}", key="emergency")
    with practice.write() as tx:
        second_factor.begin(tx, ada.account_id)
    known = {(sealed.table.__tablename__, sealed.column) for sealed in COLUMNS}
    known |= {("episode_events", "event"), ("drafts", "content")}
    found = sealed_in(practice)
    assert found <= known
    assert len(found) >= 8
    with practice.write() as tx:
        assert reseal(tx, client_id) == 9
        assert tx.scalar(select(Supervision.id)) is not None
    assert store.history(client_id).sessions[-1].note == SECRET
    assert [notice.reason for notice in store.emergency_notices()] == [reason]


def test_a_damaged_text_keeps_its_data_key(store: Store, practice: Database) -> None:
    client_id = written(store)
    with practice.write() as tx:
        tx.execute(update(Note).values(text=Note.text + "A"))
    kept = data_keys(practice)
    with practice.write() as tx:
        assert reseal(tx, client_id) == 4
    assert kept.keys() < data_keys(practice).keys()


def test_while_the_app_runs_nothing_is_changed(store: Store, practice: Database, data: Path) -> None:
    written(store)
    ring, key = (data / "vault.keys").read_bytes(), (data / "database.key").read_bytes()
    with pytest.raises(AppRunningError):
        rotate(configuration())
    assert ((data / "vault.keys").read_bytes(), (data / "database.key").read_bytes()) == (ring, key)
    assert store.clients()


@pytest.mark.parametrize(
    "step", ["add_key", "read_or_create_key", "copy_pages", "remove_database", "sync_folder", "_rewrap_all"]
)
def test_a_change_broken_off_at_any_step_is_finished_by_the_next(
    store: Store, practice: Database, ada: Actor, data: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    client_id = written(store)
    database(Place.DEMO)
    before = store.history(client_id)
    forget_process_state()
    for expected in (pytest.raises(KeyboardInterrupt), suppress(KeyboardInterrupt)):  # the second has less left to do
        true, calls = getattr(key_rotation, step), 0

        def breaks(*args: object, true: object = true, **more: object) -> object:
            nonlocal calls
            calls += 1
            if calls > 1 or step in ("add_key", "_rewrap_all"):
                raise KeyboardInterrupt
            return true(*args, **more)  # type: ignore[operator]

        with monkeypatch.context() as patch:
            patch.setattr(key_rotation, step, breaks)
            with expected:
                rotate(configuration())
    if next_key_path(configuration().key_path).exists():
        with pytest.raises(ConfigurationError, match="broken off"):
            database(Place.PRACTICE)
    rotate(configuration())
    assert open_store(ada).history(client_id) == before
    assert verify(database(Place.PRACTICE)).findings == ()
    assert not list(data.glob(".*")) + list(data.glob("*.next"))


def test_a_change_killed_again_and_again_loses_nothing(
    store: Store, practice: Database, ada: Actor, data: Path
) -> None:
    written(store)
    for number in range(40):
        client_id = store.add_client(ClientEntry(code=f"K-{number}", started_on=START), key=f"k{number}")
        entry = rated(number).model_copy(update={"note": f"{SECRET} {number}"})
        store.record_session(client_id, entry, key=f"k{number}-1")
    before = {client.id: store.history(client.id) for client in store.clients()}
    forget_process_state()
    order = [sys.executable, "-m", "alliance_monitor", "rotate-keys", "--values"]
    for number in range(extent(6, 2)):
        process = subprocess.Popen(order, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        marker = time.monotonic() + 60
        while process.poll() is None and not _begun(data, number) and time.monotonic() < marker:
            time.sleep(0.002)
        time.sleep(0.03 * number)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert main(["rotate-keys", "--values"]) == 0
    after = open_store(ada)
    assert {client.id: after.history(client.id) for client in after.clients()} == before
    with database(Place.PRACTICE).read() as tx:
        assert set(tx.scalars(select(DataKey.wrapped_by))) == {vault_of(tx).ring.current}


def _begun(data: Path, number: int) -> bool:
    """Whether the change has reached a point worth killing it at: the next key is there, or a copy."""
    return bool(list(data.glob("*.next")) if number % 2 else list(data.glob(".practice*.copy")))
