"""`rebuild`: derive everything again from the recorded ratings."""

from __future__ import annotations

import argparse
from typing import Any

from commands.progress import Progress
from db.maintenance import rebuild
from db.opening import database
from db.place import Place


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "rebuild",
        help="judge all sessions again",
        description="Work out again what is derived from ratings; entries and decisions stay as they are. "
        "Started again after it was stopped, it goes on where it was.",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:  # noqa: ARG001 - every command takes its options
    """Rebuild the practice's derived records."""
    rebuild(database(Place.PRACTICE), Progress("judging again"))
    print("Rebuilt.")
