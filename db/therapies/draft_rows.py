"""Rows of drafts, inside the caller's transaction: an unsaved session form, sealed."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from db.crypto import DamagedError, seal, unseal
from db.tables import Draft

_MINE = (Draft.client_id == bindparam("client"), Draft.account_id == bindparam("account"))
_DELETE, _READ, _INSERT = delete(Draft).where(*_MINE), select(Draft.content).where(*_MINE), insert(Draft)


def read_draft(tx: Connection, client_id: str, account_id: str) -> dict[str, Any] | None:
    """This person's unsaved form for this client, or None."""
    found = tx.scalar(_READ, {"client": client_id, "account": account_id})
    return unsealed_draft(tx, client_id, account_id, found) if found is not None else None


def unsealed_draft(tx: Connection, client_id: str, account_id: str, content: dict[str, Any]) -> dict[str, Any] | None:
    """The stored form, or None if it can no longer be read: nothing saved is lost with it."""
    try:
        return dict(json.loads(unseal(tx, content["sealed"], **_place(client_id, account_id))))
    except (DamagedError, KeyError):
        return None


def replace_draft(tx: Connection, client_id: str, account_id: str, form: str) -> None:
    """Store this form (as JSON) in place of an earlier one."""
    delete_draft(tx, client_id, account_id)
    sealed = {"sealed": seal(tx, form, **_place(client_id, account_id))}
    tx.execute(_INSERT, {"account_id": account_id, "client_id": client_id, "content": sealed})


def delete_draft(tx: Connection, client_id: str, account_id: str) -> None:
    """Delete this person's unsaved form for this client."""
    tx.execute(_DELETE, {"client": client_id, "account": account_id})


def _place(client_id: str, account_id: str) -> dict[str, str]:
    return {"owner": client_id, "table": "drafts", "column": "content", "row": account_id}
