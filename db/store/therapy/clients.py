"""Clients: the caseload, a new client, an ending."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, insert, select, update

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import ClientEntry, Ending
from alliance_monitor.therapy import CaseloadRow, Summary, caseload
from alliance_monitor.therapy import Client as ClientValue
from db.access import Role, policy
from db.derived import refresh_derived
from db.store.base import StoreBase
from db.tables import Client, DerivedCourse, new_id
from db.therapies import client_from_row, end_episodes

_CLIENTS = select(Client.__table__).where(Client.therapist_id == bindparam("therapist"))
_CASELOAD = (
    select(Client.__table__, DerivedCourse.summary)
    .join(DerivedCourse, DerivedCourse.client_id == Client.id)
    .where(Client.therapist_id == bindparam("therapist"))
)


class Clients(StoreBase):
    """What a therapist does with the list of their clients."""

    @policy(Role.THERAPIST)
    def clients(self) -> tuple[ClientValue, ...]:
        """This therapist's clients, running therapies first, by code."""
        with self._reading("clients") as tx:
            rows = tx.execute(_CLIENTS, {"therapist": self._actor.account_id})
            found = [client_from_row(row) for row in rows]
        return tuple(sorted(found, key=lambda one: (one.ended_on is not None, one.code.casefold())))

    @policy(Role.THERAPIST)
    def caseload(self, today: date) -> tuple[CaseloadRow, ...]:
        """One row per client, most in need first."""
        with self._reading("caseload") as tx:
            rows = tx.execute(_CASELOAD, {"therapist": self._actor.account_id}).all()
        return caseload(((client_from_row(row), Summary.model_validate(row.summary)) for row in rows), today)

    @policy(Role.THERAPIST)
    def add_client(self, entry: ClientEntry, *, key: str) -> str:
        """Add a client of this therapist and return the opaque id; the code is unique in the practice."""
        with self._writing("add_client") as tx:
            if earlier := self._done_before(tx, key):
                return earlier
            taken = tx.scalar(
                select(Client.id).where(Client.practice_id == self._practice_id, Client.code == entry.code)
            )
            if taken is not None:
                raise InvalidEntryError("This client code is already in use in your practice.", "Choose another code.")
            client_id = new_id()
            tx.execute(
                insert(Client).values(
                    id=client_id,
                    practice_id=self._practice_id,
                    therapist_id=self._actor.account_id,
                    code=entry.code,
                    started_on=entry.started_on,
                )
            )
            refresh_derived(tx, client_id)
            self._audit(tx, "client.added", "client", client_id, client_id)
            self._remember(tx, key, client_id)
        return client_id

    @policy(Role.THERAPIST)
    def end_therapy(self, client_id: str, ended_on: date, ending: Ending, *, key: str) -> None:
        """Record when and how a therapy ended; episodes still followed end with it."""
        with self._writing("end_therapy") as tx:
            client = self._own_client(tx, client_id)
            if self._done_before(tx, key):
                return
            if client.started_on is not None and ended_on < client.started_on:
                raise InvalidEntryError("The therapy cannot end before it started.", "Check the date.")
            tx.execute(update(Client).where(Client.id == client_id).values(ended_on=ended_on, ending=ending.value))
            end_episodes(tx, self._actor, client_id)
            refresh_derived(tx, client_id)
            self._audit(tx, "client.ended", "client", client_id, client_id)
            self._remember(tx, key, client_id)

    @policy(Role.THERAPIST)
    def resume_therapy(self, client_id: str, *, key: str) -> None:
        """Take back an ending, for a client who returns or an ending entered by mistake."""
        with self._writing("resume_therapy") as tx:
            self._own_client(tx, client_id)
            if self._done_before(tx, key):
                return
            tx.execute(update(Client).where(Client.id == client_id).values(ended_on=None, ending=None))
            refresh_derived(tx, client_id)
            self._audit(tx, "client.resumed", "client", client_id, client_id)
            self._remember(tx, key, client_id)
