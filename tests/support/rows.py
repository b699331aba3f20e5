"""What the tables hold, past the store."""

from __future__ import annotations

from sqlalchemy import func, select

from db.connection.database import Database
from db.tables import AuditEntry


def count(database: Database, table: type) -> int:
    """How many rows a table has."""
    with database.read() as tx:
        return int(tx.scalar(select(func.count()).select_from(table)) or 0)


def actions(practice: Database) -> list[str]:
    """What the audit log says was done, from the beginning."""
    with practice.read() as tx:
        return list(tx.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
