"""The rows about one client, with colleagues' names and which rows came by link."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from db import tables
from db.crypto import unseal_or_placeholder
from db.therapies import read_history

NOBODY = "(an account that is gone)"


class ClientRows:
    """Reads rows of one client inside the caller's transaction."""

    def __init__(self, tx: Connection, client_id: str) -> None:
        self.tx, self.client_id = tx, client_id
        self.history = read_history(tx, client_id)
        self.client = tx.execute(select(tables.Client.__table__).where(tables.Client.id == client_id)).one()
        accounts = select(tables.Account.id, tables.Account.display_name)
        mine = accounts.where(tables.Account.practice_id == self.client.practice_id)
        self._names = {row.id: row.display_name for row in tx.execute(mine)}
        self.links = self.of(tables.ClientLink, "created_at")
        self._by_link = {(row.asks, row.answer_id) for row in self.links if row.answer_id}

    def of(self, table: Any, order: str) -> list[Row[Any]]:
        """All rows of a table about the client, ordered by a column."""
        mine = select(table.__table__).where(table.client_id == self.client_id)
        return list(self.tx.execute(mine.order_by(getattr(table, order))))

    def named(self, account_id: str) -> str:
        """The display name of a colleague."""
        return str(self._names.get(account_id, NOBODY))

    def by(self, row: Row[Any], verb: str = "recorded") -> dict[str, Any]:
        """Who recorded a row and when, by its columns `verb`_by and `verb`_at."""
        return {"recorded_by": self.named(getattr(row, f"{verb}_by")), "recorded_at": getattr(row, f"{verb}_at")}

    def sealed_text(self, row: Row[Any], table: str, column: str) -> str:
        """The text of a sealed column."""
        sealed = getattr(row, column)
        return unseal_or_placeholder(self.tx, sealed, owner=self.client_id, table=table, column=column, row=row.id)

    def by_link(self, asks: str, answer_id: object) -> bool:
        """Whether this rating, profile or outcome form was answered by the client's own link."""
        return (asks, str(answer_id)) in self._by_link
