"""A table as read from a file: column names and rows, nothing interpreted yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from alliance_monitor.importing.errors import ImportFileError

Cell = str | float | date | None
"""Text and numbers as written; only a workbook has real dates. An empty cell is None."""

LARGEST_ROWS: Final = 100_000
LARGEST_COLUMNS: Final = 200

_FRACTION = re.compile(r"[-+]?\d*[.,]\d+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the header; `number` as a spreadsheet shows it, the header usually being 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Unique column names, and rows of exactly as many cells. Rows without any content are left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def build_table(records: Iterable[tuple[int, list[Cell]]], *, pad: bool) -> Table:
    """Build a table from numbered records; the first with content is the header.

    Parameters
    ----------
    pad : whether a record may be shorter than the header (a workbook does not store empty cells at the end).

    Raises
    ------
    ImportFileError : nothing in it, no rows, unusable column names, rows longer or shorter than the header,
        more than `LARGEST_ROWS` rows.
    """
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    ragged: list[int] = []
    for number, record in records:
        while record and record[-1] is None and len(record) > len(header):
            record.pop()
        if all(cell is None for cell in record):
            continue
        if not header:
            header = _header(record)
            continue
        if len(record) > len(header) or (len(record) < len(header) and not pad):
            ragged.append(number)
            continue
        if len(rows) == LARGEST_ROWS:
            raise ImportFileError(
                f"The file has more than {LARGEST_ROWS:,} rows.", "Split it and import the parts one by one."
            )
        rows.append(Row(number, (*record, *[None] * (len(header) - len(record)))))
    if not header:
        raise ImportFileError("The file is empty.", "Export it again with a row of column names on top.")
    if ragged:
        listed = ", ".join(map(str, ragged[:20])) + (f" and {len(ragged) - 20} more" if len(ragged) > 20 else "")
        raise ImportFileError(
            f"These rows do not have as many cells as the row of column names: {listed}.",
            "Look for a stray separator; decimal commas in a comma-separated file need quotation marks.",
        )
    if not rows:
        raise ImportFileError("The file has column names but no rows.", "Export it again with its ratings.")
    return Table(header, tuple(rows))


def _header(record: list[Cell]) -> tuple[str, ...]:
    if len(record) > LARGEST_COLUMNS:
        raise ImportFileError(
            f"The file has more than {LARGEST_COLUMNS} columns.",
            "Keep the columns with ratings and delete the others.",
        )
    names = [_name(cell, position) for position, cell in enumerate(record, 1)]
    # A table without column names must not end up quoted in a message about missing columns.
    if any(
        isinstance(cell, date) or _FRACTION.fullmatch(name) for cell, name in zip(record, names, strict=True)
    ) or not any(character.isalpha() for cell in record if isinstance(cell, str) for character in cell):
        raise ImportFileError(
            "The first row seems to hold ratings, not column names.",
            "Put a row of column names on top of it.",
        )
    seen: dict[str, int] = {}
    for position, name in enumerate(names, 1):
        first = seen.setdefault(name.casefold(), position)
        if first != position:
            raise ImportFileError(
                f"Columns {first} and {position} have the same name.", "Give every column a name of its own."
            )
    return tuple(names)


def _name(cell: Cell, position: int) -> str:
    if cell is None:
        return f"column {position}"
    if isinstance(cell, float):
        return f"{cell:g}"
    return " ".join(str(cell).split()) or f"column {position}"
