"""What a backup records about itself, encrypted inside it: enough to verify after a restore that nothing is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, func, inspect, select, table

from db.audit import Head, find_heads, head_of, line


class Manifest(BaseModel):
    """When the backup was made, of which revision, with how many rows, and the end of its audit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_at: datetime
    place: str
    engine: Literal["sqlite", "postgresql"]
    revision: str
    rows: dict[str, int]
    audit: str | None
    """The audit's head as a line; None before its first entry."""
    key: str = ""
    """The one-time key of an embedded database in the backup; it is stored nowhere else."""

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return [(name, value) for name, value in super().__repr_args__() if name != "key"]

    @property
    def head(self) -> Head | None:
        """The audit's head."""
        return next(find_heads([self.audit]), None) if self.audit else None


def rows_of(tx: Connection) -> dict[str, int]:
    """The number of rows of each table as this transaction sees it, in any revision of the tables."""
    names = sorted(inspect(tx).get_table_names())
    return {name: int(tx.scalar(select(func.count()).select_from(table(name))) or 0) for name in names}


def audit_line(tx: Connection) -> str | None:
    """The audit's head as a line, or None before its first entry."""
    head = head_of(tx)
    return line(head) if head is not None else None
