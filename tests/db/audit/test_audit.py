"""The audit log: one chain that only grows, whatever is done to it is found, and administrators can read it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from alliance_monitor.records.entry import ClientEntry
from commands.programme import main
from db import audit
from db.access import Actor, NotAllowedError, Role
from db.audit import anchor, chain, recent_views
from db.audit.anchor import find_heads, keep_anchor, line, read_anchor
from db.audit.chain import Entry, Head
from db.audit.log import head_of, verify
from db.connection.database import Database
from db.connection.utc import now
from db.crypto.keyring import KeyRing
from db.place import Place
from db.sign_in.accounts import add_account, set_up
from db.store import AuditFilter, Store, open_store
from db.tables import AuditEntry, Practice
from tests.support.recorded import START, client_with, rated
from web.runtime.background_jobs import log_audit_head

both = pytest.mark.engines("sqlite", "postgresql", always=True)


def entries(practice: Database) -> int:
    with practice.read() as tx:
        return int(tx.scalar(select(func.count()).select_from(AuditEntry)) or 0)


@both
def test_what_happens_is_one_chain_and_its_end_is_anchored_outside(
    store: Store, practice: Database, data: Path
) -> None:
    client_with(store, 6, 5, 3)
    found = verify(practice)
    assert (found.sound, found.entries) == (True, entries(practice))
    with practice.read() as tx:
        assert read_anchor(data / "practice.audit-anchor") == found.head == head_of(tx)
    assert list(find_heads([f"2026-01-05 INFO {line(found.head)}"])) == [found.head]  # type: ignore[arg-type]


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
        log_audit_head()
    assert [head.entry for head in find_heads(caplog.messages)] == [3]
    caplog.clear()
    with practice.engine.connect().execution_options(alliance_write=True) as tx, tx.begin():
        tx.execute(text("DROP TRIGGER audit_no_delete"))
        tx.execute(text("DELETE FROM audit WHERE id = 3"))
    log_audit_head()
    assert "does not fit its anchor" in caplog.text


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


def test_a_look_is_forgotten_with_the_visit() -> None:
    first, other = (Actor("a", Place.PRACTICE, visit) for visit in ("v1", "v2"))
    recent_views.remember(first, "client")
    assert recent_views.viewed_recently(first, "client")
    assert not recent_views.viewed_recently(other, "client")


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
