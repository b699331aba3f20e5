"""Monthly counts: updated in the transaction that changes them, read in place of the therapies behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from alliance_monitor.practice import Cell, Counts
from db.tables import DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS


def add(tx: Connection, practice_id: str, version: str, changes: Mapping[str, Mapping[Cell, Counts]]) -> None:
    """Add changes, by therapist and cell, to the counts of a practice and its therapists at a model version.

    Rows are written in the order of their keys, so that two writers cannot deadlock.
    """
    practice: dict[Cell, Counts] = defaultdict(Counts)
    therapists: dict[tuple[str, date], Counts] = defaultdict(Counts)
    for therapist_id, cells in changes.items():
        for cell, counts in cells.items():
            practice[cell] = practice[cell].plus(counts)
            therapists[therapist_id, cell.month] = therapists[therapist_id, cell.month].plus(counts)
    of_practice = [
        {"practice_id": practice_id, "model_version": version, **cell._asdict(), **practice[cell]._asdict()}
        for cell in sorted(practice)
        if any(practice[cell])
    ]
    of_therapists = [
        {"therapist_id": key[0], "model_version": version, "month": key[1], **therapists[key]._asdict()}
        for key in sorted(therapists)
        if any(therapists[key])
    ]
    for table, rows in ((DERIVED_MONTHS, of_practice), (DERIVED_THERAPIST_MONTHS, of_therapists)):
        if rows:
            tx.execute(_upsert(table, tx.dialect.name), rows)


@cache
def _upsert(table: Table, dialect: str) -> Any:
    """An INSERT that adds to the counts of an existing row."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(table)
    sums = {name: table.c[name] + statement.excluded[name] for name in Counts._fields}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=sums)
