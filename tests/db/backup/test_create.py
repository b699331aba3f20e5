"""Backups: made while people work, readable by nobody without the keys, restored only when everything is there."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from alliance_monitor.errors import AllianceError
from alliance_monitor.records.entry import ClientEntry
from commands.programme import main
from db.access import Actor
from db.audit.log import verify
from db.backup import container
from db.backup.create import SUFFIX, back_up
from db.backup.schedule import Occasion, is_due, make, make_if_due, prune
from db.backup.verify import check, manifest_of
from db.configuration import configuration
from db.connection.database import Database
from db.connection.revisions import newest, stored_revision
from db.connection.row_scope import ALL_PRACTICES
from db.connection.utc import now
from db.maintenance.restore import restore
from db.opening import database, open_database
from db.place import Place
from db.store import Store, open_store
from db.tables import AuditEntry, BackupRun, Note, TherapySession
from tests.support import next_version
from tests.support.page_cases import open_page, page_text, press, signed_in
from tests.support.prepared import ring_of
from tests.support.process_state import forget_process_state
from tests.support.recorded import SECRET, client_with, rated, written
from web.runtime.background_jobs import back_up_if_due

both = pytest.mark.engines("sqlite", "postgresql", always=True)


@both
def test_a_backup_holds_everything_and_says_nothing(store: Store, practice: Database, data: Path, folder: Path) -> None:
    written(store)
    done = make(practice, configuration(), folder, Occasion.COMMAND)
    content = done.backup.file.read_bytes()
    assert done.backup.file.stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == [done.backup.file.name]
    # Words long enough that random bytes do not spell them by chance.
    for secret in (SECRET, "Oak House", "sessions", "SQLite format", "PGDMP"):
        assert secret.encode() not in content
    for key in (*ring_of(data).keys.values(), done.backup.manifest.key.encode() or b"none"):
        assert key not in content
    assert done.checked.rows == sum(done.backup.manifest.rows.values())
    assert done.checked.entries == done.backup.manifest.rows["audit"] > 5
    assert manifest_of(done.backup.file, ring_of(data)) == done.backup.manifest
    assert "key=" not in repr(done.backup.manifest)


@both
def test_backups_under_write_load_are_each_one_moment(
    store: Store, practice: Database, data: Path, folder: Path
) -> None:
    clients = [store.add_client(ClientEntry(code=f"C-{n}"), key=f"add{n}") for n in range(2)]
    stop, ring = Event(), ring_of(data)

    def work(number: int) -> int:
        made = 0
        while not stop.is_set():
            store.record_session(clients[number], rated(made), key=f"s{number}-{made}")
            made += 1
        return made

    with ThreadPoolExecutor(2) as pool:
        workers = [pool.submit(work, number) for number in range(2)]
        try:
            checked = [check(back_up(practice, ring, folder).file, ring, configuration(), folder) for _ in range(3)]
        finally:
            stop.set()
        made = sum(worker.result() for worker in workers)
    for verified in checked:
        # A session, its ratings, its entry: one transaction, whole or absent.
        rows = verified.manifest.rows
        assert rows["ratings"] == 2 * rows["therapy_sessions"]
        assert rows["audit"] == 3 + rows["therapy_sessions"]
    with practice.read() as tx:
        assert tx.scalar(select(func.count()).select_from(TherapySession)) == made


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    store: Store, practice: Database, data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(store)

    def full(*_: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(container, "_put", full)
    with pytest.raises(AllianceError, match="No space left"):
        make(practice, configuration(), folder, Occasion.COMMAND)
    assert list(folder.iterdir()) == []
    with practice.read() as tx:
        assert tx.scalar(select(BackupRun.ok)) is False
        assert tx.scalar(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)) == "backup.failed"


def test_a_backup_never_overwrites_and_says_what_is_missing(practice: Database, data: Path, folder: Path) -> None:
    taken = folder / "taken"
    taken.write_bytes(b"x")
    with pytest.raises(AllianceError, match="already"):
        back_up(practice, ring_of(data), taken)
    with pytest.raises(AllianceError, match="no such folder"):
        back_up(practice, ring_of(data), folder / "none" / "file")
    assert taken.read_bytes() == b"x"


def test_a_backup_is_due_after_its_hours_and_tried_again_after_one(practice: Database, ada: Actor) -> None:
    moment = now()

    def due(*tries: tuple[float, bool | None]) -> bool:
        with practice.write() as tx:
            tx.execute(delete(BackupRun))
            for hours, ok in tries:
                at = moment - timedelta(hours=hours)
                tx.execute(insert(BackupRun).values(at=at, occasion="scheduled", ok=ok, message=""))
            return is_due(tx, 24, moment)

    assert due()
    assert due((25, True))
    assert not due((23, True))
    assert not due((25, True), (0.5, None))
    assert due((25, True), (1.5, False))
    assert not due((23, True), (1.5, False))


def test_the_app_makes_backups_by_itself_keeps_the_newest_and_tells_the_administrator(
    store: Store, practice: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    written(store)
    back_up_if_due()
    assert list(folder.iterdir()) == []
    monkeypatch.setenv("ALLIANCE_BACKUP_FOLDER", str(folder))
    monkeypatch.setenv("ALLIANCE_BACKUP_KEEP", "2")
    configuration.cache_clear()
    assert store.backups().overdue(now())
    with caplog.at_level(logging.INFO):
        back_up_if_due()
    assert "alliance-audit-head" in caplog.text
    assert make_if_due(practice, configuration()) is None
    for _ in range(2):
        assert store.back_up().ok
    assert len(list(folder.glob(f"*{SUFFIX}"))) == 3
    with practice.write() as tx:
        tx.execute(update(BackupRun).values(at=now() - timedelta(hours=25)))
    assert store.backups().newest_good is not None
    assert make_if_due(practice, configuration()) is not None
    assert len(list(folder.glob(f"*{SUFFIX}"))) == 2
    standing = store.backups()
    assert not standing.overdue(now())
    assert [attempt.ok for attempt in standing.attempts] == [True] * 4
    folder.rename(folder.with_name("gone"))
    with practice.write() as tx:
        tx.execute(update(BackupRun).values(at=now() - timedelta(hours=60)))
    back_up_if_due()
    assert "no such folder" in store.backups().attempts[0].message
    assert store.backups().overdue(now())


def test_only_the_oldest_of_the_place_are_thrown_away(folder: Path) -> None:
    names = [f"practice-2026010{day}T000000000000Z{SUFFIX}" for day in range(1, 6)] + [f"demo-1{SUFFIX}", "other"]
    for name in names:
        (folder / name).touch()
    assert len(prune(folder, "practice", 2)) == 3
    assert sorted(path.name for path in folder.iterdir()) == sorted(names[3:])


@both
def test_tables_of_an_older_version_are_backed_up_before_they_change_and_that_backup_can_be_restored(
    store: Store,
    practice: Database,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings, before = configuration(), newest()
    client_id = written(store)
    history = store.history(client_id)
    practice.engine.dispose()
    forget_process_state()
    later = next_version.install(tmp_path / "migrations", monkeypatch)
    home = open_database(Place.PRACTICE, settings)
    (file,) = (data / "before-migrations").iterdir()
    assert home.behind() is False
    manifest = manifest_of(file, ring_of(data))
    assert (manifest.revision, manifest.rows["practices"], manifest.head) == (before, 1, verify(home).head)
    assert str(file) in caplog.text
    home.engine.dispose()
    open_database(Place.PRACTICE, settings).engine.dispose()
    assert len(list((data / "before-migrations").iterdir())) == 1
    done = restore(file, settings)
    assert done.checked.manifest.revision == before
    home = open_database(Place.PRACTICE, settings)
    assert (home.behind(), verify(home).findings) == (False, ())
    with home.read(ALL_PRACTICES) as tx:
        assert stored_revision(tx) == later
        assert tx.execute(text("SELECT name, initial FROM practices")).all() == [("Oak House", "O")]
    home.engine.dispose()
    assert open_store(store._actor).history(client_id) == history


def test_an_unused_database_of_an_older_version_is_backed_up_as_well(
    practice: Database, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_process_state()
    next_version.install(tmp_path / "migrations", monkeypatch)
    assert database(Place.PRACTICE).behind() is False
    (file,) = (data / "before-migrations").iterdir()
    manifest = manifest_of(file, ring_of(data))
    assert (manifest.rows["practices"], manifest.audit, manifest.head) == (0, None, None)


def test_the_commands_say_what_was_done(
    store: Store, practice: Database, ada: Actor, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client_id = client_with(store, 6, 5)
    assert main(["backup", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "Checked by restoring it" in said
    assert "alliance-audit-head" in said
    (file,) = folder.iterdir()
    assert main(["restore", "--check", str(file)]) == 0
    assert "Nothing was changed." in capsys.readouterr().out
    store.record_session(client_id, rated(9), key="later")
    assert main(["restore", str(file)]) == 2
    assert "Stop it first" in capsys.readouterr().err
    forget_process_state()
    assert main(["restore", str(file)]) == 0
    assert "kept as practice-before-" in capsys.readouterr().out
    assert len(open_store(ada).history(client_id).sessions) == 2


def test_an_administrator_sees_how_it_stands(
    store: Store, practice: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_with(store, 6)
    signed_in(practice, monkeypatch)
    app = open_page("administration")
    assert "There is no backup yet" in page_text(app)
    monkeypatch.setenv("ALLIANCE_BACKUP_FOLDER", str(folder))
    configuration.cache_clear()
    app = press(open_page("administration"), "Back up now")
    assert "restored and compared" in page_text(app)
    assert not app.exception
    assert "The newest good backup is of" in page_text(app.run())
    with practice.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Note)) == 0
