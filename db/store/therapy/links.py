"""Links a therapist gives to a client: making one, taking it back, looking at held-back answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update

from alliance_monitor.client_form import client_form
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Rater
from alliance_monitor.therapy import Link
from db.access import NotAllowedError, Role, policy
from db.client_link import new_link_token
from db.configuration import configuration
from db.connection import now
from db.crypto import hash_token
from db.derived import refresh_derived
from db.store.base import StoreBase
from db.tables import ClientLink, TherapySession, new_id
from db.therapies import SESSION, held_back_sessions, is_rated, read_links, session_on

EARLIEST = timedelta(days=60)
"""How long ago a session may lie that a client is asked about."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link just made. The token is known only now: the records keep its hash."""

    id: str
    token: str
    expires_at: datetime

    @property
    def path(self) -> str:
        """Where the client answers."""
        return f"/r/{self.token}"


class Links(StoreBase):
    """What a therapist does to hear the client."""

    @policy(Role.THERAPIST)
    def create_link(
        self,
        client_id: str,
        held_on: date,
        *,
        instrument: str = "brief-session",
        language: str | None = None,
        minutes: int | None = None,
    ) -> NewLink:
        """Make a link with which the client answers one form once; an earlier unused one of that day is taken back.

        It belongs to the appointment of `held_on`, whether that is logged yet or not. It has no key: a second tap makes
        a second link and takes the first one back. `minutes` may shorten how long it can be used.
        """
        asked = client_form(instrument, None, language or "en").instrument
        limits, moment = configuration(), now()
        if not moment.astimezone().date() - EARLIEST <= held_on <= moment.astimezone().date() + timedelta(days=1):
            raise InvalidEntryError(
                "A client can be asked about a session of the last 60 days.", "Check the date of the session."
            )
        lasts = timedelta(minutes=min(minutes or limits.link_minutes, limits.link_minutes))
        link = NewLink(new_id(), new_link_token(self._database.place), moment + lasts)
        with self._writing("create_link", client_id) as tx:
            self._own_client(tx, client_id)
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

    @policy(Role.THERAPIST)
    def revoke_link(self, link_id: str) -> None:
        """Take an unused link back; a used one stays as it is."""
        with self._writing("revoke_link") as tx:
            client_id = tx.scalar(select(ClientLink.client_id).where(ClientLink.id == link_id))
            if client_id is None:
                raise NotAllowedError
            self._own_client(tx, client_id)
            closed = tx.execute(
                update(ClientLink)
                .where(ClientLink.id == link_id, ClientLink.used_at.is_(None), ClientLink.revoked_at.is_(None))
                .values(revoked_at=now())
            )
            if closed.rowcount:
                self._audit(tx, "link.revoked", "link", link_id, client_id)

    @policy(Role.THERAPIST)
    def link_of_day(self, client_id: str, held_on: date, instrument: str) -> Link | None:
        """The newest link of this day and instrument that was not taken back, or None; not what was answered."""
        with self._reading("link_of_day") as tx:
            self._own_client(tx, client_id)
            wanted = (held_on, instrument, None)
            links = reversed(read_links(tx, client_id))
            return next((one for one in links if (one.held_on, one.instrument, one.revoked_at) == wanted), None)

    @policy(Role.THERAPIST)
    def show_client_rating(self, session_id: str) -> None:
        """Show the client's held-back rating of a session the therapist will not rate."""
        with self._writing("show_client_rating") as tx:
            client_id = tx.scalar(select(TherapySession.client_id).where(TherapySession.id == session_id))
            if client_id is None:
                raise NotAllowedError
            self._own_client(tx, client_id)
            if session_id not in held_back_sessions(tx, client_id):
                return
            tx.execute(update(ClientLink).where(ClientLink.session_id == session_id).values(shown_at=now()))
            refresh_derived(tx, client_id)
            self._audit(tx, "rating.shown", "session", session_id, client_id)
