"""Handing the tablet to a client: this visit is locked until passphrase or PIN are given."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from alliance_monitor.errors import InvalidEntryError
from db.access import NotAllowedError, Role, policy
from db.connection import now
from db.sign_in import hash_pin, matches, throttle
from db.store.base import StoreBase
from db.tables import Account, AccountPin, ClientLink, VisitLock


class Handover(StoreBase):
    """What a therapist does before a client takes the tablet."""

    @policy(Role.THERAPIST)
    def hand_over(self, link_id: str) -> None:
        """Lock this visit for everything but the client's page, in all its windows, from this moment on."""
        with self._writing("hand_over") as tx:
            if self._actor.visit_id is None:
                raise InvalidEntryError("Only a browser can be handed over.")
            row = tx.execute(
                select(ClientLink.client_id, ClientLink.used_at, ClientLink.revoked_at, ClientLink.expires_at).where(
                    ClientLink.id == link_id
                )
            ).first()
            if row is None:
                raise NotAllowedError
            self._own_client(tx, row.client_id)
            if row.used_at is not None or row.revoked_at is not None or row.expires_at <= now():
                raise InvalidEntryError("This link is closed.", "Make a new one.")
            tx.execute(insert(VisitLock).values(visit_id=self._actor.visit_id, link_id=link_id, locked_at=now()))
            self._audit(tx, "visit.handed_over", "link", link_id, row.client_id)

    @policy(Role.THERAPIST)
    def has_pin(self) -> bool:
        """Whether this person has a PIN for unlocking."""
        with self._reading("has_pin") as tx:
            mine = AccountPin.account_id == self._actor.account_id
            return tx.scalar(select(AccountPin.account_id).where(mine)) is not None

    @policy(Role.THERAPIST)
    def set_pin(self, passphrase: str, pin: str) -> None:
        """Set or change the PIN that unlocks a visit handed to a client."""
        address = f"visit {self._actor.visit_id}"
        pin_hash = hash_pin(pin)
        with self._writing("set_pin") as tx:
            row = tx.execute(
                select(Account.sign_in_name, Account.passphrase_hash).where(Account.id == self._actor.account_id)
            ).one()
            attempt = throttle.begin_attempt(tx, row.sign_in_name, address)
        if not matches(row.passphrase_hash, passphrase):
            raise InvalidEntryError("The passphrase does not fit.", "Type it again.")
        with self._writing("set_pin") as tx:
            attempt.succeed(tx)
            tx.execute(delete(AccountPin).where(AccountPin.account_id == self._actor.account_id))
            tx.execute(insert(AccountPin).values(account_id=self._actor.account_id, pin_hash=pin_hash, set_at=now()))
            self._audit(tx, "pin.set", "account", self._actor.account_id)

    @policy(Role.THERAPIST)
    def remove_pin(self) -> None:
        """Do without a PIN: only the passphrase unlocks."""
        with self._writing("remove_pin") as tx:
            tx.execute(delete(AccountPin).where(AccountPin.account_id == self._actor.account_id))
            self._audit(tx, "pin.removed", "account", self._actor.account_id)
