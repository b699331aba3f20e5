"""Tables in Excel workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from alliance_monitor.importing.errors import ImportFileError
from alliance_monitor.importing.table import LARGEST_COLUMNS, Cell, Table, build_table

LARGEST_UNPACKED: Final = 100 * 1024 * 1024
"""Bytes a workbook may unpack to: otherwise a file of a few megabytes could fill the memory."""


def read_workbook(content: bytes) -> Table:
    """Read the first sheet of an .xlsx file; formulas are read as their last saved value.

    Raises
    ------
    ImportFileError : damaged, unpacks to more than `LARGEST_UNPACKED`, or what `build_table` refuses.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - not needed to start, and long to load

    damaged = ImportFileError(
        "The file is not a readable Excel workbook.", "Open it in a spreadsheet and save it again as .xlsx."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise damaged from None
    if unpacked > LARGEST_UNPACKED:
        raise ImportFileError(
            "The workbook unpacks to more than 100 MB.",
            "Copy the ratings into a new workbook, or save them as CSV.",
        )
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return build_table(_records(book.worksheets[0]), pad=True)
    except ImportFileError:
        raise
    except Exception:  # noqa: BLE001 - a damaged workbook fails in the library in ways it does not list
        raise damaged from None


def _records(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
    for number, record in enumerate(sheet.iter_rows(values_only=True), 1):
        if len(record) > LARGEST_COLUMNS:  # even when empty: such rows cost memory and time
            raise ImportFileError(
                f"The sheet reaches beyond column {LARGEST_COLUMNS}.",
                "Copy the columns with ratings into a new workbook.",
            )
        yield number, [_cell(value) for value in record]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None if value is None else str(value).strip() or None
