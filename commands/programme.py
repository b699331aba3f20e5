"""All commands, and their exit codes: 0 done, 2 refused with a sentence on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from alliance_monitor.errors import AllianceError

REFUSED = 2
STOPPED = 130
"""The exit code shells expect after Ctrl-C (128 + SIGINT)."""

COMMANDS = {
    "serve": "serve",
    "import": "import_ratings",
    "instrument": "instrument",
    "set-up": "set_up",
    "rebuild": "rebuild",
    "verify-audit": "verify_audit",
    "backup": "backup",
    "restore": "restore",
    "rotate-keys": "rotate_keys",
    "bench": "bench",
}
"""Each command and its file in this folder, in the order in which the help lists them."""


def parser(chosen: str | None = None) -> argparse.ArgumentParser:
    """Return the command line with the chosen command, or with all of them.

    A command's file is loaded only when it is needed: all of them together take several times as long as `serve` alone.
    """
    programme = argparse.ArgumentParser(
        prog="alliance-monitor",
        description="Alliance Monitor: “serve” starts the dashboard, the other commands maintain this installation. "
        "Data is kept in “data” in the current folder, or in the folder named by ALLIANCE_DATA.",
    )
    commands = programme.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for file in [COMMANDS[chosen]] if chosen in COMMANDS else COMMANDS.values():
        import_module(f"commands.{file}").add_to(commands)
    return programme


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a refusal is one sentence, not a traceback."""
    argv = sys.argv[1:] if argv is None else argv
    options = parser(argv[0] if argv else None).parse_args(argv)
    try:
        options.run(options)
    except AllianceError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("Stopped. What was not finished was not stored.", file=sys.stderr)
        return STOPPED
    return 0
