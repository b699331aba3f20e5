"""Links a therapist gives to a client: creating and revoking one, showing a held-back answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, update

from alliance_monitor.client_form import client_form
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Rater
from alliance_monitor.therapy import Link
from db.access import Role
from db.client_link import LINK_PATH, new_link_token
from db.configuration import configuration
from db.connection import now
from db.crypto import hash_token
from db.derived import refresh_derived
from db.store.base import StoreBase
from db.store.checks import own_client, own_link, own_session
from db.store.policy import ANYTHING, ONE_CLIENT, policy
from db.tables import ClientLink, new_id
from db.therapies import SESSION, held_back_sessions, is_rated, read_links, session_on

MAX_SESSION_AGE = timedelta(days=60)
"""How long ago a session may be that a client is asked about."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link just created. Its token is known only now: the database keeps a hash."""

    id: str
    token: str
    expires_at: datetime

    @property
    def path(self) -> str:
        """Where the client answers."""
        return f"{LINK_PATH}{self.token}"


class Links(StoreBase):
    """What a therapist does to hear the client."""

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def create_link(
        self,
        tx: Connection,
        client_id: str,
        held_on: date,
        *,
        instrument: str = "brief-session",
        language: str | None = None,
        minutes: int | None = None,
    ) -> NewLink:
        """Create a link with which the client answers one form once; revokes an earlier unused one of that day.

        It belongs to the appointment of `held_on`, logged yet or not. It needs no key: a second tap creates a second
        link and revokes the first. `minutes` may shorten its lifetime.
        """
        asked = client_form(instrument, None, language or "en").instrument
        limits, moment = configuration(), now()
        today = moment.astimezone().date()
        if not today - MAX_SESSION_AGE <= held_on <= today + timedelta(days=1):
            raise InvalidEntryError(
                "A client can be asked about a session of the last 60 days.", "Check the date of the session."
            )
        lifetime = timedelta(minutes=min(minutes or limits.link_minutes, limits.link_minutes))
        link = NewLink(new_id(), new_link_token(self._database.place), moment + lifetime)
        session_id = session_on(tx, client_id, held_on) if asked.use == SESSION else None
        if session_id is not None and is_rated(tx, session_id, Rater.CLIENT):
            raise InvalidEntryError(
                "The client has rated this session already.", "Each session is rated once; check the date."
            )
        tx.execute(
            update(ClientLink)
            .where(
                ClientLink.client_id == client_id,
                ClientLink.held_on == held_on,
                ClientLink.instrument == asked.id,
                ClientLink.used_at.is_(None),
                ClientLink.revoked_at.is_(None),
            )
            .values(revoked_at=moment)
        )
        tx.execute(
            insert(ClientLink).values(
                id=link.id,
                token_hash=hash_token(link.token),
                client_id=client_id,
                session_id=session_id,
                held_on=held_on,
                instrument=asked.id,
                instrument_version=asked.version,
                asks=asked.use,
                language=language,
                free_line=limits.client_line and asked.use == SESSION,
                at_once=limits.client_ratings_at_once,
                created_by=self._actor.account_id,
                created_at=moment,
                expires_at=link.expires_at,
            )
        )
        self._audit(tx, "link.created", "link", link.id, client_id)
        return link

    @policy(Role.THERAPIST, check=own_link, writes=ANYTHING)
    def revoke_link(self, tx: Connection, link_id: str) -> None:
        """Revoke an unused link; a used one stays as it is."""
        closed = tx.execute(
            update(ClientLink)
            .where(ClientLink.id == link_id, ClientLink.used_at.is_(None), ClientLink.revoked_at.is_(None))
            .values(revoked_at=now())
        )
        if closed.rowcount:
            self._audit(tx, "link.revoked", "link", link_id, self._client.id)

    @policy(Role.THERAPIST, check=own_client)
    def link_of_day(self, tx: Connection, client_id: str, held_on: date, instrument: str) -> Link | None:
        """The newest link of this day and instrument that was not revoked, or None; without the answers."""
        wanted = (held_on, instrument, None)
        links = reversed(read_links(tx, client_id))
        return next((link for link in links if (link.held_on, link.instrument, link.revoked_at) == wanted), None)

    @policy(Role.THERAPIST, check=own_session, writes=ANYTHING)
    def show_client_rating(self, tx: Connection, session_id: str) -> None:
        """Show the client's held-back rating of a session the therapist will not rate."""
        client_id = self._client.id
        if session_id not in held_back_sessions(tx, client_id):
            return
        tx.execute(update(ClientLink).where(ClientLink.session_id == session_id).values(shown_at=now()))
        refresh_derived(tx, client_id)
        self._audit(tx, "rating.shown", "session", session_id, client_id)
