"""Clients: the list and the caseload, adding a client, ending and resuming a therapy."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, update

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import ClientEntry, Ending
from alliance_monitor.therapy import CaseloadRow, Summary, caseload
from alliance_monitor.therapy import Client as ClientValue
from db.access import Role
from db.derived import refresh_derived
from db.store.base import StoreBase
from db.store.checks import own_client
from db.store.policy import ANYTHING, policy
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
    def clients(self, tx: Connection) -> tuple[ClientValue, ...]:
        """This therapist's clients, ongoing therapies first, by code."""
        rows = tx.execute(_CLIENTS, {"therapist": self._actor.account_id})
        found = [client_from_row(row) for row in rows]
        return tuple(sorted(found, key=lambda client: (client.ended_on is not None, client.code.casefold())))

    @policy(Role.THERAPIST)
    def caseload(self, tx: Connection, today: date) -> tuple[CaseloadRow, ...]:
        """One row per client, those who need attention most first."""
        rows = tx.execute(_CASELOAD, {"therapist": self._actor.account_id}).all()
        return caseload(((client_from_row(row), Summary.model_validate(row.summary)) for row in rows), today)

    @policy(Role.THERAPIST, writes=ANYTHING)
    def add_client(self, tx: Connection, entry: ClientEntry, *, key: str) -> str:
        """Add a client of this therapist and return the opaque id; the code is unique in the practice."""
        taken = tx.scalar(select(Client.id).where(Client.practice_id == self._practice_id, Client.code == entry.code))
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
        return client_id

    @policy(Role.THERAPIST, check=own_client, writes=ANYTHING)
    def end_therapy(self, tx: Connection, client_id: str, ended_on: date, ending: Ending, *, key: str) -> None:
        """Record when and how a therapy ended; its active episodes end with it."""
        started_on = self._client.started_on
        if started_on is not None and ended_on < started_on:
            raise InvalidEntryError("The therapy cannot end before it started.", "Check the date.")
        tx.execute(update(Client).where(Client.id == client_id).values(ended_on=ended_on, ending=ending.value))
        end_episodes(tx, self._actor, client_id)
        refresh_derived(tx, client_id)
        self._audit(tx, "client.ended", "client", client_id, client_id)

    @policy(Role.THERAPIST, check=own_client, writes=ANYTHING)
    def resume_therapy(self, tx: Connection, client_id: str, *, key: str) -> None:
        """Undo an ending, for a client who returns or an ending entered by mistake."""
        tx.execute(update(Client).where(Client.id == client_id).values(ended_on=None, ending=None))
        refresh_derived(tx, client_id)
        self._audit(tx, "client.resumed", "client", client_id, client_id)
