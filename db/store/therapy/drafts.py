"""Drafts: an unsaved session form, stored so that a reload or a lost connection loses nothing."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import NOTE_LENGTH
from db.access import Role
from db.store.base import StoreBase
from db.store.checks import own_client
from db.store.policy import ONE_CLIENT, policy
from db.therapies import read_draft, replace_draft

MAX_DRAFT_LENGTH = 30_000
"""Characters of a form as JSON: the longest note with every character escaped, and the answers."""


class Drafts(StoreBase):
    """One unsaved form per client and person."""

    @policy(Role.THERAPIST, check=own_client)
    def draft(self, tx: Connection, client_id: str) -> dict[str, Any] | None:
        """The unsaved session form for this client, or None."""
        return read_draft(tx, client_id, self._actor.account_id)

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def keep_draft(self, tx: Connection, client_id: str, content: dict[str, Any]) -> None:
        """Store the form in its present state; InvalidEntryError if it is longer than a form can be."""
        form = json.dumps(content)
        if len(form) > MAX_DRAFT_LENGTH:
            raise InvalidEntryError("This is too long to keep.", f"Notes have up to {NOTE_LENGTH} characters.")
        replace_draft(tx, client_id, self._actor.account_id, form)
