"""Making a backup while the app runs: one consistent snapshot, encrypted."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2
from sqlalchemy import Connection, text

from alliance_monitor.errors import AllianceError
from db.backup import container, pg_tools
from db.backup.manifest import Manifest, audit_line, rows_of
from db.connection import (
    ALL_PRACTICES,
    READ,
    Database,
    embedded_engine,
    lift_time_limits,
    now,
    set_row_scope,
    stored_revision,
)
from db.crypto import KeyRing, sync_folder
from db.place import Place

SUFFIX = ".alliance-backup"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup."""

    file: Path
    manifest: Manifest


def file_in(folder: Path, place: Place) -> Path:
    """A file in `folder` named by place and time, so that names sort by age."""
    return folder / f"{place.value}-{now():%Y%m%dT%H%M%S%fZ}{SUFFIX}"


def file_for(place: Place, target: Path) -> Path:
    """Where a backup goes: `target` itself, or a file in the folder `target`."""
    if target.is_dir():
        return file_in(target, place)
    if target.exists():
        raise AllianceError("There is a file of that name already.", "Choose another name, or a folder.")
    if not target.parent.is_dir():
        raise AllianceError("There is no such folder.", "Make it first, readable by you alone.")
    return target


def back_up(database: Database, ring: KeyRing, target: Path) -> Backup:
    """Write a backup of the whole database; the file gets its name only once it is complete and durable.

    Writers are not blocked: SQLite's backup runs on a snapshot of the write-ahead log, pg_dump on an exported one. The
    backup is not verified yet (`db.backup.verify.check`).
    """
    file = file_for(database.place, target)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with _snapshot(database, part) as (manifest, content):
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as sealed:
                container.write(sealed, ring, manifest.model_dump_json().encode(), content)
                sealed.flush()
                os.fsync(sealed.fileno())
        part.rename(file)
        sync_folder(file.parent)
    except OSError as error:
        raise AllianceError(
            f"The backup could not be written: {error.strerror or 'input/output error'}.",
            "Make room or choose another folder; the data is as it was.",
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return Backup(file, manifest)


@contextmanager
def _snapshot(database: Database, part: Path) -> Iterator[tuple[Manifest, Iterator[bytes]]]:
    if database.on_server:
        with database.engine.connect().execution_options(**READ) as tx, tx.begin():
            lift_time_limits(tx)
            set_row_scope(tx, ALL_PRACTICES)
            exported = str(tx.scalar(text("SELECT pg_export_snapshot()")))
            yield _manifest(database, tx), pg_tools.dump(database.engine.url, exported)
        return
    copy, key = part.with_suffix(".copy"), secrets.token_hex(32)
    try:
        manifest = _copied(database, copy, key)
        with copy.open("rb") as plain:
            yield manifest, container.pieces(plain)
    finally:
        remove_database(copy)


def _copied(database: Database, copy: Path, key: str) -> Manifest:
    """Copy the embedded database into one file under a one-time key; returns its manifest."""
    with database.engine.connect() as connection:
        copy_pages(connection.connection.driver_connection, copy, key)
    engine = embedded_engine(copy, key)
    try:
        with engine.begin() as tx:
            manifest = _manifest(database, tx, key)
    finally:
        engine.dispose()
    return manifest


def _manifest(database: Database, tx: Connection, key: str = "") -> Manifest:
    """What the backup holds, as this transaction sees it."""
    return Manifest(
        made_at=now(),
        place=database.place.value,
        engine="postgresql" if database.on_server else "sqlite",
        revision=str(stored_revision(tx)),
        rows=rows_of(tx),
        audit=audit_line(tx),
        key=key,
    )


def copy_pages(source: object, file: Path, key: str) -> None:
    """Copy an open SQLCipher database page by page into a new file under another key, and make it durable."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    target = sqlcipher3.dbapi2.connect(str(file))
    try:
        target.execute(f"PRAGMA key=\"x'{key}'\"")
        # All pages in one step: the source is one snapshot and blocks no writers.
        source.backup(target, pages=-1)  # type: ignore[attr-defined]
    except sqlcipher3.dbapi2.OperationalError:
        raise AllianceError(
            "The backup could not be written: no room, or the disk fails.",
            "Make room or choose another folder; the data is as it was.",
        ) from None
    finally:
        target.close()
    with file.open("rb") as written:
        os.fsync(written.fileno())


def remove_database(file: Path) -> None:
    """Delete an embedded database with its write-ahead log and journal."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
