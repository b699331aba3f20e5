"""`set-up`: the practice and its first account, without a browser."""

from __future__ import annotations

import argparse
import os
import sys
from getpass import getpass
from typing import Any

from alliance_monitor.errors import InvalidEntryError
from db.opening import database
from db.place import Place
from db.sign_in import set_up

VARIABLE = "ALLIANCE_PASSPHRASE"


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "set-up",
        help="set up the practice and its first account",
        description="Set up the practice and its first account, a therapist who is also administrator. "
        f"The passphrase is asked for; programmes may give it in {VARIABLE} or as the first line of stdin.",
    )
    command.add_argument("--practice", required=True, metavar="NAME", help="name of the practice")
    command.add_argument("--name", required=True, metavar="YOUR_NAME", help="your name as others see it")
    command.add_argument("--sign-in", required=True, metavar="NAME", help="the name you sign in with")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Create the practice and its first account."""
    passphrase = ask_passphrase()
    set_up(
        database(Place.PRACTICE),
        practice=options.practice,
        sign_in_name=options.sign_in,
        display_name=options.name,
        passphrase=passphrase,
    )
    print("The practice is set up. Start the dashboard with “make run” or “alliance-monitor serve” and sign in.")


def ask_passphrase() -> str:
    """The passphrase from the variable, typed twice, or the first line of stdin, in that order."""
    given = os.environ.get(VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    passphrase = getpass("Passphrase: ")
    if getpass("The same again: ") != passphrase:
        raise InvalidEntryError("The two passphrases differ.", "Start again and type the same one twice.")
    return passphrase
