"""Backups: made while people work, readable by nobody without the keys, restored only when everything is there."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from conftest import forget_process_state
from page_cases import opened_page, press, signed_in, words
from pydantic import SecretStr
from sqlalchemy import delete, func, insert, select, text, update
from test_store import client_with, rated
from test_vault import SECRET, _of_version, written

from alliance_monitor.entry import ClientEntry
from alliance_monitor.errors import AllianceError
from commands.programme import main
from db import backups, container
from db.access import Actor
from db.anchor import read_anchor
from db.audit import verify
from db.backup import SUFFIX, back_up
from db.backups import Occasion, is_due, make, make_if_due, prune
from db.configuration import Configuration, configuration
from db.container import DamagedBackupError, NoBackupError
from db.database import Database, Place, database, open_database
from db.keyring import KeyRing, UnknownKeyError, read_key_ring
from db.restoring import RestoreError, check, manifest_of
from db.store import Store, open_store
from db.swapping import AppRunningError, restore
from db.tables import AuditEntry, BackupRun, Note, TherapySession, Visit
from db.utc import now
from db.visits import sign_in
from web.upkeep import back_up_if_due

both = pytest.mark.engines("sqlite", "postgresql")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir(mode=0o700)
    return made


def ring_of(data: Path) -> KeyRing:
    return read_key_ring(Configuration(data=data))


@both
def test_a_backup_holds_everything_and_says_nothing(store: Store, practice: Database, data: Path, folder: Path) -> None:
    written(store)
    done = make(practice, configuration(), folder, Occasion.COMMAND)
    content = done.backup.file.read_bytes()
    assert done.backup.file.stat().st_mode & 0o077 == 0
    assert [one.name for one in folder.iterdir()] == [done.backup.file.name]
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
def test_what_was_restored_is_what_was_backed_up_and_nothing_else(
    store: Store, practice: Database, ada: Actor, data: Path, folder: Path
) -> None:
    client_id = written(store)
    before = store.history(client_id)
    sign_in(practice, "ada", "three calm green rivers", "192.0.2.1")
    file = back_up(practice, ring_of(data), folder).file
    store.record_session(client_id, rated(20), key="afterwards")
    forget_process_state()
    practice.engine.dispose()
    done = restore(file, configuration())
    home = database(Place.PRACTICE)
    assert open_store(ada).history(client_id) == before
    with home.read() as tx:
        assert list(tx.scalars(select(Visit.ended_at).where(Visit.ended_at.is_(None)))) == []
        actions = list(tx.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)))
    assert actions == ["backup.restored", "visit.begun"]
    assert verify(home).findings == ()
    kept = read_anchor(data / "practice.audit-anchor")
    assert kept is not None
    assert kept.entry == done.checked.entries + 1
    if not configuration().database:
        assert done.kept is not None
        assert sorted(one.name for one in data.glob("practice*.db")) == [done.kept, "practice.db"]
        assert list(data.glob(".*")) == []


def test_a_running_app_is_not_swapped_away(store: Store, practice: Database, data: Path, folder: Path) -> None:
    client_id = written(store)
    file = back_up(practice, ring_of(data), folder).file
    store.record_session(client_id, rated(20), key="afterwards")
    with pytest.raises(AppRunningError):
        restore(file, configuration())
    assert len(store.history(client_id).sessions) == 5
    assert list(data.glob(".*")) == []


@pytest.mark.engines("postgresql")
def test_a_running_app_is_not_swapped_away_on_postgresql(
    store: Store, practice: Database, data: Path, folder: Path
) -> None:
    client_id = written(store)
    file = back_up(practice, ring_of(data), folder).file
    with practice.read(), pytest.raises(AppRunningError):
        restore(file, configuration())
    assert len(store.history(client_id).sessions) == 4


def test_a_lost_or_broken_database_is_restored_with_the_keys_alone(
    store: Store, practice: Database, ada: Actor, data: Path, folder: Path
) -> None:
    client_id = written(store)
    file = back_up(practice, ring_of(data), folder).file
    forget_process_state()
    with (data / "practice.db").open("r+b") as broken:
        broken.write(os.urandom(8192))
    assert restore(file, configuration()).kept is not None
    assert open_store(ada).history(client_id).sessions[-1].note == SECRET
    forget_process_state()
    for lost in [*data.glob("practice*"), *data.glob("demo*"), data / "database.key"]:
        lost.unlink()
    assert restore(file, configuration()).kept is None
    assert open_store(ada).history(client_id).sessions[-1].note == SECRET


def test_whatever_is_changed_or_cut_off_is_refused_and_nothing_is_touched(
    store: Store, practice: Database, data: Path, folder: Path
) -> None:
    written(store)
    ring = ring_of(data)
    file = back_up(practice, ring, folder).file
    whole = file.read_bytes()
    forget_process_state()
    present = (data / "practice.db").read_bytes()
    broken = folder / "broken"
    places = [0, 5, len(container.LEADER) + 10, len(container.LEADER) + 30, 200, len(whole) // 2, len(whole) - 1]
    for at in places:
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(AllianceError):
            restore(broken, configuration())
    for end in (0, 10, 40, 300, len(whole) // 2, len(whole) - 1):
        broken.write_bytes(whole[:end])
        with pytest.raises((NoBackupError, DamagedBackupError)):
            restore(broken, configuration())
    assert (data / "practice.db").read_bytes() == present
    assert list(data.glob(".*")) == []


def test_chunks_can_be_neither_left_out_nor_moved(tmp_path: Path) -> None:
    ring, file = KeyRing({"0a0a0a0a": b"a" * 32}), tmp_path / "file"
    parts = [bytes([number]) * 1000 for number in range(4)]
    with file.open("wb") as sealed:
        container.write(sealed, ring, b"about", iter(parts))
    with file.open("rb") as sealed:
        assert list(container.read(sealed, ring)) == [b"about", *parts]
    whole = file.read_bytes()
    head = len(whole) - 4 * 1020
    chunks = [whole[head + n * 1020 : head + (n + 1) * 1020] for n in range(4)]
    for order in ([0, 1, 2], [1, 0, 2, 3], [0, 1, 3], [0, 0, 1, 2, 3]):
        file.write_bytes(whole[:head] + b"".join(chunks[n] for n in order))
        with pytest.raises(DamagedBackupError), file.open("rb") as sealed:
            list(container.read(sealed, ring))


def test_the_wrong_key_ring_and_a_newer_version_are_refused_in_one_sentence(
    store: Store, practice: Database, data: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(store)
    file = back_up(practice, ring_of(data), folder).file
    elsewhere = Configuration(data=data.parent / "elsewhere", keys=SecretStr(f"0000000a:{'1' * 64}"))
    with pytest.raises(UnknownKeyError, match="does not belong"):
        restore(file, elsewhere)
    with pytest.raises(UnknownKeyError):
        restore(file, Configuration(data=data.parent / "elsewhere"))
    assert not (data.parent / "elsewhere").exists()
    with practice.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = back_up(practice, ring_of(data), folder / "newer").file
    assert main(["restore", str(newer)]) == 2
    assert "newer version" in capsys.readouterr().err
    assert main(["restore", str(data / "practice.db")]) == 2
    assert "no backup" in capsys.readouterr().err
    assert main(["restore", str(folder / "none")]) == 2
    assert main(["restore", str(folder)]) == 2


def test_a_backup_that_lost_rows_on_the_way_is_refused(
    store: Store, practice: Database, data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(store)
    ring = ring_of(data)
    true = backups.back_up(practice, ring, folder)
    told = true.manifest.model_copy(update={"rows": true.manifest.rows | {"notes": 7}})
    with true.file.open("rb") as sealed:
        _, *content = container.read(sealed, ring)
    for manifest, what in (
        (told, "numbers of rows"),
        (true.manifest.model_copy(update={"audit": None}), "ends elsewhere"),
        (true.manifest.model_copy(update={"revision": "0001"}), "another version"),
    ):
        forged = folder / "forged"
        with forged.open("wb") as sealed:
            container.write(sealed, ring, manifest.model_dump_json().encode(), iter(content))
        with pytest.raises(RestoreError, match=what):
            check(forged, ring, configuration(), folder)


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
    for one in checked:
        # A session, its ratings, its entry: one transaction, whole or absent.
        rows = one.manifest.rows
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
                tx.execute(insert(BackupRun).values(at=at, occasion="scheduled", ok=ok, told=""))
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
    assert [one.ok for one in standing.tries] == [True] * 4
    folder.rename(folder.with_name("gone"))
    with practice.write() as tx:
        tx.execute(update(BackupRun).values(at=now() - timedelta(hours=60)))
    back_up_if_due()
    assert "no such folder" in store.backups().tries[0].told
    assert store.backups().overdue(now())


def test_only_the_oldest_of_the_place_are_thrown_away(folder: Path) -> None:
    names = [f"practice-2026010{day}T000000000000Z{SUFFIX}" for day in range(1, 6)] + [f"demo-1{SUFFIX}", "other"]
    for name in names:
        (folder / name).touch()
    assert len(prune(folder, "practice", 2)) == 3
    assert sorted(one.name for one in folder.iterdir()) == sorted(names[3:])


def test_tables_of_an_older_version_are_backed_up_before_they_change(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Configuration(data=data)
    old = _of_version("0011", data)
    with old.write() as tx:
        tx.execute(text("INSERT INTO practices (id, name, created_at) VALUES ('p', 'Oak House', '2026-01-05')"))
    old.engine.dispose()
    home = open_database(Place.PRACTICE, settings)
    (file,) = (data / "before-migrations").iterdir()
    assert home.behind() is False
    manifest = manifest_of(file, ring_of(data))
    assert (manifest.revision, manifest.rows["practices"], manifest.audit) == ("0011", 1, None)
    assert str(file) in caplog.text
    open_database(Place.PRACTICE, settings).engine.dispose()
    assert len(list((data / "before-migrations").iterdir())) == 1
    home.engine.dispose()
    forget_process_state()
    restore(file, settings)
    home = open_database(Place.PRACTICE, settings)
    assert (home.behind(), verify(home).findings) == (False, ())
    home.engine.dispose()


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
    app = opened_page("administration")
    assert "There is no backup yet" in words(app)
    monkeypatch.setenv("ALLIANCE_BACKUP_FOLDER", str(folder))
    configuration.cache_clear()
    app = press(opened_page("administration"), "Back up now")
    assert "restored and compared" in words(app)
    assert not app.exception
    assert "The newest good backup is of" in words(app.run())
    with practice.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Note)) == 0
