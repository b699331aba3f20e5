"""What can be wrong with a file of ratings. No message here repeats the content of a cell."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_monitor.errors import AllianceError


class ImportFileError(AllianceError):
    """The file cannot be imported; nothing of it was stored."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct in one row.

    `row` counts as a spreadsheet shows it, the header being row 1. `what` never holds the cell's value.
    """

    row: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"row {self.row}, column “{self.column}”: {self.what}"
