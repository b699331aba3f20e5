"""`restore FILE`: replace the database by a backup, after checking it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from commands.progress import Progress
from db.backup import check, key_id_of, manifest_of
from db.configuration import configuration
from db.crypto import read_key_ring
from db.maintenance import rebuild, restore
from db.opening import database
from db.place import Place


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "restore",
        help="restore a backup",
        description="Restore a backup: into a new database first, which is checked, and only then in the place of the "
        "present one, which is kept under another name. Stop the app before. See docs/backup.md.",
    )
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--check", action="store_true", help="only check that the backup can be restored")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Check, and restore unless only a check was asked for."""
    settings = configuration()
    if options.check:
        ring = read_key_ring(settings, frozenset({key_id_of(options.file)}))
        made_at = manifest_of(options.file, ring).made_at
        found = check(options.file, ring, settings, options.file.parent)
        print(f"Made {made_at.astimezone():%d %b %Y, %H:%M}. {found.rows:,} rows, {found.entries:,} audit entries.")
        print("Everything is there. Nothing was changed.")
        return
    done = restore(options.file, settings)
    rebuild(database(Place.PRACTICE), Progress("judging again"), only_stale=True)
    made_at = done.checked.manifest.made_at
    print(f"Restored as of {made_at.astimezone():%d %b %Y, %H:%M}: {done.checked.rows:,} rows.")
    if done.kept is not None:
        print(f"What was there before is kept as {done.kept}.")
    print("Everybody is signed out. Start the app.")
