"""Tables as text, separated by commas, semicolons (Excel) or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from alliance_monitor.importing.errors import ImportFileError
from alliance_monitor.importing.table import Cell, Table, build_table

SEPARATORS = (",", ";", "\t")

_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n")
"""Excel's own hint at the top of a file, which Excel does not count as a row."""


def read_delimited(content: bytes) -> Table:
    """Read a CSV file in UTF-8, with or without byte order mark.

    The separator is the one that splits the row of column names into the most columns.

    Raises
    ------
    ImportFileError : another encoding, NUL bytes, an unclosed quotation mark, or what `build_table` refuses.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportFileError(
            "The file is not in the encoding UTF-8.", "In Excel choose “Save as”, then “CSV UTF-8”."
        ) from None
    if "\0" in text:
        raise ImportFileError(
            "The file contains NUL bytes; it is damaged or not a text file.", "Save it again as “CSV UTF-8”."
        )
    hint = _SEPARATOR_LINE.match(text)
    separator = hint[1] if hint else _separator(text)
    return build_table(_records(text[hint.end() if hint else 0 :], separator), pad=False)


def _separator(text: str) -> str:
    """The separator that gives the most columns in the first line with content; the comma if in doubt."""
    widths: dict[str, int] = {}
    for separator in SEPARATORS:
        first: list[Cell] = next((cells for _, cells in _records(text, separator) if any(cells)), [])
        widths[separator] = len(first)
    return max(SEPARATORS, key=lambda separator: widths[separator])


def _records(text: str, separator: str) -> Iterator[tuple[int, list[Cell]]]:
    """Numbered records; a cell with line breaks counts as one row, as a spreadsheet counts it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            yield number, [cell.strip() or None for cell in record]
    except csv.Error:
        raise ImportFileError(
            f"The file cannot be read after row {number}: a quotation mark is open, or a cell is too long.",
            "Open it in a spreadsheet, repair that row and save it as “CSV UTF-8”.",
        ) from None
