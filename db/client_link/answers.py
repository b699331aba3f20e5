"""What a link's bearer may do: look at one form and answer it once. No person is signed in here.

The token is random (256 bits) and only its hash is stored and looked up, so the time a look-up takes says nothing
about how much of a guess was right.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from alliance_monitor.attachment import Profile
from alliance_monitor.client_form import ClientForm, Reply, client_form, read
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import Attendance, Rater, Rating, SessionEntry
from db import audit
from db.client_link import token as link_token
from db.connection import Database, allow_link, now, set_row_scope
from db.crypto import seal
from db.derived import refresh_derived
from db.opening import database
from db.tables import Account, ClientLine, ClientLink, OutcomeAnswers, TherapySession, new_id
from db.therapies import SESSION, add_profile, add_rating, assign_session_number, is_rated, session_on

_LINK = select(ClientLink.__table__, Account.practice_id).join(Account, Account.id == ClientLink.created_by)


class _ClosedError(Exception):
    """The link was open a moment ago and is not any more; undoes the transaction."""


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that can still be answered."""

    language: str | None
    free_line: bool
    instrument: str
    instrument_version: int
    about: date | None
    """The day of the session it asks about; None when it asks about no session."""

    def form(self, language: str) -> ClientForm:
        """What is asked, in this language as far as there are words."""
        return client_form(self.instrument, self.instrument_version, language)


def open_link(token: str) -> OpenLink | None:
    """The open link of this token; None for one that is used, expired, taken back or was never given out."""
    with _home(token).read() as tx:
        row = _find(tx, token)
    if row is None:
        return None
    about = row.held_on if row.asks == SESSION else None
    return OpenLink(row.language, row.free_line, row.instrument, row.instrument_version, about)


def redeem(token: str, reply: Reply) -> bool:
    """Store what the client answered and close the link, both or neither; False when it was not open any more."""
    home = _home(token)
    with home.read() as tx:
        found = _find(tx, token)
    if found is None:
        return False
    try:
        with home.write(found.client_id) as tx:
            row = _find(tx, token)
            if row is None:
                return False
            # On a server the row is locked by this, and whoever comes second finds it used.
            set_row_scope(tx, row.practice_id)
            closed = tx.execute(
                update(ClientLink)
                .where(ClientLink.id == row.id, ClientLink.used_at.is_(None), ClientLink.revoked_at.is_(None))
                .values(used_at=now())
            )
            if closed.rowcount != 1:
                return False
            _keep(tx, row, reply)
    except _ClosedError:
        return False
    return True


def _home(token: str) -> Database:
    return database(link_token.place_of(token))


def _find(tx: Connection, token: str) -> Row[Any] | None:
    looked_for = link_token.hashed(token)
    allow_link(tx, looked_for)
    row = tx.execute(_LINK.where(ClientLink.token_hash == looked_for)).first()
    if row is None or not hmac.compare_digest(row.token_hash, looked_for):
        return None
    return row if row.used_at is None and row.revoked_at is None and now() < row.expires_at else None


def _keep(tx: Connection, row: Row[Any], reply: Reply) -> None:
    asked = client_form(row.instrument, row.instrument_version, row.language or "en").instrument
    told = read(asked, reply, row.held_on if row.asks == SESSION else now().astimezone().date())
    session_id: str | None = None
    match told:
        case Rating():
            session_id = row.session_id or session_on(tx, row.client_id, row.held_on) or _begin(tx, row)
            if is_rated(tx, session_id, Rater.CLIENT):
                raise _ClosedError
            made = add_rating(tx, row.client_id, session_id, told, row.created_by)
        case Profile():
            made = add_profile(tx, row.client_id, told, row.created_by)
        case OutcomeForm():
            values = {"client_id": row.client_id, "form": told.model_dump(mode="json"), "recorded_by": row.created_by}
            made = str(tx.scalar(insert(OutcomeAnswers).values(values).returning(OutcomeAnswers.id)))
    if row.free_line and reply.line:
        line_id = new_id()
        text = seal(tx, reply.line, owner=row.client_id, table="client_lines", column="text", row=line_id)
        tx.execute(
            insert(ClientLine).values(
                id=line_id, client_id=row.client_id, session_id=session_id, link_id=row.id, text=text, given_at=now()
            )
        )
    tx.execute(update(ClientLink).where(ClientLink.id == row.id).values(session_id=session_id, answer_id=made))
    refresh_derived(tx, row.client_id)
    # Nobody is signed in: the link itself is who did it.
    audit.record(tx, None, f"{row.asks}.answered_by_link", "link", row.id, row.client_id)


def _begin(tx: Connection, row: Row[Any]) -> str:
    """Put the appointment into the records, which the therapist has not logged yet."""
    entry = SessionEntry(held_on=row.held_on, attendance=Attendance.ATTENDED)
    session_id = new_id()
    tx.execute(
        insert(TherapySession).values(
            id=session_id,
            client_id=row.client_id,
            number=assign_session_number(tx, row.client_id, entry),
            held_on=row.held_on,
            attendance=Attendance.ATTENDED.value,
            recorded_by=row.created_by,
        )
    )
    return session_id
