"""Drafts: a session form that is not saved yet, kept so that a reload or a lost connection costs nothing."""

from __future__ import annotations

import json
from typing import Any

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import NOTE_LENGTH
from db.access import Role, policy
from db.store.base import StoreBase
from db.therapies import delete_draft, read_draft, replace_draft

LONGEST_DRAFT = 30_000
"""Characters of a kept form as JSON: the longest note, each of its characters written as an escape, and the answers."""


class Drafts(StoreBase):
    """One unsaved form for each client and person."""

    @policy(Role.THERAPIST)
    def draft(self, client_id: str) -> dict[str, Any] | None:
        """The unsaved session form for this client, or None."""
        with self._reading("draft") as tx:
            self._own_client(tx, client_id)
            return read_draft(tx, client_id, self._actor.account_id)

    @policy(Role.THERAPIST)
    def keep_draft(self, client_id: str, content: dict[str, Any]) -> None:
        """Keep the form as it stands; InvalidEntryError for one longer than a form can be."""
        kept = json.dumps(content)
        with self._writing("keep_draft", client_id) as tx:
            self._own_client(tx, client_id)
            if len(kept) > LONGEST_DRAFT:
                raise InvalidEntryError("This is too long to keep.", f"Notes have up to {NOTE_LENGTH} characters.")
            replace_draft(tx, client_id, self._actor.account_id, kept)

    @policy(Role.THERAPIST)
    def drop_draft(self, client_id: str) -> None:
        """Throw the unsaved form away."""
        with self._writing("drop_draft", client_id) as tx:
            self._own_client(tx, client_id)
            delete_draft(tx, client_id, self._actor.account_id)
