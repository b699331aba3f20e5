"""Ratings from a practice's own tables: read, mapped, checked row by row, imported whole or not at all.

`read_table` → `guess` the columns → `parse` → `Batch`; only a batch that passes `require_clean` is stored.
"""

from alliance_monitor.importing.batch import Batch, ImportedSession, batch_key
from alliance_monitor.importing.columns import FIELDS, answer_fields, guess
from alliance_monitor.importing.errors import ImportFileError, Problem
from alliance_monitor.importing.parsing import parse
from alliance_monitor.importing.reading import LARGEST_FILE, check_size, read_table
from alliance_monitor.importing.table import LARGEST_ROWS, Row, Table

__all__ = [
    "FIELDS",
    "LARGEST_FILE",
    "LARGEST_ROWS",
    "Batch",
    "ImportFileError",
    "ImportedSession",
    "Problem",
    "Row",
    "Table",
    "answer_fields",
    "batch_key",
    "check_size",
    "guess",
    "parse",
    "read_table",
]
