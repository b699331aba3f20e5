"""`verify-audit`: check the integrity of the audit log."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from alliance_monitor.errors import AllianceError
from db.audit import Head, find_heads, verify
from db.audit import line as anchor_line
from db.opening import database
from db.place import Place


class BrokenAuditError(AllianceError):
    """The audit log was tampered with or is damaged."""


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "verify-audit",
        help="check that nobody changed the audit log",
        description="Check every entry of the audit log and its end. Ends with 0 if all is well and 2 if anything was "
        "changed, removed, moved or put in. See docs/audit.md.",
    )
    command.add_argument(
        "--anchors",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="files with lines “alliance-audit-head …”, such as the log of the app, to compare with as well",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Check, and print the result."""
    elsewhere = tuple(head for file in options.anchors for head in _heads(file))
    home = database(Place.PRACTICE)
    verdict = verify(home, elsewhere)
    if not verdict.sound:
        raise BrokenAuditError("\n".join(verdict.findings), "Keep a copy of everything as it is; see docs/audit.md.")
    print(f"{verdict.entries:,} entries, all in place.")
    if home.anchor is not None and not home.anchor.exists():
        print(f"There is no anchor in {home.anchor.parent}: that the end is complete rests on --anchors alone.")
    if options.anchors:
        print(f"{len(elsewhere):,} anchors compared.")
    if verdict.head is not None:
        print(anchor_line(verdict.head))


def _heads(file: Path) -> list[Head]:
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return list(find_heads(lines))
    except OSError:
        raise AllianceError("A file of anchors cannot be read.", "Check its name and folder.") from None
