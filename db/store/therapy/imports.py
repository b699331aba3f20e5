"""Importing the sessions of a checked file, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Connection, select

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records import SessionEntry
from db.access import Role
from db.connection import analyze_tables, insert_many, large_page_cache, now
from db.maintenance import rebuild_clients
from db.store.base import StoreBase
from db.store.policy import ANYTHING, policy
from db.tables import Client, DerivedCourse, Rating, TherapySession, new_id
from db.therapies import NewSessionRows, add_observations_and_note, add_session, number_sessions

BATCH_CLIENTS = 2_000
"""Clients whose rows are built and written at a time; bounds the memory a large file takes."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import added; `repeated` if the same file was imported before, so that nothing was added."""

    clients: int
    sessions: int
    ratings: int
    repeated: bool = False


class Imports(StoreBase):
    """What a therapist brings from elsewhere."""

    @policy(Role.THERAPIST, writes=ANYTHING, repeated=lambda *_: ImportOutcome(0, 0, 0, repeated=True))
    def import_sessions(
        self,
        tx: Connection,
        sessions: Sequence[ImportedSession],
        *,
        key: str,
        progress: Callable[[int, int], object] | None = None,
    ) -> ImportOutcome:
        """Add all sessions of a checked file, or none; unknown client codes become own clients."""
        with large_page_cache(tx):
            clients, new = self._clients_of(tx, sessions)
            by_client: dict[str, list[SessionEntry]] = {}
            for session in sessions:
                by_client.setdefault(clients[session.client_code], []).append(session.entry)
            done = 0
            for number, batch in enumerate(_batches(by_client), start=1):
                done += self._add_sessions(tx, {client_id: by_client.pop(client_id) for client_id in batch}, new)
                if number.bit_count() == 1:
                    # After 1, 2, 4, 8 … batches: each time the tables have doubled since the last count.
                    analyze_tables(tx, Client, TherapySession, Rating, DerivedCourse)
                rebuild_clients(tx, self._practice_id, batch)
                if progress:
                    progress(done, len(sessions))
        self._audit(tx, "ratings.imported", "file", key[:64])
        return ImportOutcome(len(new), len(sessions), sum(len(session.entry.ratings) for session in sessions))

    def _add_sessions(self, tx: Connection, entries: Mapping[str, Sequence[SessionEntry]], new: Container[str]) -> int:
        """Insert the sessions of some clients, in bulk where their numbers are simple; returns how many."""
        rows = NewSessionRows(self._actor.account_id)
        for client_id, sessions in entries.items():
            numbers = number_sessions(sessions) if client_id in new else None
            if numbers is not None:
                rows.add(client_id, sessions, numbers)
            else:
                for entry in sessions:
                    add_session(tx, client_id, entry, self._actor.account_id)
        for client_id, session_id, entry in rows.insert(tx):
            add_observations_and_note(tx, client_id, session_id, entry, self._actor.account_id)
        return sum(map(len, entries.values()))

    def _clients_of(self, tx: Connection, sessions: Sequence[ImportedSession]) -> tuple[dict[str, str], set[str]]:
        """The ids of all clients in a file by code, and which of them were added for it."""
        started: dict[str, date | None] = {}
        for session in sessions:
            started.setdefault(session.client_code, session.entry.held_on)
        practice = tx.execute(
            select(Client.id, Client.code, Client.therapist_id).where(Client.practice_id == self._practice_id)
        )
        existing = {row.code: row for row in practice if row.code in started}
        if any(row.therapist_id != self._actor.account_id for row in existing.values()):
            raise InvalidEntryError("A client code in this file belongs to another therapist.", "Nothing was imported.")
        clients = {code: existing[code].id if code in existing else new_id() for code in started}
        new = [code for code in started if code not in existing]
        columns = ("id", "practice_id", "therapist_id", "code", "started_on", "created_at")
        own, moment = (self._practice_id, self._actor.account_id), now()
        insert_many(tx, Client, columns, ((clients[code], *own, code, started[code], moment) for code in new))
        return clients, {clients[code] for code in new}


def _batches(clients: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(list(clients))
    while batch := list(islice(remaining, BATCH_CLIENTS)):
        yield batch
