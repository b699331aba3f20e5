"""Everything recorded about one client, as a file: the client's right of access."""

from __future__ import annotations

from sqlalchemy import Connection, select

from alliance_monitor.client_file import ClientFile, Made
from alliance_monitor.errors import InvalidEntryError
from db.access import Role
from db.client_file import read_client_file
from db.connection import now
from db.store.base import StoreBase
from db.store.checks import own_client
from db.store.policy import ONE_CLIENT, policy
from db.tables import Account, Practice
from db.therapies import held_back_sessions


class ClientFiles(StoreBase):
    """What a therapist may give to a client who asks what is recorded about them."""

    @policy(Role.THERAPIST, proof=True, check=own_client, writes=ONE_CLIENT)
    def client_file(self, tx: Connection, client_id: str) -> ClientFile:
        """Everything recorded about an own client; every file is audited.

        Refused while an answer of the client is held back until the therapist's own rating, which it would reveal.
        """
        if held_back_sessions(tx, client_id):
            raise InvalidEntryError(
                "An answer of the client waits for your own rating, and would be in the file.",
                "Log your rating or have the answer shown first; both are on the client's page.",
            )
        me = select(Account.display_name, Practice.name).join(Practice, Practice.id == Account.practice_id)
        by = tx.execute(me.where(Account.id == self._actor.account_id)).one()
        file = read_client_file(tx, client_id, Made(at=now(), by=by.display_name, practice=by.name))
        self._audit(tx, "client.exported", "client", client_id, client_id)
        return file
