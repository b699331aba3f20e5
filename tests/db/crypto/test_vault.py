"""What people wrote is encrypted twice: unreadable in the tables, bound to its row, gone with its key."""

from __future__ import annotations

import logging
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import delete, select, update

from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.therapy.course import course
from db.configuration import Configuration, ConfigurationError
from db.connection.database import Database
from db.crypto import vault as vault_module
from db.crypto.keyring import KeyRing, Purpose, UnknownKeyError, add_key, read_key_ring
from db.crypto.sealed_text import UNREADABLE, seal, unseal, vault_of
from db.crypto.vault import Context, DamagedError, Encrypted, Vault
from db.opening import database
from db.place import Place
from db.store import Store, open_store
from db.tables import Base, DataKey, Note
from tests.support.process_state import forget_process_state
from tests.support.recorded import SECRET, START, client_with, rated, written

both = pytest.mark.engines("sqlite", "postgresql")

RING = KeyRing({"0a0a0a0a": b"a" * 32})
VAULT = Vault(RING)
KEY, WRAPPED = VAULT.new_key("client")
PLACE = Context("notes", "text", "row", "client")


@given(st.text())
def test_a_text_comes_back_from_its_place(words: str) -> None:
    kept = KEY.encrypt(words, PLACE)
    assert KEY.decrypt(kept, PLACE) == words
    assert KEY.encrypt(words, PLACE) != kept


@given(st.sampled_from(["table", "column", "row", "owner"]), st.text(min_size=1))
def test_a_text_is_readable_nowhere_else(part: str, other: str) -> None:
    places = {name: getattr(PLACE, name) for name in ("table", "column", "row", "owner")}
    if places[part] == other:
        return
    with pytest.raises(DamagedError):
        KEY.decrypt(KEY.encrypt(SECRET, PLACE), Context(**places | {part: other}))


@given(st.data())
def test_any_change_of_a_value_is_noticed(data: st.DataObject) -> None:
    kept = KEY.encrypt(SECRET, PLACE)
    at = data.draw(st.integers(0, len(kept) - 2))  # the last character's low bits mean nothing in base64
    letter = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != kept[at]))
    with pytest.raises(DamagedError):
        KEY.decrypt(kept[:at] + letter + kept[at + 1 :], PLACE)


def test_values_and_keys_print_nothing_of_themselves() -> None:
    kept = KEY.encrypt(SECRET, PLACE)
    assert repr(kept) == repr(KEY) == "<encrypted>"
    for secret in (RING, WRAPPED):
        assert "61" * 8 not in repr(secret)
        assert WRAPPED.wrapped not in repr(secret)


def test_a_data_key_opens_only_for_its_owner_and_under_its_ring() -> None:
    stranger = Vault(KeyRing({"0a0a0a0a": b"b" * 32}))
    with pytest.raises(DamagedError):
        stranger.open(WRAPPED)
    with pytest.raises(DamagedError):
        VAULT.open(vault_module.WrappedKey(WRAPPED.id, "someone else", WRAPPED.wrapped_by, WRAPPED.wrapped))
    with pytest.raises(UnknownKeyError):
        Vault(KeyRing({"0b0b0b0b": b"a" * 32})).open(WRAPPED)


def test_few_data_keys_stay_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_module, "MAX_OPEN_KEYS", 3)
    vault = Vault(RING)
    kept = [vault.new_key(f"client {number}")[1] for number in range(5)]
    for key in kept:
        vault.open(key)
    assert [vault.opened(key.id) is not None for key in kept] == [False, False, True, True, True]


def test_one_data_key_serves_many_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda n: KEY.encrypt(f"{SECRET} {n}", PLACE), range(500)))
        assert list(pool.map(lambda sealed: KEY.decrypt(sealed, PLACE), kept)) == [f"{SECRET} {n}" for n in range(500)]


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert len({RING.derive(purpose, RING.current) for purpose in Purpose}) == len(Purpose)


def test_the_ring_is_made_private_and_grows_at_its_end(data: Path) -> None:
    settings = Configuration(data=data)
    ring = read_key_ring(settings)
    file = data / "vault.keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    grown = add_key(ring)
    assert grown.current != ring.current
    assert read_key_ring(settings).keys == grown.keys
    assert [path.name for path in data.iterdir()] == ["vault.keys"]
    file.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_key_ring(settings)


def test_the_ring_may_stand_in_the_environment(data: Path) -> None:
    settings = Configuration(data=data, keys=SecretStr(f"0000000a:{'1' * 64},0000000b:{'2' * 64}"))
    ring = read_key_ring(settings)
    assert (list(ring.keys), ring.current) == (["0000000a", "0000000b"], "0000000b")
    assert "1111" not in repr(settings)
    assert not data.exists()
    with pytest.raises(ConfigurationError, match="ALLIANCE_KEYS"):
        add_key(ring)
    with pytest.raises(ConfigurationError, match="damaged"):
        read_key_ring(Configuration(data=data, keys=SecretStr("0000000a:zz")))


@both
def test_nothing_people_wrote_is_readable_in_any_table_and_all_of_it_comes_back(
    store: Store, practice: Database
) -> None:
    client_id = written(store)
    with practice.read() as tx:
        for table in Base.metadata.sorted_tables:
            assert SECRET not in repr(tx.execute(select(table)).all()), table.name
            assert SECRET not in str([tuple(row) for row in tx.execute(select(table))]), table.name
        assert tx.scalar(select(DataKey.owner)) == client_id
    history = store.history(client_id)
    assert history.sessions[-1].note == history.decisions[0].reason == SECRET
    assert history.episodes[0].path[0].tried == history.episodes[0].reason == SECRET
    assert store.draft(client_id) == {"note": SECRET}
    assert course(history).history.episodes == history.episodes


@both
def test_a_note_moved_to_another_row_says_that_it_cannot_be_read(
    store: Store, practice: Database, caplog: pytest.LogCaptureFixture
) -> None:
    client_id = written(store)
    second = SessionEntry(held_on=date(2026, 2, 9), ratings=rated(0).ratings, note="Another.")
    store.record_session(client_id, second, key="second")
    with practice.write() as tx:
        first, other = tx.execute(select(Note.id, Note.text)).all()
        tx.execute(update(Note).where(Note.id == first.id).values(text=other.text))
        tx.execute(update(Note).where(Note.id == other.id).values(text="Typed in by hand."))
    with caplog.at_level(logging.ERROR):
        notes = [session.note for session in store.history(client_id).sessions if session.note]
    assert notes == [UNREADABLE, UNREADABLE]
    assert SECRET not in caplog.text


@both
def test_destroying_the_data_keys_erases_what_was_written(store: Store, practice: Database) -> None:
    client_id = written(store)
    with practice.write() as tx:
        vault_of(tx).forget(list(tx.scalars(select(DataKey.id))))
        tx.execute(delete(DataKey))
    history = store.history(client_id)
    assert {history.sessions[-1].note, history.decisions[0].reason, history.episodes[0].reason} == {UNREADABLE}
    assert store.draft(client_id) is None


@both
def test_a_data_key_of_a_failed_transaction_is_used_by_nobody(store: Store, practice: Database) -> None:
    client_id = store.add_client(ClientEntry(code="C-1", started_on=START), key="add")
    place = {"owner": client_id, "table": "notes", "column": "text", "row": "n"}
    with pytest.raises(RuntimeError), practice.write() as tx:
        assert unseal(tx, seal(tx, SECRET, **place), **place) == SECRET
        raise RuntimeError
    with practice.write() as tx:
        kept = seal(tx, SECRET, **place)
    with practice.read() as tx:
        assert unseal(tx, kept, **place) == SECRET
        assert list(tx.scalars(select(DataKey.id))) == [Encrypted(kept).key_id]


@both
def test_a_database_whose_ring_is_gone_is_refused_and_no_new_ring_is_made(store: Store, data: Path) -> None:
    written(store)
    kept = (data / "vault.keys").read_text(encoding="ascii")
    forget_process_state()
    (data / "vault.keys").unlink()
    with pytest.raises(UnknownKeyError, match="does not belong"):
        database(Place.PRACTICE)
    assert not (data / "vault.keys").exists()
    (data / "vault.keys").write_text(f"0a0a0a0a {'1' * 64}\n", encoding="ascii")
    (data / "vault.keys").chmod(0o600)
    with pytest.raises(UnknownKeyError):
        database(Place.PRACTICE)
    (data / "vault.keys").write_text(kept, encoding="ascii")
    database(Place.PRACTICE)


def test_a_person_without_a_note_needs_no_data_key(store: Store, practice: Database) -> None:
    client_with(store, 6, 6)
    open_store(store._actor).clients()
    with practice.read() as tx:
        assert tx.scalar(select(DataKey.id)) is None
