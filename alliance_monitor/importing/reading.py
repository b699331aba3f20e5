"""From the bytes of a CSV or Excel file to a table."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from alliance_monitor.importing.delimited import read_delimited
from alliance_monitor.importing.errors import ImportFileError
from alliance_monitor.importing.table import Table
from alliance_monitor.importing.workbook import read_workbook

LARGEST_FILE: Final = 5 * 1024 * 1024
"""Bytes; some 100,000 rows of ratings."""

KINDS: Final = (".csv", ".tsv", ".txt", ".xlsx")


def check_size(size: int) -> None:
    """Refuse a file by its size in bytes, before any of it is read.

    Raises
    ------
    ImportFileError : larger than `LARGEST_FILE`, or empty.
    """
    if size > LARGEST_FILE:
        raise ImportFileError(
            f"The file is larger than {LARGEST_FILE // 1024**2} MB.",
            "Split it and import the parts one by one.",
        )
    if size == 0:
        raise ImportFileError("The file is empty.", "Export it again with a row of column names on top.")


def read_table(name: str, content: bytes) -> Table:
    """Read a CSV file or the first sheet of an Excel workbook.

    Parameters
    ----------
    name : the file's name; only its extension is used.

    Raises
    ------
    ImportFileError : too large, empty, of another kind, or not a usable table.
    """
    check_size(len(content))
    kind = PurePath(name).suffix.casefold()
    if kind == ".xls" or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportFileError(
            "This is an old or a protected Excel file.",
            "Save it without a password as .xlsx or as “CSV UTF-8”.",
        )
    if kind not in KINDS:
        raise ImportFileError("Only CSV and Excel (.xlsx) files can be imported.", "Save the table as “CSV UTF-8”.")
    if kind == ".xlsx" or content.startswith(b"PK\x03\x04"):
        return read_workbook(content)
    return read_delimited(content)
