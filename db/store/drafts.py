"""Drafts: a session form that is not saved yet, kept so that a reload or a lost connection costs nothing."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.text import NOTE_LENGTH
from db.access import Role, policy
from db.store.base import StoreBase
from db.tables import Draft
from db.vault import DamagedError
from db.words import seal, unseal

_MINE = (Draft.client_id == bindparam("client"), Draft.account_id == bindparam("account"))
_DROP, _READ, _KEEP = delete(Draft).where(*_MINE), select(Draft.content).where(*_MINE), insert(Draft)


LONGEST_DRAFT = 30_000
"""Characters of a kept form as JSON: the longest note, each of its characters written as an escape, and the answers."""


class Drafts(StoreBase):
    """One unsaved form for each client and person."""

    @policy(Role.THERAPIST)
    def draft(self, client_id: str) -> dict[str, Any] | None:
        """The unsaved session form for this client, or None."""
        with self._reading("draft") as tx:
            self._own_client(tx, client_id)
            found = tx.scalar(_READ, {"client": client_id, "account": self._actor.account_id})
            return unsealed_draft(tx, client_id, self._actor.account_id, found) if found is not None else None

    @policy(Role.THERAPIST)
    def keep_draft(self, client_id: str, content: dict[str, Any]) -> None:
        """Keep the form as it stands; InvalidEntryError for one longer than a form can be."""
        kept = json.dumps(content)
        with self._writing("keep_draft", client_id) as tx:
            self._own_client(tx, client_id)
            if len(kept) > LONGEST_DRAFT:
                raise InvalidEntryError("This is too long to keep.", f"Notes have up to {NOTE_LENGTH} characters.")
            forget_draft(tx, client_id, self._actor.account_id)
            sealed = {"sealed": seal(tx, kept, **_place(client_id, self._actor.account_id))}
            tx.execute(_KEEP, {"account_id": self._actor.account_id, "client_id": client_id, "content": sealed})

    @policy(Role.THERAPIST)
    def drop_draft(self, client_id: str) -> None:
        """Throw the unsaved form away."""
        with self._writing("drop_draft", client_id) as tx:
            self._own_client(tx, client_id)
            forget_draft(tx, client_id, self._actor.account_id)


def unsealed_draft(tx: Connection, client_id: str, account_id: str, kept: dict[str, Any]) -> dict[str, Any] | None:
    """The form as it was kept. One that cannot be read any more counts as none: it holds nothing that was saved."""
    try:
        return dict(json.loads(unseal(tx, kept["sealed"], **_place(client_id, account_id))))
    except (DamagedError, KeyError):
        return None


def forget_draft(tx: Connection, client_id: str, account_id: str) -> None:
    """Throw away what this person has begun for this client, in the caller's transaction."""
    tx.execute(_DROP, {"client": client_id, "account": account_id})


def _place(client_id: str, account_id: str) -> dict[str, str]:
    return {"owner": client_id, "table": "drafts", "column": "content", "row": account_id}
