"""Backups as an administrator sees them: the outcome of the last attempts, and making one now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from alliance_monitor.errors import InvalidEntryError
from db.access import Role
from db.backup import Occasion, file_in, make
from db.configuration import configuration
from db.connection import now
from db.place import Place
from db.store.base import StoreBase
from db.store.policy import Transactions, policy, policy_in_steps
from db.tables import BackupRun

ATTEMPTS_SHOWN = 10
"""Attempts listed, newest first."""


@dataclass(frozen=True, slots=True)
class BackupAttempt:
    """One attempt to make a backup; `ok` is None while it runs, or if it was interrupted."""

    at: datetime
    occasion: str
    ok: bool | None
    message: str
    file: str | None
    megabytes: float | None


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """Whether backups are scheduled, how old the newest good one is, and the last attempts, newest first."""

    scheduled: bool
    every_hours: int
    newest_good: datetime | None
    attempts: tuple[BackupAttempt, ...]

    def overdue(self, moment: datetime) -> bool:
        """Whether the newest good backup is older than two intervals."""
        if self.newest_good is None:
            return True
        return (moment - self.newest_good).total_seconds() > 2 * 3600 * self.every_hours


class Backups(StoreBase):
    """What an administrator does about backups. Restoring is done on the command line, with the app stopped."""

    @policy(Role.ADMINISTRATOR)
    def backups(self, tx: Connection) -> BackupStatus:
        """The status of this installation's backups."""
        settings = configuration()
        rows = tx.execute(select(BackupRun.__table__).order_by(BackupRun.id.desc()).limit(ATTEMPTS_SHOWN)).all()
        good = tx.scalar(select(BackupRun.at).where(BackupRun.ok.is_(True)).order_by(BackupRun.id.desc()).limit(1))
        attempts = tuple(
            BackupAttempt(row.at, row.occasion, row.ok, row.message, row.file, row.bytes / 1e6 if row.bytes else None)
            for row in rows
        )
        return BackupStatus(settings.backup_folder is not None, settings.backup_hours, good, attempts)

    @policy_in_steps(Role.ADMINISTRATOR)
    def back_up(self, transactions: Transactions) -> BackupAttempt:
        """Make a backup in the backup folder now, and verify it by restoring it."""
        folder = configuration().backup_folder
        if self._database.place is Place.DEMO:
            raise InvalidEntryError("The demo practice needs no backup.", "It is built anew by itself.")
        if folder is None:
            raise InvalidEntryError("No folder for backups is set.", "Set ALLIANCE_BACKUP_FOLDER; see docs/backup.md.")
        with transactions.read():
            pass  # admits the caller; a backup opens transactions of its own
        done = make(
            self._database, configuration(), file_in(folder, self._database.place), Occasion.ADMINISTRATOR, self._actor
        )
        size = done.backup.file.stat().st_size / 1e6
        message = f"{done.checked.rows:,} rows and {done.checked.entries:,} audit entries restored and compared."
        return BackupAttempt(now(), Occasion.ADMINISTRATOR.value, True, message, done.backup.file.name, size)
