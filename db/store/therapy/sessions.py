"""Sessions: what was recorded of one client, logging an appointment, correcting a rating, a sign that came up later."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, select, update

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Observation, Rater, SessionEntry
from alliance_monitor.records import Rating as RatingValue
from alliance_monitor.therapy import History
from db.access import NotAllowedError, Role, policy
from db.audit import recent_views
from db.connection import now
from db.derived import append_to_derived, refresh_derived
from db.store.base import StoreBase
from db.tables import Rating, RuptureMarker, TherapySession
from db.therapies import (
    add_observation,
    add_rating,
    add_session,
    add_session_content,
    attach_links,
    delete_draft,
    has_links,
    held_back_sessions,
    read_history,
    recorded_session,
    session_begun_by_client,
)

_OF_DAY = select(TherapySession.id).where(
    TherapySession.client_id == bindparam("client"), TherapySession.held_on == bindparam("day")
)


class Sessions(StoreBase):
    """What a therapist does with the sessions of their clients."""

    @policy(Role.THERAPIST)
    def history(self, client_id: str) -> History:
        """Everything recorded about one own client; a look is audited, the redraws of a page are not."""
        if recent_views.viewed_recently(self._actor, client_id):
            with self._reading("history") as tx:
                self._own_client(tx, client_id)
                return read_history(tx, client_id)
        with self._writing("history", client_id) as tx:
            self._own_client(tx, client_id)
            history = read_history(tx, client_id)
            self._audit(tx, "client.read", "client", client_id, client_id)
        recent_views.remember(self._actor, client_id)
        return history

    @policy(Role.THERAPIST)
    def logged_on(self, client_id: str, held_on: date) -> bool:
        """Whether an appointment of this day is logged already; one that only the client has rated waits to be."""
        with self._reading("logged_on") as tx:
            self._own_client(tx, client_id)
            logged = set(tx.scalars(_OF_DAY, {"client": client_id, "day": held_on}))
            return bool(logged and logged - {session_begun_by_client(tx, client_id, SessionEntry(held_on=held_on))})

    @policy(Role.THERAPIST)
    def record_session(self, client_id: str, entry: SessionEntry, *, key: str) -> str:
        """Record one appointment with all that was said; returns the session's id. A draft is used up."""
        me = self._actor.account_id
        with self._writing("record_session", client_id) as tx:
            client = self._own_client(tx, client_id)
            if earlier := self._done_before(tx, key):
                return earlier
            if client.ended_on is not None:
                raise InvalidEntryError("This therapy has ended.", "Resume it on the client's page to log a session.")
            linked = has_links(tx, client_id, entry)
            begun = session_begun_by_client(tx, client_id, entry) if linked else None
            if begun is None:
                session_id, number = add_session(tx, client_id, entry, me)
                append_to_derived(tx, client_id, recorded_session(session_id, number, entry))
            else:
                session_id = begun
                add_session_content(tx, client_id, session_id, entry, me)
                refresh_derived(tx, client_id)
            if linked:
                attach_links(tx, client_id, session_id, entry)
            delete_draft(tx, client_id, me)
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
            if rating.rater is Rater.CLIENT and session_id in held_back_sessions(tx, client_id):
                raise InvalidEntryError("The client has rated this session already.", "Save your own rating first.")
            tx.execute(
                update(Rating)
                .where(
                    Rating.session_id == session_id, Rating.rater == rating.rater.value, Rating.superseded_at.is_(None)
                )
                .values(superseded_at=now())
            )
            rating_id = add_rating(tx, client_id, session_id, rating, self._actor.account_id)
            refresh_derived(tx, client_id)
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
            add_observation(tx, client_id, session_id, seen, self._actor.account_id)
            refresh_derived(tx, client_id)
            self._audit(tx, "sign.noted", "session", session_id, client_id)
            self._remember(tx, key, session_id)

    def _client_of(self, tx: Connection, session_id: str) -> str:
        client_id = tx.scalar(select(TherapySession.client_id).where(TherapySession.id == session_id))
        if client_id is None:
            raise NotAllowedError
        self._own_client(tx, client_id)
        return client_id
