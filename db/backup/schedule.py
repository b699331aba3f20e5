"""Backups as they are kept: made, checked by restoring, recorded, and the oldest thrown away."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from alliance_monitor.errors import AllianceError
from db import audit
from db.access import Actor
from db.audit import anchor
from db.backup.create import SUFFIX, Backup, back_up, file_in
from db.backup.verify import Checked, check
from db.configuration import Configuration
from db.connection import Database, now
from db.crypto import vault_of
from db.tables import BackupRun

TRY_AGAIN = timedelta(hours=1)
"""When a failed or broken-off backup is tried again."""


class Occasion(StrEnum):
    """Why a backup is made."""

    SCHEDULED = "scheduled"
    COMMAND = "command"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Done:
    """A backup that was made and passed its checks."""

    backup: Backup
    checked: Checked
    seconds: float


def make(
    database: Database, settings: Configuration, target: Path, occasion: Occasion, actor: Actor | None = None
) -> Done:
    """Make a backup, restore it to check it, and record the outcome; raises when either fails, recorded as well."""
    with database.write() as tx:
        run = _begin(tx, occasion)
    return _finish(database, settings, target, run, actor)


def make_if_due(database: Database, settings: Configuration) -> Done | None:
    """The scheduled backup, if there is a folder for it and the last one is old enough."""
    folder = settings.backup_folder
    if folder is None:
        return None
    with database.write() as tx:
        if not is_due(tx, settings.backup_hours, now()):
            return None
        # Recorded first: another replica that looks now finds it under way.
        run = _begin(tx, Occasion.SCHEDULED)
    done = _finish(database, settings, file_in(folder, database.place), run, None)
    prune(folder, database.place.value, settings.backup_keep)
    return done


def is_due(tx: Connection, hours: int, moment: datetime) -> bool:
    """Whether the last good scheduled backup is older than `hours`, and the last try not just now."""
    mine = select(BackupRun.at).where(BackupRun.occasion == Occasion.SCHEDULED.value).order_by(BackupRun.id.desc())
    good, tried = tx.scalar(mine.where(BackupRun.ok.is_(True)).limit(1)), tx.scalar(mine.limit(1))
    return (good is None or moment - good >= timedelta(hours=hours)) and (
        tried is None or moment - tried >= min(TRY_AGAIN, timedelta(hours=hours))
    )


def prune(folder: Path, place: str, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of this place in the folder; called after a new one passed."""
    there = sorted(folder.glob(f"{place}-*{SUFFIX}"), reverse=True)
    for old in there[keep:]:
        old.unlink(missing_ok=True)
    return there[keep:]


def _begin(tx: Connection, occasion: Occasion) -> int:
    made = (
        insert(BackupRun).values(occasion=occasion.value, message="Under way, or broken off.").returning(BackupRun.id)
    )
    return int(tx.scalar(made) or 0)


def _finish(database: Database, settings: Configuration, target: Path, run: int, actor: Actor | None) -> Done:
    begun = time.monotonic()
    with database.read() as tx:
        ring = vault_of(tx).ring
    try:
        backup = back_up(database, ring, target)
        checked = check(backup.file, ring, settings, backup.file.parent)
    except Exception as error:
        message = str(error) if isinstance(error, AllianceError) else f"An unexpected error ({type(error).__name__})."
        with database.write() as tx:
            tx.execute(update(BackupRun).where(BackupRun.id == run).values(ok=False, message=message[:300]))
            audit.record(tx, actor, "backup.failed", "database", database.place.value)
        raise
    done = Done(backup, checked, time.monotonic() - begun)
    with database.write() as tx:
        message = f"{checked.rows:,} rows and {checked.entries:,} audit entries restored and compared."
        values = {"ok": True, "message": message, "file": backup.file.name[:120], "bytes": backup.file.stat().st_size}
        tx.execute(update(BackupRun).where(BackupRun.id == run).values(**values, seconds=round(done.seconds, 2)))
        audit.record(tx, actor, "backup.made", "database", database.place.value)
    if backup.manifest.head is not None:
        anchor.tell(backup.manifest.head)
    return done
