"""Restoring a backup: a verified copy replaces the present database, which is kept under another name."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2
from sqlalchemy import URL, select, update
from sqlalchemy.exc import DBAPIError

from alliance_monitor.errors import AllianceError
from db import audit
from db.audit import keep_anchor
from db.backup import VerifiedBackup, container, pg_tools, verify
from db.configuration import Configuration
from db.connection import ALL_PRACTICES, Database, now, private_folder, read_key, server_engine
from db.crypto import KeyRing, read_key_ring, sync_folder
from db.maintenance.erasure import erase_rows, erased_list
from db.opening import open_database
from db.place import Place
from db.tables import AuditEntry, Visit


class AppRunningError(AllianceError):
    """Somebody has the database open."""

    def __init__(self) -> None:
        super().__init__("The app is running.", "Stop it first, then try again; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished restore; `kept` names the database from before, None if there was none."""

    checked: VerifiedBackup
    kept: str | None


def restore(file: Path, settings: Configuration) -> Restored:
    """Verify a backup and replace the practice's database by it; the app must be stopped.

    The present database is kept under another name. The restored one is migrated to this version, everybody is signed
    out, clients erased meanwhile are erased again, and the restore is audited.
    """
    ring = read_key_ring(settings, frozenset({container.key_id_of(file)}))
    manifest = verify.manifest_of(file, ring)
    if manifest.place != Place.PRACTICE.value:
        raise AllianceError("This is a backup of the demo practice.", "It is built anew by itself.")
    if (manifest.engine == "postgresql") != bool(settings.database):
        raise AllianceError(
            "This backup is of another kind of database than the one set up here.",
            "Set ALLIANCE_DATABASE as it was when the backup was made.",
        )
    private_folder(settings.data)
    gone = erased_list(_erased_file(settings)) | _erased_in(settings)
    stamp = f"{now():%Y%m%dT%H%M%SZ}"
    swap = _swap_on_server if settings.database else _swap_file
    checked, kept = swap(file, ring, settings, stamp)
    home = open_database(Place.PRACTICE, settings)
    _finish(home, gone)
    home.engine.dispose()
    return Restored(checked, kept)


def _erased_file(settings: Configuration) -> Path:
    return settings.anchor_folder / f"{Place.PRACTICE.value}.erased"


def _erased_in(settings: Configuration) -> set[str]:
    """Clients erased according to the present database, as far as it can be read."""
    if not settings.database and not (settings.data / f"{Place.PRACTICE.value}.db").exists():
        return set()
    try:
        home = open_database(Place.PRACTICE, settings)
    except (AllianceError, DBAPIError, sqlcipher3.dbapi2.Error):
        return set()
    try:
        with home.read() as tx:
            erased = select(AuditEntry.client_id).where(AuditEntry.action.startswith("client.erased"))
            return {client_id for client_id in tx.scalars(erased) if client_id}
    except (DBAPIError, sqlcipher3.dbapi2.Error):
        return set()
    finally:
        home.engine.dispose()


def _finish(home: Database, gone: set[str]) -> None:
    with home.write(row_scope=ALL_PRACTICES) as tx:
        for client_id in sorted(gone):
            if erase_rows(tx, client_id):
                audit.record(tx, None, "client.erased.again", "client", client_id, client_id)
        tx.execute(update(Visit).where(Visit.ended_at.is_(None)).values(ended_at=now()))
        audit.record(tx, None, "backup.restored", "database", home.place.value)
    with home.read() as tx:
        head = audit.head_of(tx)
    if head is not None and home.anchor is not None:
        keep_anchor(home.anchor, head, back=True)


def _swap_file(file: Path, ring: KeyRing, settings: Configuration, stamp: str) -> tuple[VerifiedBackup, str | None]:
    key = read_key(settings.key_path)
    present = settings.data / f"{Place.PRACTICE.value}.db"
    fresh = settings.data / f".restored.{secrets.token_hex(4)}.db"
    kept = present.with_name(f"{Place.PRACTICE.value}-before-{stamp}.db")
    try:
        with verify.restored(file, ring, settings, settings.data) as (checked, engine):
            verify.copy_out(engine, fresh, key)
        existed = present.exists()
        if existed:
            close_exclusively(present, key)
            # Link the old file to a second name, then replace the first: there is a database at every moment.
            os.link(present, kept)
        fresh.replace(present)
        sync_folder(present.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return checked, kept.name if existed else None


def close_exclusively(file: Path, *keys: str) -> None:
    """Merge an embedded database and its write-ahead log into one file; AppRunningError while anybody has it open.

    That needs exclusive access. If none of the keys opens the file, the log is moved aside instead.
    """
    if not any(_closed(file, key) for key in keys):
        for suffix in ("-wal", "-shm"):
            companion = file.with_name(file.name + suffix)
            if companion.exists():
                companion.rename(f"{companion}-{secrets.token_hex(4)}")


def _closed(file: Path, key: str) -> bool:
    connection = sqlcipher3.dbapi2.connect(str(file), timeout=0)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")  # a broken file is expected here
        connection.execute(f"PRAGMA key=\"x'{key}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master")
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        if mode != "delete":
            raise AppRunningError
    except sqlcipher3.dbapi2.OperationalError:
        raise AppRunningError from None
    except sqlcipher3.dbapi2.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def _swap_on_server(
    file: Path, ring: KeyRing, settings: Configuration, stamp: str
) -> tuple[VerifiedBackup, str | None]:
    url = server_engine(settings.database).url
    kept = f"{url.database}_before_{stamp.lower()}"
    with verify.restored(file, ring, settings, settings.data) as (checked, engine):
        fresh = str(engine.url.database)
        engine.dispose()  # a database with a connection cannot be renamed
        _rename(url, str(url.database), kept)
        try:
            _rename(url, fresh, str(url.database))
        except AppRunningError:
            _rename(url, kept, str(url.database))
            raise
    return checked, kept


def _rename(url: URL, name: str, to: str) -> None:
    try:
        pg_tools.run_command(url, f'ALTER DATABASE "{name}" RENAME TO "{to}"')
    except DBAPIError:
        raise AppRunningError from None
