"""Erasing a client: nothing is left but the audit, no restore brings them back, and retention asks first."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records.entry import ClientEntry, Ending
from alliance_monitor.records.retention import keep_until
from db.access import Actor, NotAllowedError, Role
from db.audit.log import verify
from db.backup.create import back_up
from db.configuration import Configuration, configuration
from db.connection.database import Database
from db.connection.utc import now
from db.crypto.keyring import read_key_ring
from db.crypto.sealed_text import vault_of
from db.maintenance.erasure import Reason, erased_list
from db.maintenance.rebuild import rebuild
from db.maintenance.restore import restore
from db.opening import database
from db.place import Place
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.tables import DERIVED_MONTHS, AuditEntry, Base, Client, DataKey, Practice
from tests.support.page_cases import open_page, page_text, press, signed_in
from tests.support.process_state import forget_process_state
from tests.support.recorded import START, client_with, rated, written

both = pytest.mark.engines("sqlite", "postgresql")
LEFT = {"audit", "writes"}
"""Tables that may name an erased client by its opaque id."""


def traces(practice: Database, client_id: str) -> set[str]:
    with practice.read() as tx:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if client_id in repr([tuple(row) for row in tx.execute(select(table))])
        }


def months(practice: Database) -> list[tuple[object, ...]]:
    with practice.read() as tx:
        columns = [column for column in DERIVED_MONTHS.c if column.name not in ("model_version",)]
        rows = [tuple(row) for row in tx.execute(select(*columns).order_by(*DERIVED_MONTHS.primary_key))]
        return [row for row in rows if any(isinstance(value, int) and value for value in row)]


@both
def test_nothing_is_left_of_an_erased_client_but_the_audit(store: Store, practice: Database) -> None:
    client_id = written(store)
    today = now().astimezone().date()
    store.create_link(client_id, today)
    store.history(client_id)
    other = store.add_client(ClientEntry(code="C-2", started_on=START), key="other")
    store.record_session(other, rated(1), key="other-1")
    with practice.read() as tx:
        key_id = tx.scalar(select(DataKey.id).where(DataKey.owner == client_id)) or ""
        vault = vault_of(tx)
    assert vault.opened(key_id) is not None
    assert store.erase_client("C-1", Reason.REQUEST, key="e") > 20
    assert store.erase_client("C-1", Reason.REQUEST, key="e") > 20
    assert traces(practice, client_id) <= LEFT
    assert vault.opened(key_id) is None
    assert [client.code for client in store.clients()] == ["C-2"]
    assert len(store.history(other).sessions) == 1
    with pytest.raises(NotAllowedError):
        store.history(client_id)
    with practice.read() as tx:
        newest = tx.execute(select(AuditEntry.action, AuditEntry.client_id).order_by(AuditEntry.id.desc())).all()
    assert ("client.erased.request", client_id) in [tuple(row) for row in newest]
    assert verify(practice).sound


@both
def test_the_counts_of_months_lose_the_clients_part(store: Store, practice: Database) -> None:
    other = store.add_client(ClientEntry(code="C-2", started_on=START), key="other")
    store.record_session(other, rated(1), key="other-1")
    before = months(practice)
    written(store)
    assert months(practice) != before
    store.erase_client("C-1", Reason.MISTAKE, key="e")
    assert months(practice) == before
    rebuild(practice)
    assert months(practice) == before


def test_only_the_therapist_or_an_administrator_erases(store: Store, practice: Database, ada: Actor) -> None:
    client_id = client_with(store, 6)
    with practice.write() as tx:
        home = tx.scalar(select(Practice.id)) or ""
        people = {
            name: open_store(Actor(add_account(tx, home, name, name, "-", [role]), ada.place))
            for name, role in (("ben", Role.THERAPIST), ("lee", Role.PRACTICE_LEAD), ("kim", Role.ADMINISTRATOR))
        }
    for name in ("ben", "lee"):
        with pytest.raises(NotAllowedError):
            people[name].erase_client("C-1", Reason.REQUEST, key="e")
    with pytest.raises(NotAllowedError):
        store.erase_client("C-9", Reason.REQUEST, key="e")
    assert store.history(client_id).client.code == "C-1"
    assert people["kim"].erase_client(" C-1 ", Reason.REQUEST, key="e") > 0
    assert store.clients() == ()


@both
def test_a_restored_backup_does_not_bring_an_erased_client_back(
    store: Store, practice: Database, ada: Actor, data: Path, tmp_path: Path
) -> None:
    gone, later = written(store), store.add_client(ClientEntry(code="C-2"), key="b")
    file = back_up(practice, read_key_ring(Configuration(data=data)), tmp_path).file
    store.erase_client("C-1", Reason.REQUEST, key="e")
    assert erased_list(data / "practice.erased") == {gone}
    store.erase_client("C-2", Reason.REQUEST, key="f")
    # One by the list outside, one by the audit of the database that is replaced.
    (data / "practice.erased").write_text(f"{gone} 2026-01-05T00:00:00Z\n", encoding="ascii")
    forget_process_state()
    practice.engine.dispose()
    restore(file, configuration())
    home = database(Place.PRACTICE)
    assert open_store(ada).clients() == ()
    for client_id in (gone, later):
        assert traces(home, client_id) <= LEFT
    assert verify(home).sound


def test_retention_proposes_what_is_over_its_time_and_erases_what_was_chosen(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCE_RETENTION_MONTHS", "12")
    configuration.cache_clear()
    for number, days in enumerate((0, 30, 400), start=1):
        client_id = store.add_client(ClientEntry(code=f"C-{number}", started_on=START), key=f"a{number}")
        store.record_session(client_id, rated(1), key=f"s{number}")
        if days:
            store.end_therapy(client_id, START + timedelta(days=days), Ending.PLANNED, key=f"e{number}")
    ended = START + timedelta(days=30)
    assert store.expired(keep_until(ended, 12)) == ()
    today = keep_until(ended, 12) + timedelta(days=1)
    (over,) = store.expired(today)
    assert (over.code, over.ended_on, over.sessions) == ("C-2", ended, 1)
    with pytest.raises(InvalidEntryError, match="not to be erased yet"):
        store.erase_expired(["C-2", "C-3"], today, key="x")
    assert len(store.clients()) == 3
    assert store.erase_expired(["C-2"], today, key="y") == store.erase_expired(["C-2"], today, key="y") == 1
    assert [client.code for client in store.clients()] == ["C-1", "C-3"]


def test_without_a_rule_nothing_is_ever_proposed(store: Store) -> None:
    client_id = client_with(store, 6)
    store.end_therapy(client_id, START, Ending.PLANNED, key="e")
    assert store.expired(date(2999, 1, 1)) == ()


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(0, 600))
def test_keeping_ends_on_the_same_day_months_later(ended_on: date, length: int) -> None:
    until = keep_until(ended_on, length)
    assert (until.year - ended_on.year) * 12 + until.month - ended_on.month == length
    assert until.day == ended_on.day or (until + timedelta(days=1)).day == 1


def test_the_pages_ask_for_the_code_and_the_reason(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = client_with(store, 6)
    signed_in(practice, monkeypatch)
    app = open_page("client", client_id)
    app.text_input(key="erase:C-1:code").set_value("C-2")
    press(app, "Erase for good")
    assert "Nothing was erased" in page_text(app)
    app.text_input(key="erase:C-1:code").set_value("C-1")
    app.radio(key="erase:C-1:reason").set_value(Reason.MISTAKE)
    press(app, "Erase for good")
    assert not app.exception
    with practice.read() as tx:
        assert tx.scalar(select(Client.id)) is None
    app = open_page("administration")
    assert "Therapies over their time" in page_text(app)
    assert not app.exception
