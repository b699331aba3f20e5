"""What a store method declares is checked at import, and its wrapper keeps the order: access first, then repetition."""

from __future__ import annotations

import inspect
from datetime import date

import pytest
from sqlalchemy import Connection, update

from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.rupture import Observation
from db.access import Actor, NotAllowedError, Role
from db.connection.database import Database
from db.place import Place
from db.sign_in.accounts import add_account
from db.store import Store
from db.store.base import StoreBase
from db.store.policy import ANYTHING, ONE_CLIENT, policy, policy_of
from db.tables import Account, Client


def test_callers_see_a_method_without_its_transaction() -> None:
    assert list(inspect.signature(Store.add_client).parameters) == ["self", "entry", "key"]
    declared = policy_of(Store.add_client)
    assert declared is not None
    assert (declared.method, declared.roles, declared.proof) == ("add_client", {Role.THERAPIST}, False)


def test_a_key_without_a_write_is_refused_at_import() -> None:
    with pytest.raises(TypeError, match="writes nothing"):

        class _Reads(StoreBase):
            @policy(Role.THERAPIST)
            def look(self, tx: Connection, *, key: str) -> None: ...


def test_a_write_about_one_client_must_begin_with_the_clients_id() -> None:
    with pytest.raises(TypeError, match="first argument"):

        class _Writes(StoreBase):
            @policy(Role.THERAPIST, writes=ONE_CLIENT)
            def change(self, tx: Connection, session_id: str) -> None: ...


def test_a_result_that_cannot_be_remembered_needs_a_way_to_be_repeated() -> None:
    with pytest.raises(TypeError, match="repeated call"):

        class _Lists(StoreBase):
            @policy(Role.THERAPIST, writes=ANYTHING)
            def make(self, tx: Connection, *, key: str) -> list[str]: ...


def test_a_repeated_call_returns_what_the_first_returned_whatever_its_arguments(store: Store) -> None:
    client = store.add_client(ClientEntry(code="C-1"), key="a")
    assert store.add_client(ClientEntry(code="C-2"), key="a") == client
    session = store.record_session(client, SessionEntry(held_on=date(2026, 1, 5)), key="s")
    assert store.record_session(client, SessionEntry(held_on=date(2026, 1, 6)), key="s") == session
    assert store.note_sign(session, Observation(marker="anger"), key="n") is None  # type: ignore[func-returns-value]
    assert store.note_sign(session, Observation(marker="anger"), key="n") is None  # type: ignore[func-returns-value]
    assert len(store.history(client).sessions) == 1


def test_keys_are_each_persons_own(store: Store, practice: Database) -> None:
    with practice.write() as tx:
        practice_id = tx.scalar(Account.__table__.select().with_only_columns(Account.practice_id))
        assert practice_id is not None
        ben = Actor(add_account(tx, practice_id, "ben", "Ben", "-", [Role.THERAPIST]), Place.PRACTICE)
    mine = store.add_client(ClientEntry(code="C-1"), key="a")
    assert Store(ben, practice).add_client(ClientEntry(code="C-2"), key="a") != mine


def test_a_repeated_key_tells_nothing_to_somebody_who_lost_access(store: Store, practice: Database) -> None:
    client = store.add_client(ClientEntry(code="C-1"), key="a")
    session = store.record_session(client, SessionEntry(held_on=date(2026, 1, 5)), key="s")
    with practice.write() as tx:
        practice_id = tx.scalar(Account.__table__.select().with_only_columns(Account.practice_id))
        assert practice_id is not None
        ben = add_account(tx, practice_id, "ben", "Ben", "-", [Role.THERAPIST])
        tx.execute(update(Client).where(Client.id == client).values(therapist_id=ben))
    with pytest.raises(NotAllowedError):
        store.record_session(client, SessionEntry(held_on=date(2026, 1, 5)), key="s")
    with pytest.raises(NotAllowedError):
        store.note_sign(session, Observation(marker="anger"), key="new")
