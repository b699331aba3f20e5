"""Which version of the tables a database has, and which this app knows; Alembic is loaded only to change them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parents[1] / "migrations"

KNOWN: Final = tuple(sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))
"""Every revision, oldest first: the number its file begins with."""

NEWEST: Final = KNOWN[-1]

_STORED = text("SELECT version_num FROM alembic_version")


def stored_revision(tx: Connection) -> str | None:
    """The revision of this database's tables, or None while it has none."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    found: str | None = tx.scalar(_STORED)
    return found
