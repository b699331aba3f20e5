"""Bulk inserts by the drivers' own fast paths, inside the caller's transaction."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table

Row = Sequence[Any]

_STAGING = "staged_rows"

CACHE_KIBIBYTES = 400_000
"""Page cache of the embedded file during bulk work. Keys are random, so inserts touch pages all over the indexes, and a
page read again is decrypted again. 100,000 sessions take 20 s with the default 2 MB, 5 s with this."""


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause Python's garbage collector: bulk work makes millions of small objects and no reference cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def large_page_cache(tx: Connection) -> Iterator[None]:
    """Enlarge the page cache of the embedded file during bulk work; does nothing on PostgreSQL."""
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
    """Update PostgreSQL's statistics about tables this transaction has filled.

    Its own update comes after the commit. Until then the planner takes the tables for as small as they were and scans
    them where it should use an index: importing a million rows ran into the statement timeout.
    """
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("ANALYZE " + ", ".join(f'"{table.__tablename__}"' for table in tables))


def insert_many(tx: Connection, table: Any, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows given as values of `columns`, in order; omitted columns must be nullable. Rows may be a stream.

    SQLite runs a prepared statement for each row. PostgreSQL copies them into a temporary table first, because
    row-level security allows no COPY into the real one.
    """
    target: Table = getattr(table, "__table__", table)
    converted = _converted(tx, target, columns, rows)
    names = ", ".join(f'"{name}"' for name in columns)
    driver: Any = tx.connection.driver_connection
    # Names of our own tables and columns; the values are bound.
    if tx.dialect.name == "postgresql":
        with driver.cursor() as cursor:
            source = f'SELECT {names} FROM "{target.name}"'  # noqa: S608
            cursor.execute(f"CREATE TEMPORARY TABLE {_STAGING} ON COMMIT DROP AS {source} WITH NO DATA")
            with cursor.copy(f"COPY {_STAGING} ({names}) FROM STDIN") as copy:
                for row in converted:
                    copy.write_row(row)
            cursor.execute(f'INSERT INTO "{target.name}" ({names}) SELECT {names} FROM {_STAGING}')  # noqa: S608
            cursor.execute(f"DROP TABLE {_STAGING}")
    else:
        places = ", ".join("?" * len(columns))
        driver.executemany(f'INSERT INTO "{target.name}" ({names}) VALUES ({places})', converted)  # noqa: S608


def _converted(tx: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    """The rows with values converted for the driver, as a single insert converts them."""
    dialect = tx.dialect
    processors = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    special: list[tuple[int, Callable[[Any], Any]]] = [(i, process) for i, process in enumerate(processors) if process]
    for row in rows:
        values = list(row)
        for index, process in special:
            values[index] = process(values[index])
        yield values
