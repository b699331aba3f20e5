"""`import FILE`: ratings from a practice's own table, all or nothing."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alliance_monitor.importing import (
    Batch,
    ImportFileError,
    Table,
    batch_key,
    check_size,
    guess,
    parse,
    read_table,
)
from alliance_monitor.records import Rater
from commands.flagged import flagged
from commands.progress import Progress
from db.opening import database
from db.place import Place
from db.sign_in import therapist_named
from db.store import open_store

EXAMPLE = """example:
  python -m alliance_monitor import ratings.csv --instrument srs --rater client \\
      --map client=pairing_id session=session_id bond=relationship

A FIELD is client, session, date, rater, goal, task, bond, overall, tension, or the number of one of the
instrument's items. Columns that are not mapped are guessed by their names."""

_NEXT_PAIR = re.compile(r",(?=\s*\w+\s*=)")
"""A comma between two pairs; a comma inside a column name is followed by no FIELD=."""


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "import",
        help="import ratings from a CSV or Excel file",
        description="Import ratings from a CSV or Excel (.xlsx) file: the whole file, or nothing of it.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column holds what; pairs separated by blanks or commas, repeatable",
    )
    command.add_argument(
        "--instrument",
        default="brief-session",
        metavar="ID",
        help="instrument filled in (default: brief-session)",
    )
    command.add_argument(
        "--rater",
        type=Rater,
        choices=list(Rater),
        metavar="WHO",
        help="client or therapist: who rated, where the file does not say",
    )
    command.add_argument(
        "--therapist",
        metavar="SIGN_IN_NAME",
        help="whose clients these are (needed if there are several therapists)",
    )
    command.add_argument("--check", action="store_true", help="only show what would be imported")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Read, show, check and store one file."""
    given = read_pairs(options.map)
    content = read_content(options.file)
    table = read_table(options.file.name, content)
    mapping = complete(given, table, options.instrument)
    batch = parse(table, mapping, instrument=options.instrument, rater=options.rater)
    show(batch, table, mapping)
    batch.require_clean()
    if options.check:
        print("Checked only: nothing was stored.")
        return
    actor = therapist_named(database(Place.PRACTICE), options.therapist)
    key = batch_key(content, mapping, options.instrument, options.rater)
    with open_store(actor) as store:
        outcome = store.import_sessions(batch.sessions, key=key, progress=Progress("storing sessions"))
    if outcome.repeated:
        print("This file was imported before: nothing was added.")
        return
    print(f"imported {outcome.ratings} ratings of {batch.clients} clients in {outcome.sessions} sessions")
    print(f"possible ruptures: {flagged(batch.sessions)}")


def read_pairs(texts: Sequence[str]) -> dict[str, str]:
    """Read FIELD=COLUMN pairs, separate or joined by commas."""
    mapping: dict[str, str] = {}
    for pair in (pair for text in texts for pair in _NEXT_PAIR.split(text)):
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not (field and equals and column):
            raise ImportFileError(
                "--map takes pairs such as client=pairing_id.",
                "Put the file's name before --map, not after it.",
            )
        if mapping.setdefault(field, column) != column:
            raise ImportFileError(f"--map names two columns for “{field}”.", "Leave one of them out.")
    return mapping


def read_content(file: Path) -> bytes:
    """The bytes of a file that is not too large; a large one is refused unread."""
    try:
        if not file.is_file():
            raise ImportFileError("There is no such file.", "Check its name and folder.")
        check_size(file.stat().st_size)
        return file.read_bytes()
    except OSError:
        raise ImportFileError("The file cannot be read.", "Check that you may open it.") from None


def complete(given: dict[str, str], table: Table, instrument: str) -> dict[str, str]:
    """The pairs given, and guesses for the fields and columns they leave open."""
    used = {column.casefold() for column in given.values()}
    open_columns = [column for column in table.header if column.casefold() not in used]
    guessed = guess(open_columns, instrument)
    return given | {field: column for field, column in guessed.items() if field not in given}


def show(batch: Batch, table: Table, mapping: dict[str, str]) -> None:
    """Print how the columns are read and how much there is; nothing of what was rated."""
    print("columns: " + ", ".join(f"{field} = {column}" for field, column in mapping.items()))
    used = set(mapping.values())
    unused = [column for column in table.header if column not in used]
    if unused:
        print("not used: " + ", ".join(unused))
    print(
        f"found {len(table.rows)} rows: {batch.clients} clients, {len(batch.sessions)} sessions, "
        f"{batch.ratings} ratings"
    )
    if batch.unrated:
        print(f"{batch.unrated} rows have no answers: their sessions are kept without that rating")
