"""The second wall on PostgreSQL: whatever a question forgets to ask, it finds rows of its own practice only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    Float,
    Integer,
    String,
    Table,
    delete,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records.entry import ClientEntry
from db.access import Actor, Policy, Role
from db.configuration import Configuration
from db.connection.database import Database
from db.connection.postgres import BYPASSES_ROW_SECURITY
from db.connection.row_scope import ALL_PRACTICES, UNAUTHENTICATED, allow_link, set_row_scope
from db.connection.utc import Utc
from db.opening import database, open_database
from db.place import Place
from db.sign_in import live_visit, sign_in
from db.sign_in.accounts import add_account
from db.sign_in.first_sign_in import choose_passphrase
from db.sign_in.identities import Identity, admit
from db.store import AuditFilter, Store, open_store
from db.tables import Account, Base, Client, Practice, ProvidedIdentity, Visit
from tests.support.postgres import OWNER, SUPERUSER, PostgresServer
from tests.support.prepared import PASSPHRASE

pytestmark = pytest.mark.engines("postgresql")

HERE = "192.0.2.1"
OURS, THEIRS = "oak", "elm"
OPEN = {"audit", "audit_head", "sign_in_attempts", "identity_flows", "backup_runs"}
"""Tables of the whole installation, without anything clinical: the one chain of the audit, tries to sign in by hash,
browsers on their way to the identity provider, backups. Whoever adds a table walls it or says here why not."""

AT_THE_DOOR = {
    *("practices", "accounts", "account_roles", "visits", "visit_locks", "account_pins", "sign_in_steps"),
    *("second_factors", "recovery_codes", "provided_identities"),
}
"""What signing in needs before anybody is known."""

CLIENTS = Policy("clients", frozenset(Role), proof=False)

WALLED = [table for table in Base.metadata.sorted_tables if table.name not in OPEN]


VALUES: dict[type, object] = {
    Utc: datetime(2026, 1, 5, tzinfo=UTC),
    Date: date(2026, 1, 5),
    Boolean: True,
    Integer: 1,
    Float: 1.0,
    JSON: {},
}


def row_of(table: Table, practice: str, number: int = 1) -> dict[str, object]:
    """A row of this table that belongs to a practice, as far as the database can tell."""
    row: dict[str, object] = {}
    for column in table.columns:
        if column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column.table.name
            row[column.name] = practice if parent == "practices" else f"{practice}-{parent}-1"
        elif column.name == "owner":
            row[column.name] = f"{practice}-clients-1"
        elif column.name == "id" and table.name == "practices":
            row[column.name] = practice if number == 1 else f"{practice}{number}"
        elif column.name == "id" and isinstance(column.type, String):
            row[column.name] = f"{practice}-{table.name}-{number}"
        elif column.name == "id":
            continue  # counted by the database
        elif isinstance(column.type, String):
            row[column.name] = f"{practice}{number}"
        else:
            row[column.name] = next(value for kind, value in VALUES.items() if isinstance(column.type, kind))
    return row


@pytest.fixture
def two_practices(practice: Database) -> Database:
    """Two practices with one row in every table; a second opening that reaches all of them."""
    with practice.write() as tx:
        for practice_id in (OURS, THEIRS):
            for table in WALLED:
                tx.execute(insert(table).values(row_of(table, practice_id)))
    return practice


@contextmanager
def reaching(practice: str) -> Iterator[Connection]:
    """A transaction of the app's own connection that reaches so far; undone afterwards."""
    with database(Place.PRACTICE).engine.connect() as tx, tx.begin() as begun:
        set_row_scope(tx, practice)
        yield tx
        begun.rollback()


def rows_by_table(tx: Connection) -> dict[str, int]:
    return {table.name: int(tx.scalar(select(func.count()).select_from(table)) or 0) for table in WALLED}


def test_every_table_has_the_wall_or_a_reason_to_have_none(practice: Database) -> None:
    forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with practice.read() as tx:
        walled = set(tx.scalars(text(forced)))
        assert set(inspect(tx).get_table_names()) - walled == OPEN | {"alembic_version"}
        assert not tx.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))


def test_without_the_setting_there_are_no_rows_and_none_can_be_added(
    two_practices: Database, server_address: str
) -> None:
    with psycopg.connect(server_address) as plain:
        for table in WALLED:
            name = sql.Identifier(table.name)
            assert plain.execute(sql.SQL("SELECT count(*) FROM {}").format(name)).fetchone() == (0,), table.name
            assert plain.execute(sql.SQL("DELETE FROM {}").format(name)).rowcount == 0, table.name
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            plain.execute("INSERT INTO practices VALUES ('x', 'X', now())")
    with two_practices.read() as tx:
        assert set(rows_by_table(tx).values()) == {2}


@pytest.mark.parametrize("mine", [OURS, THEIRS])
def test_a_practice_finds_its_own_rows_only(two_practices: Database, mine: str) -> None:
    with reaching(mine) as tx:
        for table in WALLED:
            # Nothing is asked for but the whole table.
            [found] = tx.execute(select(table)).all()
            assert all(str(value).startswith(mine) for value in found if str(value).startswith((OURS, THEIRS)))


def test_a_practice_cannot_add_a_row_to_another(two_practices: Database) -> None:
    allowed = []
    with reaching(OURS) as tx:
        for table in WALLED:
            try:
                with tx.begin_nested():
                    tx.execute(insert(table).values(row_of(table, THEIRS, 2)))
                allowed.append(table.name)
            except DBAPIError as refused:
                assert getattr(refused.orig, "sqlstate", None) == "42501", f"{table.name}: {refused.orig}"
    assert allowed == []


def test_a_practice_cannot_change_remove_or_take_over_rows_of_another(two_practices: Database) -> None:
    with reaching(OURS) as tx:
        moved = update(Client).values(practice_id=THEIRS)
        with pytest.raises(DBAPIError, match="row-level security"), tx.begin_nested():
            tx.execute(moved)
        assert tx.execute(update(Account).values(display_name="Changed")).rowcount == 1
        keys = Base.metadata.tables["data_keys"]  # which are their client's, and go before the client
        for table in (keys, *(table for table in reversed(WALLED) if table is not keys)):
            assert tx.execute(delete(table)).rowcount == 1, table.name
        set_row_scope(tx, ALL_PRACTICES)
        assert set(rows_by_table(tx).values()) == {1}
        assert tx.scalar(select(Practice.id)) == THEIRS


def test_at_the_door_is_what_signing_in_needs_and_of_links_the_one_that_is_shown(two_practices: Database) -> None:
    with database(Place.PRACTICE).read() as tx:
        found = rows_by_table(tx)
        assert {name for name, rows in found.items() if rows} == AT_THE_DOOR
        links = Base.metadata.tables["client_links"]
        allow_link(tx, row_of(links, THEIRS)["token_hash"])
        [shown] = tx.execute(select(links)).all()
        assert shown.id == f"{THEIRS}-client_links-1"
        assert rows_by_table(tx) == found | {"client_links": 1}


def test_a_store_call_that_forgets_its_where_stays_within_the_practice(store: Store, practice: Database) -> None:
    store.add_client(ClientEntry(code="C-1"), key="a")
    with practice.write() as tx:
        tx.execute(insert(Practice).values(id=THEIRS, name="Elm House"))
        zoe = Actor(add_account(tx, THEIRS, "zoe", "Zoe", "-", [Role.THERAPIST]), Place.PRACTICE)
    open_store(zoe).add_client(ClientEntry(code="Z-1"), key="a")
    for who, code in ((store, "C-1"), (open_store(zoe), "Z-1")):
        with who._reading(CLIENTS) as tx:
            assert list(tx.scalars(select(Client.code))) == [code]
        with who._writing(CLIENTS) as tx:
            assert tx.execute(update(Client).values(ending=None)).rowcount == 1
    with practice.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Client)) == 2


def test_a_transaction_leaves_nothing_behind_on_its_connection(store: Store) -> None:
    store.add_client(ClientEntry(code="C-1"), key="a")
    for undone in (False, True):
        with suppress(ZeroDivisionError), store._reading(CLIENTS) as tx:
            assert tx.scalar(select(Client.code)) == "C-1"
            assert not undone or 1 / 0
        with database(Place.PRACTICE).read() as tx:
            assert tx.scalar(text("SELECT current_setting('alliance.practice')")) == UNAUTHENTICATED
            assert tx.scalar(select(Client.code)) is None


def test_signing_in_in_every_way_works_at_the_door(store: Store, ada: Actor) -> None:
    home = database(Place.PRACTICE)
    token = sign_in(home, "ada", PASSPHRASE, HERE)
    assert isinstance(token, str)
    visit = live_visit(token)
    assert visit is not None
    identity = Identity("https://id.example.org", "subject", "Ada", strong=True)
    open_store(visit.actor).connect_identity(identity)
    assert isinstance(admit(home, identity), str)
    code = store.add_colleague("ben", "Ben", [Role.THERAPIST], key="ben")
    step = choose_passphrase(home, "ben", code, "seven slow brown otters", HERE)
    assert not isinstance(step, str)  # two people: a second step is needed


def test_what_is_unique_in_the_whole_installation_is_refused_in_a_sentence(store: Store, practice: Database) -> None:
    identity = Identity("https://id.example.org", "subject", "Zoe", strong=True)
    with practice.write() as tx:
        tx.execute(insert(Practice).values(id=THEIRS, name="Elm House"))
        zoe = add_account(tx, THEIRS, "zoe", "Zoe", "-", [Role.ADMINISTRATOR])
        values = {"id": "i", "account_id": zoe, "issuer": identity.issuer, "subject": identity.subject, "name": "Zoe"}
        tx.execute(insert(ProvidedIdentity).values(values))
    with pytest.raises(InvalidEntryError, match="already in use"):
        store.add_colleague("zoe", "Another Zoe", [Role.THERAPIST], key="zoe")
    with pytest.raises(InvalidEntryError, match="another account"):
        store.connect_identity(identity)
    assert [colleague.display_name for colleague in store.colleagues()] == ["Ada"]
    assert "Zoe" not in {row.who for row in store.audit_log(AuditFilter()).rows}
    with practice.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Visit)) == 0


def test_a_superuser_is_warned_that_the_wall_does_not_hold(
    postgres: PostgresServer, server_address: str, data: Any, caplog: pytest.LogCaptureFixture
) -> None:
    name = str(make_url(server_address).database)
    for role, warned in ((SUPERUSER, True), (OWNER, False)):
        caplog.clear()
        settings = Configuration(data=data, database=postgres.url(name, role))
        open_database(Place.PRACTICE, settings).engine.dispose()
        assert (BYPASSES_ROW_SECURITY in caplog.text) is warned
