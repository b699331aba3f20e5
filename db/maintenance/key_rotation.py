"""Changing the keys: a fresh key in the ring, data keys wrapped anew, and the embedded databases under a fresh key.

Every step leaves something whole, and each is skipped if it was done: a change that was broken off by a power cut or a
kill is finished by running it again. The present database key stays until every file is under the next one.
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

AT_A_TIME = 500
"""Data keys wrapped anew in one transaction."""

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was changed."""

    files: int
    data_keys: int
    values: int


def rotate(settings: Configuration, *, values: bool = False, progress: Progress | None = None) -> Rotated:
    """Change all keys; with `values`, seal every text anew as well. The app must be stopped.

    Raises AppRunningError while anybody has a database open. A ring in the environment gets its new key by hand before.
    """
    files = sorted(settings.data.glob("*.db"))  # what restores put aside as well
    following = next_key_path(settings.key_path)
    for file in files:
        # Nobody may have it open: a process that does would go on writing into the file that is replaced.
        close_exclusively(file, *_keys(settings.key_path, following))
    if not following.exists():
        ring = read_key_ring(settings)
        if ring.file is not None:
            add_key(ring)
    moved = _move(files, settings.key_path, following) if files else 0
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


def _keys(present: Path, following: Path) -> tuple[str, ...]:
    """The key in use and, in a change that was broken off, the one that follows."""
    return (
        (read_or_create_key(present), read_or_create_key(following))
        if following.exists()
        else (read_or_create_key(present),)
    )


def _move(files: list[Path], present: Path, following: Path) -> int:
    """Put each file under the following key by a checked copy in its place; then that key is the present one."""
    old, new = (
        read_or_create_key(present),
        read_or_create_key(following),
    )  # made durable before anything is written under it
    sync_folder(following.parent)
    moved = 0
    for file in files:
        if opens(file, new):
            continue
        if not opens(file, old):
            if file.stem not in set(Place):
                continue  # put aside because it was broken
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
    following.replace(present)
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
    """Wrap every data key that is not under the ring's current key; in small transactions."""
    done = 0
    while True:
        with home.write(row_scope=ALL_PRACTICES) as tx:
            vault = vault_of(tx)
            kept = select(DataKeyRow.id, DataKeyRow.owner, DataKeyRow.wrapped_by, DataKeyRow.wrapped)
            rows = tx.execute(kept.where(DataKeyRow.wrapped_by != vault.ring.current).limit(AT_A_TIME)).all()
            for row in rows:
                anew = vault.rewrapped(WrappedKey(*row))
                change = {"wrapped_by": anew.wrapped_by, "wrapped": anew.wrapped}
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
