"""Handing the tablet to a client: the visit is locked until the passphrase or PIN is entered."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from alliance_monitor.errors import InvalidEntryError
from db.access import Role
from db.connection import now
from db.sign_in import hash_pin, matches, throttle
from db.store.base import StoreBase
from db.store.checks import own_link
from db.store.policy import ANYTHING, Transactions, policy, policy_in_steps
from db.tables import Account, AccountPin, ClientLink, VisitLock


class Handover(StoreBase):
    """What a therapist does before a client takes the tablet."""

    @policy(Role.THERAPIST, check=own_link, writes=ANYTHING)
    def hand_over(self, tx: Connection, link_id: str) -> None:
        """Lock this visit, in all its windows, for everything but the client's page."""
        if self._actor.visit_id is None:
            raise InvalidEntryError("Only a browser can be handed over.")
        row = tx.execute(
            select(ClientLink.used_at, ClientLink.revoked_at, ClientLink.expires_at).where(ClientLink.id == link_id)
        ).one()
        if row.used_at is not None or row.revoked_at is not None or row.expires_at <= now():
            raise InvalidEntryError("This link is closed.", "Make a new one.")
        tx.execute(insert(VisitLock).values(visit_id=self._actor.visit_id, link_id=link_id, locked_at=now()))
        self._audit(tx, "visit.handed_over", "link", link_id, self._client.id)

    @policy(Role.THERAPIST)
    def has_pin(self, tx: Connection) -> bool:
        """Whether this person has a PIN for unlocking."""
        mine = AccountPin.account_id == self._actor.account_id
        return tx.scalar(select(AccountPin.account_id).where(mine)) is not None

    @policy_in_steps(Role.THERAPIST)
    def set_pin(self, transactions: Transactions, passphrase: str, pin: str) -> None:
        """Set or change the PIN that unlocks a visit handed to a client."""
        address = f"visit {self._actor.visit_id}"
        pin_hash = hash_pin(pin)
        with transactions.write() as tx:
            row = tx.execute(
                select(Account.sign_in_name, Account.passphrase_hash).where(Account.id == self._actor.account_id)
            ).one()
            attempt = throttle.begin_attempt(tx, row.sign_in_name, address)
        if not matches(row.passphrase_hash, passphrase):
            raise InvalidEntryError("The passphrase does not fit.", "Type it again.")
        with transactions.write() as tx:
            attempt.succeed(tx)
            tx.execute(delete(AccountPin).where(AccountPin.account_id == self._actor.account_id))
            tx.execute(insert(AccountPin).values(account_id=self._actor.account_id, pin_hash=pin_hash, set_at=now()))
            self._audit(tx, "pin.set", "account", self._actor.account_id)

    @policy(Role.THERAPIST, writes=ANYTHING)
    def remove_pin(self, tx: Connection) -> None:
        """Remove the PIN: only the passphrase unlocks from now on."""
        tx.execute(delete(AccountPin).where(AccountPin.account_id == self._actor.account_id))
        self._audit(tx, "pin.removed", "account", self._actor.account_id)
