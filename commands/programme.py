"""Which commands there are, and how they end: 0 done, 2 refused with a sentence on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from alliance_monitor.errors import AllianceError
from commands import backup, bench, import_ratings, instrument, rebuild, restore, rotate_keys, set_up, verify_audit

REFUSED = 2
STOPPED = 130
"""What shells expect of a programme stopped with Ctrl-C."""


def parser() -> argparse.ArgumentParser:
    """Return the command line with all its commands."""
    programme = argparse.ArgumentParser(
        prog="alliance_monitor",
        description="Alliance Monitor's commands for the computer it is installed on. "
        "The dashboard itself starts with “make run”.",
    )
    commands = programme.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (import_ratings, instrument, set_up, rebuild, verify_audit, backup, restore, rotate_keys, bench):
        command.add_to(commands)
    return programme


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a refusal is one sentence, not a traceback."""
    options = parser().parse_args(argv)
    try:
        options.run(options)
    except AllianceError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("Stopped. What was not finished was not stored.", file=sys.stderr)
        return STOPPED
    return 0
