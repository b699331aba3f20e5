"""What the bearer of a link may do: look at one form and answer it once. Nobody is signed in here.

Only the hash of the token is stored and looked up, so lookup times tell nothing about a guess.
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
from db.client_link.token import place_of as place_of_token
from db.connection import Database, allow_link, now, set_row_scope
from db.crypto import hash_token, seal
from db.derived import refresh_derived
from db.opening import database
from db.tables import Account, ClientLine, ClientLink, OutcomeAnswers, new_id
from db.therapies import SESSION, add_profile, add_rating, add_session, is_rated, session_on

_LINK = select(ClientLink.__table__, Account.practice_id).join(Account, Account.id == ClientLink.created_by)


class _ClosedError(Exception):
    """The link was closed since it was looked up; rolls the transaction back."""


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that can still be answered."""

    language: str | None
    free_line: bool
    instrument: str
    instrument_version: int
    about: date | None
    """The date of the session it asks about; None if it does not ask about a session."""

    def form(self, language: str) -> ClientForm:
        """The questions, in this language where there is a wording for it."""
        return client_form(self.instrument, self.instrument_version, language)


def open_link(token: str) -> OpenLink | None:
    """The open link with this token; None if it was used, has expired, was revoked or never existed."""
    with _home(token).read() as tx:
        row = _find(tx, token)
    if row is None:
        return None
    about = row.held_on if row.asks == SESSION else None
    return OpenLink(row.language, row.free_line, row.instrument, row.instrument_version, about)


def redeem(token: str, reply: Reply) -> bool:
    """Store the client's answers and close the link, in one transaction; False if it was not open any more."""
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
            # On PostgreSQL the update below locks the row, so that the second of two answers finds the link used.
            set_row_scope(tx, row.practice_id)
            closed = tx.execute(
                update(ClientLink)
                .where(ClientLink.id == row.id, ClientLink.used_at.is_(None), ClientLink.revoked_at.is_(None))
                .values(used_at=now())
            )
            if closed.rowcount != 1:
                return False
            _store(tx, row, reply)
    except _ClosedError:
        return False
    return True


def _home(token: str) -> Database:
    return database(place_of_token(token))


def _find(tx: Connection, token: str) -> Row[Any] | None:
    token_hash = hash_token(token)
    allow_link(tx, token_hash)
    row = tx.execute(_LINK.where(ClientLink.token_hash == token_hash)).first()
    if row is None or not hmac.compare_digest(row.token_hash, token_hash):
        return None
    return row if row.used_at is None and row.revoked_at is None and now() < row.expires_at else None


def _store(tx: Connection, row: Row[Any], reply: Reply) -> None:
    asked = client_form(row.instrument, row.instrument_version, row.language or "en").instrument
    answer = read(asked, reply, row.held_on if row.asks == SESSION else now().astimezone().date())
    session_id: str | None = None
    match answer:
        case Rating():
            session_id = row.session_id or session_on(tx, row.client_id, row.held_on) or _add_session(tx, row)
            if is_rated(tx, session_id, Rater.CLIENT):
                raise _ClosedError
            answer_id = add_rating(tx, row.client_id, session_id, answer, row.created_by)
        case Profile():
            answer_id = add_profile(tx, row.client_id, answer, row.created_by)
        case OutcomeForm():
            values = {"client_id": row.client_id, "form": answer.model_dump(mode="json"), "recorded_by": row.created_by}
            answer_id = str(tx.scalar(insert(OutcomeAnswers).values(values).returning(OutcomeAnswers.id)))
    if row.free_line and reply.line:
        line_id = new_id()
        text = seal(tx, reply.line, owner=row.client_id, table="client_lines", column="text", row=line_id)
        tx.execute(
            insert(ClientLine).values(
                id=line_id, client_id=row.client_id, session_id=session_id, link_id=row.id, text=text, given_at=now()
            )
        )
    tx.execute(update(ClientLink).where(ClientLink.id == row.id).values(session_id=session_id, answer_id=answer_id))
    refresh_derived(tx, row.client_id)
    # Nobody is signed in: the audit names the link instead of an actor.
    audit.record(tx, None, f"{row.asks}.answered_by_link", "link", row.id, row.client_id)


def _add_session(tx: Connection, row: Row[Any]) -> str:
    """Record the session the client answered about, which the therapist has not logged yet."""
    entry = SessionEntry(held_on=row.held_on, attendance=Attendance.ATTENDED)
    session_id, _ = add_session(tx, row.client_id, entry, row.created_by)
    return session_id
