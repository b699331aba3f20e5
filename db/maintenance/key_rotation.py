"""Key rotation: a new key in the ring, data keys rewrapped, and the embedded databases encrypted under a new key.

Every step leaves a consistent state and is skipped if already done, so that a rotation interrupted by a power cut or a
kill is completed by running it again. The present database key is kept until every file is under the next one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2
from sqlalchemy import select, update

from alliance_monitor.errors import AllianceError
from db import audit
from db.backup import copy_pages, remove_database
from db.configuration import Configuration
from db.connection import ALL_PRACTICES, Database, next_key_path, read_or_create_key
from db.crypto import WrappedKey, add_key, read_key_ring, sync_folder, vault_of
from db.maintenance.restore import close_exclusively
from db.maintenance.sealed_columns import reseal
from db.opening import open_database
from db.place import Place
from db.tables import DataKey as DataKeyRow

BATCH_KEYS = 500
"""Data keys rewrapped in one transaction."""

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many files, data keys and values were changed."""

    files: int
    data_keys: int
    values: int


def rotate(settings: Configuration, *, values: bool = False, progress: Progress | None = None) -> Rotated:
    """Rotate all keys; with `values`, reseal every text as well. The app must be stopped.

    Raises AppRunningError while anybody has a database open. To a ring in the environment, add a new key by hand first.
    """
    files = sorted(settings.data.glob("*.db"))  # including those that restores have set aside
    next_key = next_key_path(settings.key_path)
    for file in files:
        # Nobody may have it open: such a process would keep writing to the file that is replaced.
        close_exclusively(file, *_keys(settings.key_path, next_key))
    if not next_key.exists():
        ring = read_key_ring(settings)
        if ring.file is not None:
            add_key(ring)
    moved = _move(files, settings.key_path, next_key) if files else 0
    wrapped = sealed = 0
    for place in Place:
        if (place is Place.PRACTICE and settings.database) or (settings.data / f"{place.value}.db").exists():
            home = open_database(place, settings)
            try:
                sealed += _reseal_all(home, progress) if values else 0
                wrapped += _rewrap_all(home)
                with home.write() as tx:
                    audit.record(tx, None, "keys.rotated", "database", place.value)
            finally:
                home.engine.dispose()
    return Rotated(moved, wrapped, sealed)


def _keys(present: Path, next_key: Path) -> tuple[str, ...]:
    """The key in use and, in an interrupted rotation, the next one."""
    return (
        (read_or_create_key(present), read_or_create_key(next_key))
        if next_key.exists()
        else (read_or_create_key(present),)
    )


def _move(files: list[Path], present: Path, next_key: Path) -> int:
    """Replace each file by a verified copy under the next key, which then becomes the present one."""
    old, new = (
        read_or_create_key(present),
        read_or_create_key(next_key),
    )  # made durable before anything is written under it
    sync_folder(next_key.parent)
    moved = 0
    for file in files:
        if opens(file, new):
            continue
        if not opens(file, old):
            if file.stem not in set(Place):
                continue  # set aside because it was damaged
            raise AllianceError(
                f"{file.name} opens neither with the present key nor with the next one.",
                "Restore it from a backup, or move it away if it is the demo; then run this again.",
            )
        copy = file.with_name(f".{file.name}.{secrets.token_hex(4)}.copy")
        try:
            _copy(file, old, copy, new)
            copy.replace(file)
            sync_folder(file.parent)
        finally:
            remove_database(copy)
        moved += 1
    next_key.replace(present)
    sync_folder(present.parent)
    return moved


def opens(file: Path, key: str) -> bool:
    """Whether this key opens the embedded database."""
    connection = sqlcipher3.dbapi2.connect(str(file))
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")  # the wrong key is expected here
        connection.execute(f"PRAGMA key=\"x'{key}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlcipher3.dbapi2.DatabaseError:
        return False
    else:
        return True
    finally:
        connection.close()


def _copy(file: Path, old: str, copy: Path, new: str) -> None:
    source, target = sqlcipher3.dbapi2.connect(str(file)), None
    try:
        source.execute(f"PRAGMA key=\"x'{old}'\"")
        copy_pages(source, copy, new)
        target = sqlcipher3.dbapi2.connect(str(copy))
        target.execute(f"PRAGMA key=\"x'{new}'\"")
        whole = not target.execute("PRAGMA cipher_integrity_check").fetchall()
        if not whole or target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise AllianceError("The copy under the next key is not whole.", "Check the disk; nothing was changed.")
    finally:
        source.close()
        if target is not None:
            target.close()


def _rewrap_all(home: Database) -> int:
    """Rewrap every data key that is not under the ring's current key, in small transactions."""
    done = 0
    while True:
        with home.write(row_scope=ALL_PRACTICES) as tx:
            vault = vault_of(tx)
            keys = select(DataKeyRow.id, DataKeyRow.owner, DataKeyRow.wrapped_by, DataKeyRow.wrapped)
            rows = tx.execute(keys.where(DataKeyRow.wrapped_by != vault.ring.current).limit(BATCH_KEYS)).all()
            for row in rows:
                rewrapped = vault.rewrapped(WrappedKey(*row))
                change = {"wrapped_by": rewrapped.wrapped_by, "wrapped": rewrapped.wrapped}
                tx.execute(update(DataKeyRow).where(DataKeyRow.id == row.id).values(change))
        if not rows:
            return done
        done += len(rows)


def _reseal_all(home: Database, progress: Progress | None) -> int:
    with home.read(ALL_PRACTICES) as tx:
        stale = DataKeyRow.wrapped_by != vault_of(tx).ring.current
        owners = list(tx.scalars(select(DataKeyRow.owner).where(stale).distinct()))
    values = 0
    for done, owner in enumerate(owners, start=1):
        with home.write(owner, row_scope=ALL_PRACTICES) as tx:
            values += reseal(tx, owner)
        if progress:
            progress(done, len(owners))
    return values
