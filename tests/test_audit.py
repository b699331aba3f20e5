"""The audit log: one chain that only grows, whatever is done to it is found, and administrators can read it."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields
from datetime import timedelta
from pathlib import Path

import pytest
from page_cases import opened_page, press, signed_in, words
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from test_store import START, client_with, rated
from test_vault import _of_version

from alliance_monitor.entry import ClientEntry
from commands.programme import main
from db import anchor, audit, chain, looks
from db.access import Actor, NotAllowedError, Role
from db.accounts import add_account, set_up
from db.anchor import heads_in, keep_anchor, line, read_anchor
from db.audit import head_of, verdict, verify
from db.chain import Entry, Head
from db.database import Database, Place
from db.keyring import KeyRing
from db.store import AuditFilter, Store, open_store
from db.store.audit_log import PAGE
from db.tables import AuditEntry, AuditHead, Practice
from db.utc import now
from db.words import vault_of
from web.upkeep import tell_audit_head

both = pytest.mark.engines("sqlite", "postgresql")
FIELDS = [one.name for one in fields(Entry)]
STOLEN = KeyRing({"0a0a0a0a": b"another ring's key, 32 bytes lng"})


def entries(practice: Database) -> int:
    with practice.read() as tx:
        return int(tx.scalar(select(func.count()).select_from(AuditEntry)) or 0)


def actions(practice: Database) -> list[str]:
    with practice.read() as tx:
        return list(tx.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@both
def test_what_happens_is_one_chain_and_its_end_is_anchored_outside(
    store: Store, practice: Database, data: Path
) -> None:
    client_with(store, 6, 5, 3)
    found = verify(practice)
    assert (found.sound, found.entries) == (True, entries(practice))
    with practice.read() as tx:
        assert read_anchor(data / "practice.audit-anchor") == found.head == head_of(tx)
    assert list(heads_in([f"2026-01-05 INFO {line(found.head)}"])) == [found.head]  # type: ignore[arg-type]


@both
def test_parallel_writers_keep_one_chain(store: Store, practice: Database, data: Path) -> None:
    clients = [store.add_client(ClientEntry(code=f"C-{n}", started_on=START), key=f"add{n}") for n in range(4)]
    before = entries(practice)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.record_session(clients[n % 4], rated(n), key=f"s{n}"), range(32)))
    found = verify(practice)
    assert (found.findings, found.entries) == ((), before + 32)
    kept = read_anchor(data / "practice.audit-anchor")
    assert kept is not None
    assert kept.entry == found.entries


@both
def test_a_failed_write_leaves_neither_an_entry_nor_an_anchor(store: Store, practice: Database, data: Path) -> None:
    client_with(store)
    before = (data / "practice.audit-anchor").read_bytes()
    with pytest.raises(RuntimeError), practice.write() as tx:
        audit.record(tx, None, "never.happened")
        raise RuntimeError
    with practice.write():
        pass
    assert (data / "practice.audit-anchor").read_bytes() == before
    assert verify(practice).sound


@both
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "DELETE FROM audit_head", "UPDATE audit_head SET entry = 1"],
)
def test_the_database_itself_refuses_changes(store: Store, practice: Database, statement: str) -> None:
    client_with(store)
    with pytest.raises(DBAPIError, match="only grows"), practice.write() as tx:
        tx.execute(text(statement))


@pytest.mark.engines("postgresql")
def test_postgresql_refuses_to_empty_the_log(practice: Database) -> None:
    with pytest.raises(DBAPIError, match="only grows"), practice.write() as tx:
        tx.execute(text("TRUNCATE audit"))


def _rows(tx: Connection) -> list[Entry]:
    return [Entry(*row) for row in tx.execute(select(*(getattr(AuditEntry, n) for n in FIELDS)).order_by("id"))]


def _edit(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    row, name = rng.choice(rows), rng.choice([one for one in FIELDS if one not in ("id", "mac")])
    changed = row.at + timedelta(microseconds=1) if name == "at" else f"{getattr(row, name) or ''}x"[-8:]
    tx.execute(update(AuditEntry).where(AuditEntry.id == row.id).values({name: changed}))


def _remove(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    tx.execute(delete(AuditEntry).where(AuditEntry.id == rng.choice(rows[:-1]).id))


def _cut(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    tx.execute(delete(AuditEntry).where(AuditEntry.id > rng.choice(rows[:-1]).id))


def _cut_with_forged_head(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    last = rng.choice(rows[:-1])
    tx.execute(delete(AuditEntry).where(AuditEntry.id > last.id))
    tx.execute(update(AuditHead).values(entry=last.id, mac=last.mac))


def _cut_with_true_old_head(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    """Somebody who kept a copy of the head as it once was; only the anchor outside knows better."""
    last, head, ring = rng.choice(rows[:-1]), head_of(tx), vault_of(tx).ring
    assert head is not None
    old = Head(head.chain, last.id, last.mac, last.key_id)
    tx.execute(delete(AuditEntry).where(AuditEntry.id > last.id))
    tx.execute(update(AuditHead).values(entry=last.id, mac=last.mac, seal=chain.seal(ring, old)))


def _insert(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    row = rng.choice(rows)
    place = rng.randrange(len(rows))
    for later in reversed(rows[place:]):
        tx.execute(update(AuditEntry).where(AuditEntry.id == later.id).values(id=later.id + 1))
    forged = asdict(row) | {"id": rows[place].id, "action": rng.choice((row.action, "client.read"))}
    tx.execute(insert(AuditEntry).values(**forged))


def _reorder(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    one, other = rng.sample(rows, 2)
    tx.execute(update(AuditEntry).where(AuditEntry.id == one.id).values(id=-1))
    tx.execute(update(AuditEntry).where(AuditEntry.id == other.id).values(id=one.id))
    tx.execute(update(AuditEntry).where(AuditEntry.id == -1).values(id=other.id))


def _rewrite(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    """Everything from one entry on written anew, chained and sealed under another ring's key."""
    head, place = head_of(tx), rng.randrange(len(rows))
    assert head is not None
    before = rows[place - 1].mac if place else ""
    for row in rows[place:]:
        made = Entry(**asdict(row) | {"action": "client.read", "key_id": "0a0a0a0a"})
        before = chain.mac(STOLEN, head.chain, before, made)
        change = {"action": made.action, "key_id": made.key_id, "mac": before}
        tx.execute(update(AuditEntry).where(AuditEntry.id == row.id).values(change))
    forged = Head(head.chain, rows[-1].id, before, "0a0a0a0a")
    tx.execute(update(AuditHead).values(mac=before, key_id="0a0a0a0a", seal=chain.seal(STOLEN, forged)))


TAMPERS: list[Callable[[Connection, random.Random, list[Entry]], None]] = [
    _edit, _remove, _cut, _cut_with_forged_head, _cut_with_true_old_head, _insert, _reorder, _rewrite,
]  # fmt: skip
EACH = 250


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda one: one.__name__.strip("_"))
def test_of_2000_tampers_in_eight_kinds_none_is_missed(
    store: Store, practice: Database, data: Path, tamper: Callable[[Connection, random.Random, list[Entry]], None]
) -> None:
    client_with(store, 6, 5, 3, 4, 5, 6, 6, 6, 5, 4)
    kept = read_anchor(data / "practice.audit-anchor")
    assert kept is not None
    rng, missed = random.Random(tamper.__name__), 0
    with practice.engine.connect().execution_options(alliance_write=True) as tx, tx.begin():
        # Whoever holds the database can drop its triggers; what they do is undone by the rollback after each try.
        for trigger in list(tx.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            tx.execute(text(f"DROP TRIGGER {trigger}"))
        rows = _rows(tx)
        assert verdict(tx, (kept,)).sound
        for _ in range(EACH):
            with tx.begin_nested() as attempt:
                tamper(tx, rng, rows)
                missed += verdict(tx, (kept,)).sound
                attempt.rollback()
        assert verdict(tx, (kept,)).sound
        tx.rollback()
    assert missed == 0


def test_a_log_that_was_removed_whole_and_moments_that_are_none_are_found(
    store: Store, practice: Database, data: Path
) -> None:
    client_with(store, 6)
    kept = read_anchor(data / "practice.audit-anchor")
    with practice.engine.connect().execution_options(alliance_write=True) as tx, tx.begin():
        for trigger in list(tx.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            tx.execute(text(f"DROP TRIGGER {trigger}"))
        with tx.begin_nested() as attempt:
            tx.execute(text("UPDATE audit SET at = 'yesterday' WHERE id = 2"))
            assert len(verdict(tx, (kept,)).findings) == 1  # type: ignore[arg-type]
            attempt.rollback()
        tx.execute(delete(AuditHead))
        assert "head was removed" in verdict(tx).findings[-1]
        tx.execute(delete(AuditEntry))
        assert verdict(tx).sound
        assert not verdict(tx, (kept,)).sound  # type: ignore[arg-type]
        tx.rollback()


def test_the_anchor_never_goes_back_by_itself_and_a_full_disk_fails_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "anchor"
    newer, older = (Head("chain", entry, "mac", "key", "seal") for entry in (7, 3))
    keep_anchor(file, newer)
    keep_anchor(file, older)
    assert read_anchor(file) == newer
    keep_anchor(file, older, back=True)
    assert read_anchor(file) == older

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(anchor.os, "write", full)
    keep_anchor(file, newer)
    keep_anchor(file, newer)
    assert [record.getMessage() for record in caplog.records] == [
        "the anchor of the audit cannot be written: No space left on device"
    ]


def test_the_command_says_what_it_finds(
    store: Store, practice: Database, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client_with(store, 6, 5)
    assert main(["verify-audit"]) == 0
    told = capsys.readouterr().out
    assert "4 entries, all in place." in told
    log = tmp_path / "app.log"
    log.write_text(f"something else\n{told}", encoding="utf-8")
    client_with_more = store.clients()[0].id
    store.record_session(client_with_more, rated(7), key="more")
    assert main(["verify-audit", "--anchors", str(log)]) == 0
    assert "1 anchors compared" in capsys.readouterr().out
    with practice.engine.connect().execution_options(alliance_write=True) as tx, tx.begin():
        tx.execute(text("DROP TRIGGER audit_no_update"))
        tx.execute(text("UPDATE audit SET account_id = 'nobody' WHERE id = 3"))
    assert main(["verify-audit"]) == 2
    assert "Entry 3 does not follow from entry 2" in capsys.readouterr().err
    assert main(["verify-audit", "--anchors", str(tmp_path / "none")]) == 2


def test_a_removed_end_is_told_at_the_next_start(
    store: Store, practice: Database, caplog: pytest.LogCaptureFixture
) -> None:
    client_with(store, 6)
    with caplog.at_level(logging.INFO):
        tell_audit_head()
    assert [head.entry for head in heads_in(caplog.messages)] == [3]
    caplog.clear()
    with practice.engine.connect().execution_options(alliance_write=True) as tx, tx.begin():
        tx.execute(text("DROP TRIGGER audit_no_delete"))
        tx.execute(text("DELETE FROM audit WHERE id = 3"))
    tell_audit_head()
    assert "does not fit its anchor" in caplog.text


def test_rows_of_an_older_version_are_chained(data: Path) -> None:
    old = _of_version("0011", data.parent / "old")
    with old.write() as tx:
        for number in (1, 2, 5):
            tx.execute(
                text("INSERT INTO audit (id, at, action) VALUES (:id, :at, 'client.read')"),
                {"id": number, "at": f"2026-01-0{number} 10:00:00.000000"},
            )
    old.migrate()
    assert verify(old).findings == ()
    with old.write() as tx:
        audit.record(tx, None, "client.read")
    found = verify(old)
    assert (found.findings, found.entries, found.head.entry if found.head else 0) == ((), 4, 6)
    old.engine.dispose()


@both
def test_a_refusal_is_recorded_once_a_while_and_repeats_nothing_that_was_typed(
    store: Store, practice: Database, ada: Actor
) -> None:
    client_id = client_with(store, 6)
    with practice.write() as tx:
        home = tx.scalar(select(Practice.id)) or ""
        ben = open_store(Actor(add_account(tx, home, "ben", "Ben", "-", [Role.THERAPIST]), ada.place))
    for _ in range(3):
        with pytest.raises(NotAllowedError):
            ben.history(client_id)
    with pytest.raises(NotAllowedError):
        ben.history("Mrs Miller of Elm Street 7")
    with pytest.raises(NotAllowedError):
        ben.audit_log(AuditFilter())
    with practice.read() as tx:
        told = [
            (row.action, row.client_id)
            for row in tx.execute(select(AuditEntry.action, AuditEntry.client_id).order_by(AuditEntry.id))
            if row.action.startswith("refused")
        ]
    assert told == [("refused.history", client_id), ("refused.history", None), ("refused.audit_log", None)]


@both
def test_an_administrator_finds_entries_by_who_what_when_and_code(store: Store, practice: Database, ada: Actor) -> None:
    client_id = client_with(store, 6, 5)
    store.history(client_id)
    newest = store.audit_log(AuditFilter()).rows
    assert [row.action for row in newest][:2] == ["client.read", "session.recorded"]
    assert {row.who for row in newest} == {"Ada"}

    def found(**wanted: object) -> list[str]:
        return [row.action for row in store.audit_log(AuditFilter(**wanted)).rows]  # type: ignore[arg-type]

    assert found(actions=("client.read",)) == ["client.read"]
    assert found(client_code="C-1", actions=("session",)) == ["session.recorded"] * 2
    assert found(client_code="C-2") == found(account_id="nobody") == found(since=now()) == []
    assert found(until=now(), account_id=ada.account_id)[0] == "audit.read"
    assert actions(practice).count("audit.read") == 1


def test_entries_come_in_pages_and_stay_within_the_practice(store: Store, practice: Database) -> None:
    client_id = client_with(store)
    for number in range(PAGE):
        store.keep_draft(client_id, {})
        store.record_session(client_id, rated(number), key=f"s{number}")
    with practice.write() as tx:
        other = Practice(id="p2", name="Elsewhere")
        tx.execute(insert(Practice).values(id=other.id, name=other.name))
        stranger = add_account(tx, "p2", "zoe", "Zoe", "-", [Role.ADMINISTRATOR])
        audit.record(tx, Actor(stranger, Place.PRACTICE), "practice.set_up", "practice", "p2")
    first = store.audit_log(AuditFilter())
    rest = store.audit_log(AuditFilter(), first.older)
    assert (len(first.rows), len(rest.rows), rest.older) == (PAGE, 2, None)
    assert "Zoe" not in {row.who for row in (*first.rows, *rest.rows)}
    told = open_store(Actor(stranger, Place.PRACTICE)).audit_log(AuditFilter()).rows
    assert [(row.who, row.client_code) for row in told] == [("Zoe", None)]


def test_the_page_shows_filters_and_checks_the_log(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = client_with(store, 6)
    store.history(client_id)
    signed_in(practice, monkeypatch)
    app = opened_page("administration")
    table = app.dataframe[-1].value
    assert list(table["What"])[:3] == ["signed in", "looked at a client", "logged a session"]
    assert "C-1" in set(table["Client"])
    app.selectbox(key="audit-what").select("Looks at clients").run()
    assert set(app.dataframe[-1].value["What"]) == {"looked at a client"}
    app.text_input(key="audit-code").set_value("nobody").run()
    assert "Nothing in the log fits" in words(app)
    app.text_input(key="audit-code").set_value("").run()
    press(app, "Check that the log is whole")
    assert "entries are in place" in words(app)
    assert not app.exception


def test_a_look_is_forgotten_with_the_visit() -> None:
    one, other = (Actor("a", Place.PRACTICE, visit) for visit in ("v1", "v2"))
    looks.remember(one, "client")
    assert looks.seen_lately(one, "client")
    assert not looks.seen_lately(other, "client")


def test_the_second_practice_of_an_installation_is_refused_and_leaves_the_chain_whole(
    store: Store, practice: Database
) -> None:
    with pytest.raises(Exception, match="already set up"):
        set_up(practice, practice="B", sign_in_name="b", display_name="B", passphrase="seven dull orange kites")
    assert verify(practice).sound


def test_dates_are_compared_to_the_microsecond() -> None:
    ring = KeyRing({"0a0a0a0a": b"a" * 32})
    told = [
        chain.mac(ring, "c", "", Entry(1, now().replace(microsecond=n), None, None, "a", None, None, None, "0a0a0a0a"))
        for n in (0, 1, 999_999)
    ]
    assert len(set(told)) == 3
