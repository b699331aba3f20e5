"""Emergency access: another therapist's client, for a reason, for an hour, with those concerned notified at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.orm import aliased

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.therapy import History
from db.access import EVERYONE, NotAllowedError, Role
from db.audit import recent_views
from db.connection import now
from db.crypto import seal, unseal_or_placeholder
from db.store.base import StoreBase
from db.store.policy import ANYTHING, Transactions, policy, policy_in_steps
from db.store.reason import clean_reason
from db.tables import Account, AccountRole, Client, EmergencyAccess, EmergencyNotice, new_id
from db.therapies import read_history

ACCESS_LIFETIME = timedelta(minutes=60)
"""How long an emergency access lasts; anything longer is a change of therapist, which an administrator arranges."""

SHORTEST_REASON, LONGEST_REASON = 20, 500


@dataclass(frozen=True, slots=True)
class OpenedClient:
    """A client this person has open in an emergency."""

    access_id: str
    client_id: str
    code: str
    therapist: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What the therapist and the administrators are told; client and reason are for the therapist only."""

    id: str
    by: str
    therapist: str
    opened_at: datetime
    code: str
    reason: str


class Emergencies(StoreBase):
    """Opening a colleague's client in an emergency, and being notified of it."""

    @policy(Role.THERAPIST, Role.SUPERVISOR, proof=True, writes=ANYTHING)
    def open_in_emergency(self, tx: Connection, client_code: str, reason: str, *, key: str) -> str:
        """Open the client with this code for an hour, read-only; returns the client's id.

        The therapist and every administrator get a notice. A code that does not exist is refused like one of another
        practice.
        """
        reason = clean_reason(reason)
        if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
            raise InvalidEntryError(
                f"The reason needs {SHORTEST_REASON} to {LONGEST_REASON} characters.", "Say why this cannot wait."
            )
        client = tx.execute(
            select(Client.id, Client.therapist_id).where(
                Client.practice_id == self._practice_id, Client.code == client_code.strip()
            )
        ).first()
        if client is None:
            raise InvalidEntryError("There is no client with this code here.", "Check the code.")
        if client.therapist_id == self._actor.account_id:
            raise InvalidEntryError("This is your own client.", "You find them in your caseload.")
        access_id, moment = new_id(), now()
        tx.execute(
            insert(EmergencyAccess).values(
                id=access_id,
                practice_id=self._practice_id,
                client_id=client.id,
                account_id=self._actor.account_id,
                therapist_id=client.therapist_id,
                reason=seal(tx, reason, owner=client.id, table="emergency_accesses", column="reason", row=access_id),
                opened_at=moment,
                until=moment + ACCESS_LIFETIME,
            )
        )
        notified = sorted({client.therapist_id, *self._administrators(tx)})
        notices = [{"access_id": access_id, "account_id": account_id} for account_id in notified]
        tx.execute(insert(EmergencyNotice), notices)
        self._audit(tx, "emergency.opened", "emergency", access_id, client.id)
        return str(client.id)

    @policy(Role.THERAPIST, Role.SUPERVISOR)
    def opened_in_emergency(self, tx: Connection) -> tuple[OpenedClient, ...]:
        """The clients this person has open in an emergency, newest first."""
        rows = tx.execute(
            self._in_force()
            .add_columns(Client.code, Account.display_name)
            .join(Client, Client.id == EmergencyAccess.client_id)
            .join(Account, Account.id == EmergencyAccess.therapist_id)
            .order_by(EmergencyAccess.opened_at.desc())
        ).all()
        return tuple(OpenedClient(row.id, row.client_id, row.code, row.display_name, row.until) for row in rows)

    @policy_in_steps(Role.THERAPIST, Role.SUPERVISOR)
    def history_in_emergency(self, transactions: Transactions, client_id: str) -> History:
        """Everything recorded about a client one has open in an emergency; views are audited as such."""
        viewed = recent_views.viewed_recently(self._actor, f"emergency {client_id}")
        with transactions.read() if viewed else transactions.write() as tx:
            access = tx.execute(self._in_force().where(EmergencyAccess.client_id == client_id)).first()
            if access is None:
                raise NotAllowedError
            if not viewed:
                self._audit(tx, "client.read_in_emergency", "client", client_id, client_id)
            history = read_history(tx, client_id)
        recent_views.remember(self._actor, f"emergency {client_id}")
        return history

    @policy(Role.THERAPIST, Role.SUPERVISOR, writes=ANYTHING)
    def close_emergency(self, tx: Connection, access_id: str) -> None:
        """Close a client one has open in an emergency before the hour is over."""
        access = tx.execute(self._in_force().where(EmergencyAccess.id == access_id)).first()
        if access is None:
            raise NotAllowedError
        tx.execute(update(EmergencyAccess).where(EmergencyAccess.id == access_id).values(until=now()))
        self._audit(tx, "emergency.closed", "emergency", access_id, access.client_id)

    @policy(*EVERYONE)
    def emergency_notices(self, tx: Connection) -> tuple[Notice, ...]:
        """Notices of emergency accesses that this person has not marked as read, oldest first."""
        by, therapist = aliased(Account), aliased(Account)
        rows = tx.execute(
            select(
                EmergencyNotice.id,
                EmergencyNotice.account_id,
                EmergencyAccess.id.label("access_id"),
                EmergencyAccess.therapist_id,
                EmergencyAccess.client_id,
                EmergencyAccess.reason,
                EmergencyAccess.opened_at,
                by.display_name.label("by"),
                therapist.display_name.label("therapist"),
                Client.code,
            )
            .join(EmergencyAccess, EmergencyAccess.id == EmergencyNotice.access_id)
            .join(Client, Client.id == EmergencyAccess.client_id)
            .join(by, by.id == EmergencyAccess.account_id)
            .join(therapist, therapist.id == EmergencyAccess.therapist_id)
            .where(EmergencyNotice.account_id == self._actor.account_id, EmergencyNotice.read_at.is_(None))
            .order_by(EmergencyAccess.opened_at)
        ).all()
        return tuple(self._notice(tx, row) for row in rows)

    @policy(*EVERYONE, writes=ANYTHING)
    def read_notice(self, tx: Connection, notice_id: str) -> None:
        """Mark a notice as read; it is not shown again."""
        read = tx.execute(
            update(EmergencyNotice)
            .where(EmergencyNotice.id == notice_id, EmergencyNotice.account_id == self._actor.account_id)
            .values(read_at=now())
        )
        if read.rowcount != 1:
            raise NotAllowedError
        self._audit(tx, "emergency.notice_read", "notice", notice_id)

    def _in_force(self) -> Any:
        return select(EmergencyAccess.id, EmergencyAccess.client_id, EmergencyAccess.until).where(
            EmergencyAccess.account_id == self._actor.account_id,
            EmergencyAccess.practice_id == self._practice_id,
            EmergencyAccess.until > now(),
        )

    def _administrators(self, tx: Connection) -> list[str]:
        return list(
            tx.scalars(
                select(Account.id)
                .join(AccountRole, AccountRole.account_id == Account.id)
                .where(
                    Account.practice_id == self._practice_id,
                    Account.disabled_at.is_(None),
                    AccountRole.role == Role.ADMINISTRATOR.value,
                )
            )
        )

    def _notice(self, tx: Connection, row: Row[*tuple[Any, ...]]) -> Notice:
        """A client's code and the reason are clinical: only their therapist sees them."""
        if row.therapist_id != self._actor.account_id:
            return Notice(row.id, row.by, row.therapist, row.opened_at, "", "")
        reason = unseal_or_placeholder(
            tx, row.reason, owner=row.client_id, table="emergency_accesses", column="reason", row=row.access_id
        )
        return Notice(row.id, row.by, row.therapist, row.opened_at, row.code, reason)
