"""Making a backup, verifying it, recording the outcome, and deleting old ones; on schedule or when asked."""

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
from db.backup.verify import VerifiedBackup, check
from db.configuration import Configuration
from db.connection import Database, now
from db.crypto import vault_of
from db.tables import BackupRun

RETRY_AFTER = timedelta(hours=1)
"""How long after a failed or interrupted backup the next is tried."""


class Occasion(StrEnum):
    """Why a backup is made."""

    SCHEDULED = "scheduled"
    COMMAND = "command"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class BackupOutcome:
    """A backup that was made and passed its checks."""

    backup: Backup
    checked: VerifiedBackup
    seconds: float


def make(
    database: Database, settings: Configuration, target: Path, occasion: Occasion, actor: Actor | None = None
) -> BackupOutcome:
    """Make a backup, verify it by restoring, and record the outcome; records a failure and raises it again."""
    with database.write() as tx:
        run = _begin(tx, occasion)
    return _finish(database, settings, target, run, actor)


def make_if_due(database: Database, settings: Configuration) -> BackupOutcome | None:
    """Make the scheduled backup, if a folder is configured and the last one is old enough."""
    folder = settings.backup_folder
    if folder is None:
        return None
    with database.write() as tx:
        if not is_due(tx, settings.backup_hours, now()):
            return None
        # Recorded first, so that another replica sees it is running.
        run = _begin(tx, Occasion.SCHEDULED)
    done = _finish(database, settings, file_in(folder, database.place), run, None)
    prune(folder, database.place.value, settings.backup_keep)
    return done


def is_due(tx: Connection, hours: int, moment: datetime) -> bool:
    """Whether the last good scheduled backup is older than `hours`, and the last attempt long enough ago."""
    mine = select(BackupRun.at).where(BackupRun.occasion == Occasion.SCHEDULED.value).order_by(BackupRun.id.desc())
    good, attempted = tx.scalar(mine.where(BackupRun.ok.is_(True)).limit(1)), tx.scalar(mine.limit(1))
    return (good is None or moment - good >= timedelta(hours=hours)) and (
        attempted is None or moment - attempted >= min(RETRY_AFTER, timedelta(hours=hours))
    )


def prune(folder: Path, place: str, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups of this place in the folder; returns the deleted ones."""
    existing = sorted(folder.glob(f"{place}-*{SUFFIX}"), reverse=True)
    for old in existing[keep:]:
        old.unlink(missing_ok=True)
    return existing[keep:]


def _begin(tx: Connection, occasion: Occasion) -> int:
    made = (
        insert(BackupRun).values(occasion=occasion.value, message="Under way, or broken off.").returning(BackupRun.id)
    )
    return int(tx.scalar(made) or 0)


def _finish(database: Database, settings: Configuration, target: Path, run: int, actor: Actor | None) -> BackupOutcome:
    started = time.monotonic()
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
    done = BackupOutcome(backup, checked, time.monotonic() - started)
    with database.write() as tx:
        message = f"{checked.rows:,} rows and {checked.entries:,} audit entries restored and compared."
        values = {"ok": True, "message": message, "file": backup.file.name[:120], "bytes": backup.file.stat().st_size}
        tx.execute(update(BackupRun).where(BackupRun.id == run).values(**values, seconds=round(done.seconds, 2)))
        audit.record(tx, actor, "backup.made", "database", database.place.value)
    if backup.manifest.head is not None:
        anchor.log_head(backup.manifest.head)
    return done
