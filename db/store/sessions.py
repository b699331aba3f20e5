"""Sessions: logging one, correcting a rating, keeping a draft, importing many."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from alliance_monitor.entry import Attendance, SessionEntry
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.history import History, RecordedRating, SessionRecord
from alliance_monitor.importing import ImportedSession
from alliance_monitor.ratings import Rater
from alliance_monitor.ratings import Rating as RatingValue
from alliance_monitor.rupture import Observation
from alliance_monitor.rupture import marker as marker_named
from db import looks
from db.access import NotAllowedError, Role, policy
from db.bulk import insert_many, roomy
from db.derived import derive, derive_newest
from db.link_rows import begun_by_client, settle_links, waiting_sessions
from db.reading import read_history
from db.rebuilding import make_anew
from db.store.base import StoreBase
from db.store.new_rows import NewRows, numbered
from db.tables import Client, Draft, Note, Rating, RuptureMarker, TherapySession, new_id
from db.utc import now
from db.vault import DamagedError
from db.words import seal, unseal

_ADD_SESSION, _ADD_RATING = insert(TherapySession), insert(Rating)
_DROP_DRAFT = delete(Draft).where(Draft.client_id == bindparam("client"), Draft.account_id == bindparam("account"))
_NUMBERED = (TherapySession.client_id == bindparam("client"), TherapySession.number.is_not(None))
_NEWEST = select(func.max(TherapySession.number)).where(*_NUMBERED)
_FIRST_LATER = select(func.min(TherapySession.number)).where(*_NUMBERED, TherapySession.held_on > bindparam("day"))

IMPORTED_TOGETHER = 2_000
"""Clients of an import whose rows are made and written at a time; it bounds the memory a large file takes."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import added; `repeated` when the same file had been imported before and nothing was added."""

    clients: int
    sessions: int
    ratings: int
    repeated: bool = False


class Sessions(StoreBase):
    """What a therapist does with the sessions of their clients."""

    @policy(Role.THERAPIST)
    def history(self, client_id: str) -> History:
        """Everything recorded about one own client; a look is audited, the redraws of a page are not."""
        if looks.seen_lately(self._actor, client_id):
            with self._reading("history") as tx:
                self._own_client(tx, client_id)
                return read_history(tx, client_id)
        with self._writing("history", client_id) as tx:
            self._own_client(tx, client_id)
            history = read_history(tx, client_id)
            self._audit(tx, "client.read", "client", client_id, client_id)
        looks.remember(self._actor, client_id)
        return history

    @policy(Role.THERAPIST)
    def record_session(self, client_id: str, entry: SessionEntry, *, key: str) -> str:
        """Record one appointment with all that was said; returns the session's id. A draft is used up."""
        with self._writing("record_session", client_id) as tx:
            client = self._own_client(tx, client_id)
            if earlier := self._done_before(tx, key):
                return earlier
            if client.ended_on is not None:
                raise InvalidEntryError("This therapy has ended.", "Resume it on the client's page to log a session.")
            session_id = begun_by_client(tx, client_id, entry)
            if session_id is None:
                session_id, number = self._add_session(tx, client_id, entry)
                derive_newest(tx, client_id, _as_recorded(session_id, number, entry))
            else:
                self._add_what_was_said(tx, client_id, session_id, entry)
                derive(tx, client_id)
            settle_links(tx, client_id, session_id, entry)
            self._drop_draft(tx, client_id)
            self._audit(tx, "session.recorded", "session", session_id, client_id)
            self._remember(tx, key, session_id)
        return session_id

    @policy(Role.THERAPIST)
    def correct_rating(self, session_id: str, rating: RatingValue, *, key: str) -> str:
        """Record this person's corrected rating; the earlier one stays, marked as superseded."""
        with self._writing("correct_rating") as tx:
            client_id = self._client_of(tx, session_id)
            if earlier := self._done_before(tx, key):
                return earlier
            if rating.rater is Rater.CLIENT and session_id in waiting_sessions(tx, client_id):
                raise InvalidEntryError("The client has rated this session already.", "Save your own rating first.")
            tx.execute(
                update(Rating)
                .where(
                    Rating.session_id == session_id, Rating.rater == rating.rater.value, Rating.superseded_at.is_(None)
                )
                .values(superseded_at=now())
            )
            rating_id = self._add_rating(tx, client_id, session_id, rating)
            derive(tx, client_id)
            self._audit(tx, "rating.corrected", "rating", rating_id, client_id)
            self._remember(tx, key, rating_id)
        return rating_id

    @policy(Role.THERAPIST)
    def note_sign(self, session_id: str, seen: Observation, *, key: str) -> None:
        """Add a sign that came up later, such as in supervision or from the client."""
        with self._writing("note_sign") as tx:
            client_id = self._client_of(tx, session_id)
            if self._done_before(tx, key):
                return
            mine = (
                RuptureMarker.session_id == session_id,
                RuptureMarker.marker == seen.marker,
                RuptureMarker.observed_by == seen.observed_by.value,
            )
            if tx.scalar(select(RuptureMarker.id).where(*mine)) is not None:
                raise InvalidEntryError("This sign is already noted for that session.", "Choose another one.")
            self._add_observation(tx, client_id, session_id, seen)
            derive(tx, client_id)
            self._audit(tx, "sign.noted", "session", session_id, client_id)
            self._remember(tx, key, session_id)

    @policy(Role.THERAPIST)
    def draft(self, client_id: str) -> dict[str, Any] | None:
        """The unsaved session form for this client, or None."""
        with self._reading("draft") as tx:
            self._own_client(tx, client_id)
            found = tx.scalar(
                select(Draft.content).where(Draft.client_id == client_id, Draft.account_id == self._actor.account_id)
            )
            return self._unsealed_draft(tx, client_id, found) if found is not None else None

    @policy(Role.THERAPIST)
    def keep_draft(self, client_id: str, content: dict[str, Any]) -> None:
        """Keep the form as it stands."""
        with self._writing("keep_draft", client_id) as tx:
            self._own_client(tx, client_id)
            self._drop_draft(tx, client_id)
            sealed = {"sealed": seal(tx, json.dumps(content), **self._draft_place(client_id))}
            tx.execute(insert(Draft).values(account_id=self._actor.account_id, client_id=client_id, content=sealed))

    @policy(Role.THERAPIST)
    def drop_draft(self, client_id: str) -> None:
        """Throw the unsaved form away."""
        with self._writing("drop_draft", client_id) as tx:
            self._own_client(tx, client_id)
            self._drop_draft(tx, client_id)

    @policy(Role.THERAPIST)
    def import_sessions(
        self, sessions: Sequence[ImportedSession], *, key: str, progress: Callable[[int, int], object] | None = None
    ) -> ImportOutcome:
        """Add all sessions of a checked file, or none; unknown client codes become own clients."""
        with self._writing("import_sessions") as tx, roomy(tx):
            if self._done_before(tx, key):
                return ImportOutcome(0, 0, 0, repeated=True)
            clients, fresh = self._clients_of(tx, sessions)
            by_client: dict[str, list[SessionEntry]] = {}
            for one in sessions:
                by_client.setdefault(clients[one.client_code], []).append(one.entry)
            done = 0
            for chunk in _chunks(by_client):
                rows = NewRows(self._actor.account_id)
                for client_id in chunk:
                    entries = by_client.pop(client_id)
                    numbers = numbered(entries) if client_id in fresh else None
                    if numbers is not None:
                        rows.add(client_id, entries, numbers)
                    else:
                        for entry in entries:
                            self._add_session(tx, client_id, entry)
                    done += len(entries)
                for client_id, session_id, entry in rows.insert(tx):
                    self._add_beside(tx, client_id, session_id, entry)
                make_anew(tx, self._practice_id, chunk)
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

    def _client_of(self, tx: Connection, session_id: str) -> str:
        client_id = tx.scalar(select(TherapySession.client_id).where(TherapySession.id == session_id))
        if client_id is None:
            raise NotAllowedError
        self._own_client(tx, client_id)
        return client_id

    def _draft_place(self, client_id: str) -> dict[str, str]:
        return {"owner": client_id, "table": "drafts", "column": "content", "row": self._actor.account_id}

    def _unsealed_draft(self, tx: Connection, client_id: str, kept: dict[str, Any]) -> dict[str, Any] | None:
        """A form that cannot be read any more counts as none: it holds nothing that was saved."""
        try:
            return dict(json.loads(unseal(tx, kept["sealed"], **self._draft_place(client_id))))
        except (DamagedError, KeyError):
            return None

    def _drop_draft(self, tx: Connection, client_id: str) -> None:
        tx.execute(_DROP_DRAFT, {"client": client_id, "account": self._actor.account_id})

    def _add_session(self, tx: Connection, client_id: str, entry: SessionEntry) -> tuple[str, int | None]:
        """Insert one appointment; returns its id and its number, None if it was missed."""
        session_id = new_id()
        number = place_of(tx, client_id, entry) if entry.attendance is Attendance.ATTENDED else None
        row = {
            "id": session_id,
            "client_id": client_id,
            "number": number,
            "held_on": entry.held_on,
            "attendance": entry.attendance.value,
            "recorded_by": self._actor.account_id,
        }
        tx.execute(_ADD_SESSION, row)
        self._add_what_was_said(tx, client_id, session_id, entry)
        return session_id, number

    def _add_what_was_said(self, tx: Connection, client_id: str, session_id: str, entry: SessionEntry) -> None:
        if entry.ratings:
            by = self._actor.account_id
            tx.execute(_ADD_RATING, [rating_row(client_id, session_id, one, by) for one in entry.ratings])
        self._add_beside(tx, client_id, session_id, entry)

    def _add_beside(self, tx: Connection, client_id: str, session_id: str, entry: SessionEntry) -> None:
        """Insert what was said beside the ratings."""
        for one in entry.observations:
            self._add_observation(tx, client_id, session_id, one)
        if entry.note:
            note_id = new_id()
            text = seal(tx, entry.note, owner=client_id, table="notes", column="text", row=note_id)
            tx.execute(
                insert(Note).values(
                    id=note_id,
                    client_id=client_id,
                    session_id=session_id,
                    text=text,
                    recorded_by=self._actor.account_id,
                )
            )

    def _add_observation(self, tx: Connection, client_id: str, session_id: str, seen: Observation) -> None:
        tx.execute(
            insert(RuptureMarker).values(
                session_id=session_id,
                client_id=client_id,
                marker=marker_named(seen.marker).id,
                observed_by=seen.observed_by.value,
                domain=seen.domain.value if seen.domain else None,
                intensity=seen.intensity,
                recorded_by=self._actor.account_id,
            )
        )

    def _add_rating(self, tx: Connection, client_id: str, session_id: str, rating: RatingValue) -> str:
        return add_rating(tx, client_id, session_id, rating, self._actor.account_id)


def add_rating(tx: Connection, client_id: str, session_id: str, rating: RatingValue, recorded_by: str) -> str:
    """Insert one rating and return its id."""
    row = rating_row(client_id, session_id, rating, recorded_by)
    tx.execute(_ADD_RATING, row)
    return str(row["id"])


def rating_row(client_id: str, session_id: str, rating: RatingValue, recorded_by: str) -> dict[str, Any]:
    """One rating as a row, with a fresh id."""
    mine = {"id": new_id(), "session_id": session_id, "client_id": client_id, "recorded_by": recorded_by}
    values = rating.model_dump(mode="json")
    values["strained"] = sorted(values["strained"])
    return mine | values


def _chunks(clients: Iterable[str]) -> Iterator[list[str]]:
    left = iter(list(clients))
    while chunk := list(islice(left, IMPORTED_TOGETHER)):
        yield chunk


def _as_recorded(session_id: str, number: int | None, entry: SessionEntry) -> SessionRecord:
    """The appointment just inserted, as far as anything is derived from it."""
    ratings = tuple(RecordedRating("", rating, now()) for rating in entry.ratings)
    return SessionRecord(session_id, number, entry.held_on, entry.attendance, ratings)


def place_of(tx: Connection, client_id: str, entry: SessionEntry) -> int:
    """The number of a new attended session: as imported, else by date, moving later sessions up."""
    mine = (TherapySession.client_id == client_id, TherapySession.number.is_not(None))
    if entry.number is not None:
        if tx.scalar(select(TherapySession.id).where(*mine, TherapySession.number == entry.number)) is not None:
            raise InvalidEntryError(
                "A session with this number is already recorded for one of the clients.", "Nothing was stored."
            )
        return entry.number
    if entry.held_on is not None:
        later = tx.scalar(_FIRST_LATER, {"client": client_id, "day": entry.held_on})
        if later is not None:
            # Two steps through negative numbers, because a unique constraint is checked row by row.
            at_or_after = (*mine, TherapySession.number >= later)
            tx.execute(update(TherapySession).where(*at_or_after).values(number=-TherapySession.number))
            tx.execute(
                update(TherapySession)
                .where(TherapySession.client_id == client_id, TherapySession.number < 0)
                .values(number=1 - TherapySession.number)
            )
            return int(later)
    newest = tx.scalar(_NEWEST, {"client": client_id})
    return (newest or 0) + 1
