"""Identities of the practice's provider that a person has connected with their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from alliance_monitor.errors import InvalidEntryError
from db.access import Role, policy
from db.connection import outside_practice
from db.place import Place
from db.sign_in import Identity
from db.store.base import StoreBase
from db.tables import ProvidedIdentity, new_id

EVERYONE = tuple(Role)


@dataclass(frozen=True, slots=True)
class ConnectedIdentity:
    """One identity one can sign in with."""

    id: str
    name: str
    connected_at: datetime


class OwnIdentities(StoreBase):
    """Connecting and disconnecting; signing in with one is `db.sign_in.identities.admit`."""

    @policy(*EVERYONE)
    def identities(self) -> tuple[ConnectedIdentity, ...]:
        """Own connected identities, oldest first."""
        with self._reading("identities") as tx:
            rows = tx.execute(
                select(ProvidedIdentity.__table__)
                .where(ProvidedIdentity.account_id == self._actor.account_id)
                .order_by(ProvidedIdentity.connected_at)
            )
            return tuple(ConnectedIdentity(row.id, row.name, row.connected_at) for row in rows)

    @policy(*EVERYONE, proof=True)
    def connect_identity(self, identity: Identity) -> None:
        """Let this identity sign in to the own account; one that opens another account already is refused."""
        if self._database.place is Place.DEMO:
            raise InvalidEntryError("The demo practice is entered without signing in.")
        with self._writing("connect_identity") as tx:
            with outside_practice(tx, self._practice_id):  # an identity opens one account of one practice only
                owner = tx.scalar(
                    select(ProvidedIdentity.account_id).where(
                        ProvidedIdentity.issuer == identity.issuer, ProvidedIdentity.subject == identity.subject
                    )
                )
            if owner == self._actor.account_id:
                return
            if owner is not None:
                raise InvalidEntryError(
                    "This identity is connected with another account.", "Disconnect it there first."
                )
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

    @policy(*EVERYONE, proof=True)
    def disconnect_identity(self, identity_id: str) -> None:
        """Sign in with it no more."""
        with self._writing("disconnect_identity") as tx:
            gone = tx.execute(
                delete(ProvidedIdentity).where(
                    ProvidedIdentity.id == identity_id, ProvidedIdentity.account_id == self._actor.account_id
                )
            )
            if gone.rowcount:
                self._audit(tx, "identity.disconnected", "identity", identity_id)
