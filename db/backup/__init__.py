"""Encrypted backups: made while the app runs, verified by restoring them, kept on schedule."""

from db.backup.container import key_of
from db.backup.create import SUFFIX, back_up, copy_pages, file_in, forget_file
from db.backup.schedule import Occasion, make, make_if_due
from db.backup.verify import Checked, check, manifest_of, restored

__all__ = [
    "SUFFIX",
    "Checked",
    "Occasion",
    "back_up",
    "check",
    "copy_pages",
    "file_in",
    "forget_file",
    "key_of",
    "make",
    "make_if_due",
    "manifest_of",
    "restored",
]
