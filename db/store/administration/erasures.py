"""Erasing clients: one by name of their code, and those whose time of keeping is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import keep_until
from db.access import NotAllowedError, Role, policy
from db.configuration import configuration
from db.maintenance import Reason, add_to_erased_list, erase_rows
from db.store.base import StoreBase
from db.tables import AccountRole, Client, TherapySession


@dataclass(frozen=True, slots=True)
class Expired:
    """An ended therapy whose time of keeping is over; nothing of what was said in it."""

    code: str
    ended_on: date
    kept_until: date
    sessions: int


class Erasures(StoreBase):
    """What is erased is gone for good; only older backups hold it until they are thrown away."""

    @policy(Role.THERAPIST, Role.ADMINISTRATOR, proof=True)
    def erase_client(self, code: str, reason: Reason, *, key: str) -> int:
        """Erase the client of this code: an own one, or for an administrator any. Returns how many rows went."""
        with self._writing("erase_client") as tx:
            if earlier := self._done_before(tx, key):
                return int(earlier)
            client_id = self._to_erase(tx, code.strip())
            erased = self._erase(tx, client_id, Reason(reason))
            self._remember(tx, key, str(erased))
        self._note(client_id)
        return erased

    @policy(Role.ADMINISTRATOR)
    def expired(self, today: date) -> tuple[Expired, ...]:
        """Ended therapies kept longer than the practice's rule asks for, oldest first; none without a rule."""
        with self._reading("expired") as tx:
            return tuple(row for _, row in self._expired(tx, today))

    @policy(Role.ADMINISTRATOR, proof=True)
    def erase_expired(self, codes: Iterable[str], today: date, *, key: str) -> int:
        """Erase these of the expired therapies; returns how many. Any that is not expired stops all."""
        wanted = set(codes)
        with self._writing("erase_expired") as tx:
            if earlier := self._done_before(tx, key):
                return int(earlier)
            found = [(client_id, row) for client_id, row in self._expired(tx, today) if row.code in wanted]
            if {row.code for _, row in found} != wanted:
                raise InvalidEntryError("One of these therapies is not to be erased yet.", "Reload the list.")
            for client_id, _ in found:
                self._erase(tx, client_id, Reason.RETENTION)
            self._remember(tx, key, str(len(found)))
        for client_id, _ in found:
            self._note(client_id)
        return len(found)

    def _to_erase(self, tx: Connection, code: str) -> str:
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
        return erased

    def _note(self, client_id: str) -> None:
        add_to_erased_list(configuration().anchor_folder / f"{self._database.place.value}.erased", client_id)

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
