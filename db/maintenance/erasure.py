"""Erasing a client: the data keys first, then every row. The audit records that it was done, with an opaque id."""

from __future__ import annotations

import logging
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Table, delete, select

from db.connection import now
from db.crypto import sync_folder, vault_of
from db.derived import remove_from_counts
from db.tables import Base, Client
from db.tables import DataKey as DataKeyRow

log = logging.getLogger("alliance_monitor")


class Reason(StrEnum):
    """Why a client is erased; the only detail the audit records."""

    REQUEST = "request"
    RETENTION = "retention"
    MISTAKE = "mistake"


def erase_rows(tx: Connection, client_id: str) -> int:
    """Erase everything about a client in the caller's transaction; returns the number of rows erased.

    Without the data keys, text about the client is unreadable even where copies of the rows remain: in a write-ahead
    log, in free pages, on a replica. The client's part of the monthly counts is subtracted.
    """
    keys = list(tx.scalars(delete(DataKeyRow).where(DataKeyRow.owner == client_id).returning(DataKeyRow.id)))
    vault_of(tx).forget(keys)
    remove_from_counts(tx, client_id)
    erased = len(keys)
    for table in reversed(Base.metadata.sorted_tables):
        erased += _erase_from(tx, table, client_id)
    return erased


def _erase_from(tx: Connection, table: Table, client_id: str) -> int:
    if table.name == Client.__tablename__:
        return tx.execute(delete(table).where(table.c.id == client_id)).rowcount
    if _is_about_clients(table):
        return tx.execute(delete(table).where(table.c.client_id == client_id)).rowcount
    erased = 0
    for key in table.foreign_keys:
        about = key.column.table
        if _is_about_clients(about):
            theirs = select(key.column).where(about.c.client_id == client_id)
            erased += tx.execute(delete(table).where(key.parent.in_(theirs))).rowcount
    return erased


def _is_about_clients(table: Table) -> bool:
    """Whether rows of this table belong to a client; audit entries only name one."""
    column = table.c.get("client_id")
    return column is not None and bool(column.foreign_keys)


def add_to_erased_list(file: Path, client_id: str) -> None:
    """Record outside the database, as well as in the audit, whom a restored backup must not bring back."""
    try:
        new = not file.exists()
        with file.open("a", encoding="ascii") as erased:
            if new:
                file.chmod(0o600)
            erased.write(f"{client_id} {now():%Y-%m-%dT%H:%M:%SZ}\n")
        sync_folder(file.parent)
    except OSError as error:
        log.error("the list of erased clients cannot be written: %s", error.strerror)


def erased_list(file: Path) -> set[str]:
    """The ids of clients recorded as erased."""
    try:
        return {line.split()[0] for line in file.read_text(encoding="ascii", errors="replace").splitlines() if line}
    except FileNotFoundError:
        return set()
