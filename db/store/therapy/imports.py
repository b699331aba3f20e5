"""Importing: the sessions of a checked file, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Connection, select

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records import SessionEntry
from db.access import Role, policy
from db.connection import analyze_tables, insert_many, large_page_cache, now
from db.maintenance import rebuild_clients
from db.store.base import StoreBase
from db.tables import Client, DerivedCourse, Rating, TherapySession, new_id
from db.therapies import NewSessionRows, add_observations_and_note, add_session, number_sessions

IMPORTED_TOGETHER = 2_000
"""Clients of an import whose rows are made and written at a time; it bounds the memory a large file takes."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import added; `repeated` when the same file had been imported before and nothing was added."""

    clients: int
    sessions: int
    ratings: int
    repeated: bool = False


class Imports(StoreBase):
    """What a therapist brings along from elsewhere."""

    @policy(Role.THERAPIST)
    def import_sessions(
        self, sessions: Sequence[ImportedSession], *, key: str, progress: Callable[[int, int], object] | None = None
    ) -> ImportOutcome:
        """Add all sessions of a checked file, or none; unknown client codes become own clients."""
        with self._writing("import_sessions") as tx, large_page_cache(tx):
            if self._done_before(tx, key):
                return ImportOutcome(0, 0, 0, repeated=True)
            clients, fresh = self._clients_of(tx, sessions)
            by_client: dict[str, list[SessionEntry]] = {}
            for one in sessions:
                by_client.setdefault(clients[one.client_code], []).append(one.entry)
            done = 0
            for place, chunk in enumerate(_chunks(by_client), start=1):
                rows = NewSessionRows(self._actor.account_id)
                for client_id in chunk:
                    entries = by_client.pop(client_id)
                    numbers = number_sessions(entries) if client_id in fresh else None
                    if numbers is not None:
                        rows.add(client_id, entries, numbers)
                    else:
                        for entry in entries:
                            add_session(tx, client_id, entry, self._actor.account_id)
                    done += len(entries)
                for client_id, session_id, entry in rows.insert(tx):
                    add_observations_and_note(tx, client_id, session_id, entry, self._actor.account_id)
                if place.bit_count() == 1:
                    # After 1, 2, 4, 8 … lots: each time there is twice as much as when it was last counted.
                    analyze_tables(tx, Client, TherapySession, Rating, DerivedCourse)
                rebuild_clients(tx, self._practice_id, chunk)
                if progress:
                    progress(done, len(sessions))
            self._audit(tx, "ratings.imported", "file", key[:64])
            self._remember(tx, key, "imported")
        return ImportOutcome(len(fresh), len(sessions), sum(len(one.entry.ratings) for one in sessions))

    def _clients_of(self, tx: Connection, sessions: Sequence[ImportedSession]) -> tuple[dict[str, str], set[str]]:
        """The clients of all codes in a file by code, and which of them were added for it."""
        begun: dict[str, date | None] = {}
        for one in sessions:
            begun.setdefault(one.client_code, one.entry.held_on)
        practice = tx.execute(
            select(Client.id, Client.code, Client.therapist_id).where(Client.practice_id == self._practice_id)
        )
        there = {row.code: row for row in practice if row.code in begun}
        if any(row.therapist_id != self._actor.account_id for row in there.values()):
            raise InvalidEntryError("A client code in this file belongs to another therapist.", "Nothing was imported.")
        clients = {code: there[code].id if code in there else new_id() for code in begun}
        fresh = [code for code in begun if code not in there]
        columns = ("id", "practice_id", "therapist_id", "code", "started_on", "created_at")
        own, moment = (self._practice_id, self._actor.account_id), now()
        insert_many(tx, Client, columns, ((clients[code], *own, code, begun[code], moment) for code in fresh))
        return clients, {clients[code] for code in fresh}


def _chunks(clients: Iterable[str]) -> Iterator[list[str]]:
    left = iter(list(clients))
    while chunk := list(islice(left, IMPORTED_TOGETHER)):
        yield chunk
