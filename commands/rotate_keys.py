"""`rotate-keys`: fresh keys for everything; if interrupted, it can be run again."""

from __future__ import annotations

import argparse
from typing import Any

from commands.progress import Progress
from db.configuration import configuration
from db.maintenance import rotate


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "rotate-keys",
        help="change the keys",
        description="Change the database key and add a key to the key ring, which wraps all data keys anew. "
        "Stop the app before. If it is broken off, run it again: nothing is lost. Copy both key files to your safe "
        "place afterwards; the older keys stay in the ring for older backups.",
    )
    command.add_argument(
        "--values",
        action="store_true",
        help="seal every text anew under fresh data keys as well, for when somebody may know an older key",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Change the keys and say what to do next."""
    done = rotate(configuration(), values=options.values, progress=Progress("sealing anew, owners"))
    print(f"{done.files} files under a fresh key, {done.data_keys:,} data keys wrapped anew.")
    if options.values:
        print(f"{done.values:,} texts sealed anew.")
    print("Copy database.key and vault.keys to your safe place now, then make a backup. Start the app.")
