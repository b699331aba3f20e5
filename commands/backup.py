"""`backup TARGET`: an encrypted backup while the app runs, checked by restoring it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from db.backup import Occasion, make
from db.configuration import configuration
from db.opening import database
from db.place import Place


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "backup",
        help="make an encrypted backup and check it",
        description="Make an encrypted backup of the practice's database, also while the app runs, and check it by "
        "restoring it into a database of its own. The keys are not in it: keep them apart. See docs/backup.md.",
    )
    command.add_argument("target", type=Path, metavar="TARGET", help="a folder, or the name of a new file")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Back up, check, and print where it is."""
    done = make(database(Place.PRACTICE), configuration(), options.target, Occasion.COMMAND)
    print(f"Backup: {done.backup.file} ({done.backup.file.stat().st_size / 1e6:.1f} MB)")
    print(
        f"Checked by restoring it: {done.checked.rows:,} rows, {done.checked.entries:,} audit entries, "
        f"{done.seconds:.1f} s."
    )
    if done.backup.manifest.audit:
        print(done.backup.manifest.audit)
