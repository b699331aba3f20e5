"""Erasing clients: one by their code, and those whose retention has expired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import keep_until
from db.access import NotAllowedError, Role
from db.configuration import configuration
from db.connection import after_commit
from db.maintenance import Reason, add_to_erased_list, erase_rows
from db.store.base import StoreBase
from db.store.policy import ANYTHING, policy
from db.tables import AccountRole, Client, TherapySession


@dataclass(frozen=True, slots=True)
class Expired:
    """An ended therapy whose retention has expired; nothing of its content."""

    code: str
    ended_on: date
    kept_until: date
    sessions: int


class Erasures(StoreBase):
    """What is erased is gone for good; only older backups hold it until they are deleted."""

    @policy(Role.THERAPIST, Role.ADMINISTRATOR, proof=True, writes=ANYTHING)
    def erase_client(self, tx: Connection, code: str, reason: Reason, *, key: str) -> int:
        """Erase the client with this code: a therapist's own, or any for an administrator. Returns the rows erased."""
        return self._erase(tx, self._erasable(tx, code.strip()), Reason(reason))

    @policy(Role.ADMINISTRATOR)
    def expired(self, tx: Connection, today: date) -> tuple[Expired, ...]:
        """Ended therapies past the configured retention, oldest first; none without a retention period."""
        return tuple(row for _, row in self._expired(tx, today))

    @policy(Role.ADMINISTRATOR, proof=True, writes=ANYTHING)
    def erase_expired(self, tx: Connection, codes: Iterable[str], today: date, *, key: str) -> int:
        """Erase these expired therapies; returns how many. If any of them is not expired, none is erased."""
        wanted = set(codes)
        found = [(client_id, row) for client_id, row in self._expired(tx, today) if row.code in wanted]
        if {row.code for _, row in found} != wanted:
            raise InvalidEntryError("One of these therapies is not to be erased yet.", "Reload the list.")
        for client_id, _ in found:
            self._erase(tx, client_id, Reason.RETENTION)
        return len(found)

    def _erasable(self, tx: Connection, code: str) -> str:
        row = tx.execute(
            select(Client.id, Client.therapist_id).where(Client.practice_id == self._practice_id, Client.code == code)
        ).first()
        roles = set(tx.scalars(select(AccountRole.role).where(AccountRole.account_id == self._actor.account_id)))
        if row is None or (Role.ADMINISTRATOR.value not in roles and row.therapist_id != self._actor.account_id):
            raise NotAllowedError
        return str(row.id)

    def _erase(self, tx: Connection, client_id: str, reason: Reason) -> int:
        erased = erase_rows(tx, client_id)
        self._audit(tx, f"client.erased.{reason.value}", "client", client_id, client_id)
        file = configuration().anchor_folder / f"{self._database.place.value}.erased"
        after_commit(tx, f"erased {client_id}", lambda _: add_to_erased_list(file, client_id))
        return erased

    def _expired(self, tx: Connection, today: date) -> list[tuple[str, Expired]]:
        months = configuration().retention_months
        if not months:
            return []
        rows = tx.execute(
            select(Client.id, Client.code, Client.ended_on, func.count(TherapySession.id).label("sessions"))
            .outerjoin(TherapySession, TherapySession.client_id == Client.id)
            .where(Client.practice_id == self._practice_id, Client.ended_on.is_not(None))
            .group_by(Client.id, Client.code, Client.ended_on)
            .order_by(Client.ended_on, Client.code)
        )
        ended = [(row, keep_until(row.ended_on, months)) for row in rows]
        return [(row.id, Expired(row.code, row.ended_on, until, row.sessions)) for row, until in ended if until < today]
