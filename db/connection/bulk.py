"""Inserting very many rows: by the drivers' own fast ways, inside the caller's transaction."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table

Row = Sequence[Any]

_ARRIVING = "arriving_rows"

CACHE_KIBIBYTES = 400_000
"""Pages of the embedded file kept in memory during bulk work: keys are random, so every insert touches pages all over
the indexes, and each page read again is decrypted again. 100,000 sessions with the usual 2 MB: 20 s; with this: 5 s."""


@contextmanager
def gc_paused() -> Iterator[None]:
    """Leave Python's collection of cycles off: bulk work makes millions of small objects and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def large_page_cache(tx: Connection) -> Iterator[None]:
    """Let bulk work on the embedded file keep many pages in memory; elsewhere nothing changes."""
    if tx.dialect.name != "sqlite":
        yield
        return
    before = tx.exec_driver_sql("PRAGMA cache_size").scalar()
    tx.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
    try:
        yield
    finally:
        tx.exec_driver_sql(f"PRAGMA cache_size = {before}")


def analyze_tables(tx: Connection, *tables: Any) -> None:
    """Let PostgreSQL count what this transaction has put into these tables.

    Its own count comes after the commit. Until then it takes tables that were small for small still, and reads them
    whole where it should go by an index: a million imported rows were not through within its limit of time.
    """
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("ANALYZE " + ", ".join(f'"{one.__tablename__}"' for one in tables))


def insert_many(tx: Connection, table: Any, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows given as values of `columns`, in order; columns left out must be nullable. Rows may be endless.

    SQLite takes them one after another from a prepared statement, PostgreSQL as one COPY into a table of this
    transaction's own, because row-level security lets no COPY into the real one.
    """
    kept: Table = getattr(table, "__table__", table)
    converted = _converted(tx, kept, columns, rows)
    names = ", ".join(f'"{name}"' for name in columns)
    driver: Any = tx.connection.driver_connection
    # Names of our own tables and columns; the values are bound.
    if tx.dialect.name == "postgresql":
        with driver.cursor() as cursor:
            taken = f'SELECT {names} FROM "{kept.name}"'  # noqa: S608
            cursor.execute(f"CREATE TEMPORARY TABLE {_ARRIVING} ON COMMIT DROP AS {taken} WITH NO DATA")
            with cursor.copy(f"COPY {_ARRIVING} ({names}) FROM STDIN") as copy:
                for row in converted:
                    copy.write_row(row)
            cursor.execute(f'INSERT INTO "{kept.name}" ({names}) SELECT {names} FROM {_ARRIVING}')  # noqa: S608
            cursor.execute(f"DROP TABLE {_ARRIVING}")
    else:
        places = ", ".join("?" * len(columns))
        driver.executemany(f'INSERT INTO "{kept.name}" ({names}) VALUES ({places})', converted)  # noqa: S608


def _converted(tx: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as the driver takes them, by the same conversions a single insert uses."""
    dialect = tx.dialect
    found = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    special: list[tuple[int, Callable[[Any], Any]]] = [(i, one) for i, one in enumerate(found) if one is not None]
    for row in rows:
        values = list(row)
        for place, process in special:
            values[place] = process(values[place])
        yield values
