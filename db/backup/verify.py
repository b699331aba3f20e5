"""Verifying a backup: restoring it into a new database and checking that one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, Engine

from alliance_monitor.errors import AllianceError
from db.audit import verdict
from db.backup import container, pg_tools
from db.backup.container import DamagedBackupError, NoBackupError
from db.backup.create import copy_pages, remove_database
from db.backup.manifest import Manifest, audit_line, rows_of
from db.configuration import Configuration
from db.connection import (
    ALL_PRACTICES,
    embedded_engine,
    lift_time_limits,
    refuse_unknown,
    server_engine,
    stored_revision,
)
from db.crypto import KeyRing, Vault, attach, used_keys


class RestoreError(AllianceError):
    """The restored database is not what was backed up."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The backup does not pass its checks: {what}.", "Take another one; nothing was changed.")


@dataclass(frozen=True, slots=True)
class VerifiedBackup:
    """A backup that was restored and found complete."""

    manifest: Manifest
    rows: int
    entries: int
    """Audit entries verified."""


def manifest_of(file: Path, ring: KeyRing) -> Manifest:
    """The manifest of a backup; refuses other files, another key ring, and a revision that cannot be upgraded."""
    with _reading(file, ring) as content:
        return _manifest(content)


def check(file: Path, ring: KeyRing, settings: Configuration, folder: Path) -> VerifiedBackup:
    """Restore into a temporary database (in `folder`, or on the server), check it, and delete it."""
    with restored(file, ring, settings, folder) as (checked, _engine):
        return checked


@contextmanager
def restored(
    file: Path, ring: KeyRing, settings: Configuration, folder: Path
) -> Iterator[tuple[VerifiedBackup, Engine]]:
    """A restored and checked database, deleted after the block unless the block has moved it."""
    with _reading(file, ring) as content:
        manifest = _manifest(content)
        with (_on_server if manifest.engine == "postgresql" else _in_file)(manifest, content, settings, folder) as made:
            attach(made, Vault(ring))
            if not used_keys(made) <= ring.keys.keys():
                raise RestoreError("the key ring lacks a key that was in use")
            with made.connect() as connection, connection.begin():
                checked = _checked(connection, manifest)
            yield checked, made


@contextmanager
def _reading(file: Path, ring: KeyRing) -> Iterator[Iterator[bytes]]:
    try:
        with file.open("rb") as sealed:
            yield container.read(sealed, ring)
    except FileNotFoundError:
        raise AllianceError("There is no such file.", "Check its name and folder.") from None
    except IsADirectoryError:
        raise NoBackupError from None


def _manifest(content: Iterator[bytes]) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(next(content))
    except (ValidationError, StopIteration):
        raise DamagedBackupError from None
    refuse_unknown(manifest.revision, made="This backup was made by", todo="Restore it with that version.")
    return manifest


@contextmanager
def _in_file(manifest: Manifest, content: Iterator[bytes], _settings: Configuration, folder: Path) -> Iterator[Engine]:
    copy = folder / f".restored.{secrets.token_hex(4)}.copy"
    try:
        copy.touch(mode=0o600)
        with copy.open("wb") as file:
            for piece in content:
                file.write(piece)
        engine = embedded_engine(copy, manifest.key)
        try:
            yield engine
        finally:
            engine.dispose()
    except OSError as error:
        raise AllianceError(
            f"The backup could not be unpacked: {error.strerror or 'input/output error'}.", "Make room, then try again."
        ) from None
    finally:
        remove_database(copy)


@contextmanager
def _on_server(
    _manifest: Manifest, content: Iterator[bytes], settings: Configuration, _folder: Path
) -> Iterator[Engine]:
    if not settings.database:
        raise AllianceError("This is a backup of PostgreSQL.", "Set ALLIANCE_DATABASE to the server it belongs to.")
    home = server_engine(settings.database)
    with pg_tools.new_database(home.url) as url:
        pg_tools.restore(url, content)
        engine = server_engine(url.render_as_string(hide_password=False), ALL_PRACTICES)
        try:
            yield engine
        finally:
            engine.dispose()
            pg_tools.drop(home.url, str(url.database))


def _checked(tx: Connection, manifest: Manifest) -> VerifiedBackup:
    if tx.dialect.name == "sqlite":
        # A changed page does not decrypt; a page that decrypts can still belong to a broken tree.
        for pragma, wanted in (("cipher_integrity_check", []), ("integrity_check", ["ok"]), ("foreign_key_check", [])):
            if [row[0] for row in tx.exec_driver_sql(f"PRAGMA {pragma}")] != wanted:
                raise RestoreError(f"{pragma.replace('_', ' ')} found something")
    else:
        lift_time_limits(tx)
    if stored_revision(tx) != manifest.revision:
        raise RestoreError("it is of another version than it says")
    rows = rows_of(tx)
    if rows != manifest.rows:
        raise RestoreError("the numbers of rows differ")
    if audit_line(tx) != manifest.audit:
        raise RestoreError("the audit log ends elsewhere")
    found = verdict(tx, (manifest.head,) if manifest.head else ())
    if not found.sound:
        raise RestoreError(f"in the audit log, {len(found.findings)} findings")
    return VerifiedBackup(manifest, sum(rows.values()), found.entries)


def copy_out(engine: Engine, file: Path, key: str) -> None:
    """Copy a restored embedded database into a new file under the installation's own key."""
    with engine.connect() as connection:
        copy_pages(connection.connection.driver_connection, file, key)
