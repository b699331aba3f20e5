"""Identities of the practice's identity provider that a person has connected with their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from alliance_monitor.errors import InvalidEntryError
from db.access import EVERYONE
from db.connection import outside_practice
from db.place import Place
from db.sign_in import Identity
from db.store.base import StoreBase
from db.store.policy import ANYTHING, policy
from db.tables import ProvidedIdentity, new_id


@dataclass(frozen=True, slots=True)
class ConnectedIdentity:
    """An identity this person can sign in with."""

    id: str
    name: str
    connected_at: datetime


class OwnIdentities(StoreBase):
    """Connecting and disconnecting; signing in with one is `db.sign_in.identities.admit`."""

    @policy(*EVERYONE)
    def identities(self, tx: Connection) -> tuple[ConnectedIdentity, ...]:
        """This person's connected identities, oldest first."""
        rows = tx.execute(
            select(ProvidedIdentity.__table__)
            .where(ProvidedIdentity.account_id == self._actor.account_id)
            .order_by(ProvidedIdentity.connected_at)
        )
        return tuple(ConnectedIdentity(row.id, row.name, row.connected_at) for row in rows)

    @policy(*EVERYONE, proof=True, writes=ANYTHING)
    def connect_identity(self, tx: Connection, identity: Identity) -> None:
        """Let this identity sign in to this account; refuses one that is connected with another account."""
        if self._database.place is Place.DEMO:
            raise InvalidEntryError("The demo practice is entered without signing in.")
        with outside_practice(tx, self._practice_id):  # an identity belongs to one account in the installation
            owner = tx.scalar(
                select(ProvidedIdentity.account_id).where(
                    ProvidedIdentity.issuer == identity.issuer, ProvidedIdentity.subject == identity.subject
                )
            )
        if owner == self._actor.account_id:
            return
        if owner is not None:
            raise InvalidEntryError("This identity is connected with another account.", "Disconnect it there first.")
        identity_id = new_id()
        tx.execute(
            insert(ProvidedIdentity).values(
                id=identity_id,
                account_id=self._actor.account_id,
                issuer=identity.issuer,
                subject=identity.subject,
                name=identity.name,
            )
        )
        self._audit(tx, "identity.connected", "identity", identity_id)

    @policy(*EVERYONE, proof=True, writes=ANYTHING)
    def disconnect_identity(self, tx: Connection, identity_id: str) -> None:
        """Stop this identity from signing in."""
        gone = tx.execute(
            delete(ProvidedIdentity).where(
                ProvidedIdentity.id == identity_id, ProvidedIdentity.account_id == self._actor.account_id
            )
        )
        if gone.rowcount:
            self._audit(tx, "identity.disconnected", "identity", identity_id)
