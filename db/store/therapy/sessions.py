"""Sessions: a client's history, logging an appointment, correcting a rating, adding a sign later."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, select, update

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Observation, Rater, SessionEntry
from alliance_monitor.records import Rating as RatingValue
from alliance_monitor.therapy import History
from db.access import Role
from db.connection import now
from db.derived import append_to_derived, refresh_derived
from db.store.base import StoreBase
from db.store.checks import own_client, own_session
from db.store.policy import ANYTHING, ONE_CLIENT, policy
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

    @policy(Role.THERAPIST, check=own_client, view="client.read")
    def history(self, tx: Connection, client_id: str) -> History:
        """Everything recorded about an own client; a view is audited, the redraws of a page are not."""
        return read_history(tx, client_id)

    @policy(Role.THERAPIST, check=own_client)
    def logged_on(self, tx: Connection, client_id: str, held_on: date) -> bool:
        """Whether an appointment of this day is logged; one that only the client has rated by link is not yet."""
        logged = set(tx.scalars(_OF_DAY, {"client": client_id, "day": held_on}))
        return bool(logged and logged - {session_begun_by_client(tx, client_id, SessionEntry(held_on=held_on))})

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def record_session(self, tx: Connection, client_id: str, entry: SessionEntry, *, key: str) -> str:
        """Record one appointment with everything said about it; returns the session's id and deletes the draft."""
        me = self._actor.account_id
        if self._client.ended_on is not None:
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
        return session_id

    @policy(Role.THERAPIST, check=own_session, writes=ANYTHING)
    def correct_rating(self, tx: Connection, session_id: str, rating: RatingValue, *, key: str) -> str:
        """Record a corrected rating; the earlier one stays, marked as superseded."""
        client_id = self._client.id
        if rating.rater is Rater.CLIENT and session_id in held_back_sessions(tx, client_id):
            raise InvalidEntryError("The client has rated this session already.", "Save your own rating first.")
        tx.execute(
            update(Rating)
            .where(Rating.session_id == session_id, Rating.rater == rating.rater.value, Rating.superseded_at.is_(None))
            .values(superseded_at=now())
        )
        rating_id = add_rating(tx, client_id, session_id, rating, self._actor.account_id)
        refresh_derived(tx, client_id)
        self._audit(tx, "rating.corrected", "rating", rating_id, client_id)
        return rating_id

    @policy(Role.THERAPIST, check=own_session, writes=ANYTHING)
    def note_sign(self, tx: Connection, session_id: str, seen: Observation, *, key: str) -> None:
        """Add a sign that came up later, such as in supervision or from the client."""
        client_id = self._client.id
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
