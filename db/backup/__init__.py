"""Encrypted backups: made while the app runs, verified by restoring them, kept on schedule."""

from db.backup.container import key_id_of
from db.backup.create import SUFFIX, back_up, copy_pages, file_in, remove_database
from db.backup.schedule import Occasion, make, make_if_due
from db.backup.verify import VerifiedBackup, check, manifest_of, restored

__all__ = [
    "SUFFIX",
    "Occasion",
    "VerifiedBackup",
    "back_up",
    "check",
    "copy_pages",
    "file_in",
    "key_id_of",
    "make",
    "make_if_due",
    "manifest_of",
    "remove_database",
    "restored",
]
