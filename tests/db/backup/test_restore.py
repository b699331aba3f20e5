"""Restoring: what comes back is what went in, and what was tampered with never does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from alliance_monitor.errors import AllianceError
from commands.programme import main
from db.access import Actor
from db.audit.anchor import read_anchor
from db.audit.log import verify
from db.backup import container, schedule
from db.backup.container import DamagedBackupError, NoBackupError
from db.backup.create import back_up
from db.backup.verify import RestoreError, check
from db.configuration import Configuration, configuration
from db.connection.database import Database
from db.crypto.keyring import KeyRing, UnknownKeyError
from db.maintenance.restore import AppRunningError, restore
from db.opening import database
from db.place import Place
from db.sign_in import sign_in
from db.store import Store, open_store
from db.tables import AuditEntry, Visit
from tests.support import next_version
from tests.support.prepared import ring_of
from tests.support.process_state import forget_process_state
from tests.support.recorded import SECRET, rated, written

both = pytest.mark.engines("sqlite", "postgresql", always=True)


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
        assert sorted(path.name for path in data.glob("practice*.db")) == [done.kept, "practice.db"]
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


def test_the_wrong_key_ring_a_newer_and_an_unreleased_version_are_refused_in_one_sentence(
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
    with practice.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0019'"))
    unreleased = back_up(practice, ring_of(data), folder / "unreleased").file
    present = (data / "practice.db").read_bytes()
    for options in ([], ["--check"]):
        assert main(["restore", *options, str(unreleased)]) == 2
        assert capsys.readouterr().err == (
            "This backup was made by a version of Alliance Monitor from before its first release and cannot be "
            "upgraded. Restore it with that version.\n"
        )
    assert (data / "practice.db").read_bytes() == present
    assert main(["restore", str(data / "practice.db")]) == 2
    assert "no backup" in capsys.readouterr().err
    assert main(["restore", str(folder / "none")]) == 2
    assert main(["restore", str(folder)]) == 2


def test_a_backup_that_lost_rows_on_the_way_is_refused(
    store: Store, practice: Database, data: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(store)
    ring = ring_of(data)
    true = schedule.back_up(practice, ring, folder)
    later = next_version.install(tmp_path / "migrations", monkeypatch)
    told = true.manifest.model_copy(update={"rows": true.manifest.rows | {"notes": 7}})
    with true.file.open("rb") as sealed:
        _, *content = container.read(sealed, ring)
    for manifest, what in (
        (told, "numbers of rows"),
        (true.manifest.model_copy(update={"audit": None}), "ends elsewhere"),
        (true.manifest.model_copy(update={"revision": later}), "another version"),
    ):
        forged = folder / "forged"
        with forged.open("wb") as sealed:
            container.write(sealed, ring, manifest.model_dump_json().encode(), iter(content))
        with pytest.raises(RestoreError, match=what):
            check(forged, ring, configuration(), folder)
